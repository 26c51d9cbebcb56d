"""One conversation, three people of the practice, an agency, and the person who wrote."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from inbox import actions, outbox, outbox_results
from inbox.actions import ReplyDraft, approvals
from inbox.models import Reply
from listening.connectors.base import MentionData, MentionKind
from practice_hub.roles import Role
from tests.builders import make_account, make_member, make_practice, said
from tests.builders import private as privately
from tests.property import laws
from tests.property.deeds import Deeds
from tests.property.network import OUTCOMES, FakeTruth

GRUMPY = "Nobody rings me back, third time now"


WORRIED = "Two weeks after filler one side of my mouth does not move, is this normal?"


LEAKS = "Sorry that your lip filler went wrong, your next appointment is on us."


WORDS = "amber birch cedar daisy elder fern ginger hazel ivy jasmine kelp lilac maple nettle olive"


STAFF = {"ana": Role.AGENT, "ben": Role.AGENT, "priya": Role.PRACTITIONER, "vera": Role.VENDOR}


people = st.sampled_from(["ana", "ben", "priya"])


anybody = st.sampled_from(sorted(STAFF))
_numbers = itertools.count(1)


class Histories(Deeds):
    """Every rule is one act; refused acts change nothing, and `laws` hold after each."""

    @initialize(text=st.sampled_from([GRUMPY, WORRIED]))
    def a_post(self, text: str) -> None:
        self.now = timezone.now()
        self.truth = FakeTruth()
        practice = make_practice(f"property-{next(_numbers)}")
        self.account = make_account(practice, "FACEBOOK")
        self.staff = {name: make_member(practice, name.title(), STAFF[name]) for name in STAFF}
        self.post = said(text, can_reply_privately=True, posted_at=self.now)
        self.items: list[MentionData] = [self.post]
        self.highest_token = 0
        self._hear(self.post)

    # -- claims ------------------------------------------------------------------------------

    @rule(who=anybody)
    def claim(self, who: str) -> None:
        taken = self._act(actions.claim, who)
        assert taken is None or self.row.claimed_by == self.staff[who].user

    @rule(who=people, behind=st.integers(0, 2))
    def renew(self, who: str, behind: int) -> None:
        held = self.row.is_claimed_by(self.staff[who].user, self.now) and behind == 0
        done = self._act(actions.renew_claim, who, token=self.row.claim_token - behind)
        assert (done is not None) == held

    @rule(who=people, behind=st.integers(0, 1))
    def release(self, who: str, behind: int) -> None:
        self._act(actions.release, who, token=self.row.claim_token - behind)

    @rule(who=people)
    def take_over(self, who: str) -> None:
        assert self._act(actions.take_over, who, reason="they went home") is not None

    # -- answers -----------------------------------------------------------------------------

    @rule(
        who=anybody,
        is_private=st.booleans(),
        is_closing=st.booleans(),
        word=st.sampled_from([*WORDS.split(), LEAKS]),
        unread=st.integers(0, 1),
        wait=st.sampled_from([None, None, 300, 5000, 80_000]),
    )
    def write(
        self, who: str, is_private: bool, is_closing: bool, word: str, unread: int, wait: int | None
    ) -> None:
        if is_private and who == "vera":
            return self._the_agency_writes_privately()
        row = self.row
        body = word if word == LEAKS else f"Thank you. May we write to you about the {word}? Ana"
        draft = ReplyDraft(
            audience="PRIVATE" if is_private else "PUBLIC",
            body=body,
            claim_token=row.claim_token,
            seen_seq=max(row.last_seq - unread, 0),
            form_key=uuid4(),
            purpose="CLOSING" if is_closing and not is_private else "ANSWER",
            skip_public_reason="asked for it" if is_private else "",
            goes_out_at=None if wait is None else self.now + timedelta(seconds=wait),
        )
        held = row.is_claimed_by(self.staff[who].user, self.now)
        reply = self._act(actions.queue_reply, who, draft=draft)
        assert reply is None or held, "an answer was taken from somebody without the claim"
        if reply is not None:
            assert word != LEAKS or is_private, "the guard let a secret pass in public"
            again = self._act(actions.queue_reply, who, draft=replace(draft, body="Other words."))
            assert again == reply, "the same form twice is one reply"
        return None

    def _the_agency_writes_privately(self) -> None:
        """The page refuses it, whatever is claimed (O1)."""
        before = Reply.objects.filter(audience="PRIVATE").count()
        client = Client()
        client.force_login(self.staff["vera"].user)
        row = self.row
        form = {"audience": "PRIVATE", "purpose": "ANSWER", "body": "Between us. Vera"}
        form |= {"claim_token": row.claim_token, "seen_seq": row.last_seq, "form_key": uuid4()}
        answer = client.post(f"/inbox/{row.pk}/send/", form)
        assert answer.status_code in (403, 404, 409, 422), answer.status_code
        assert Reply.objects.filter(audience="PRIVATE").count() == before

    @rule(who=people, number=st.integers(0, 5))
    def undo(self, who: str, number: int) -> None:
        if reply := self._some(number):
            user = self.staff[who].user
            can = reply.status in ("QUEUED", "AWAITING_APPROVAL")
            done = self._try(
                lambda: actions.undo_reply(reply_id=reply.pk, actor=user, now=self.now)
            )
            assert (done is not None) == can

    @rule(who=people, number=st.integers(0, 5), wait=st.sampled_from([None, 100, 4000]))
    def another_time(self, who: str, number: int, wait: int | None) -> None:
        if reply := self._some(number, status="QUEUED"):
            how: dict[str, Any] = {"reply_id": reply.pk, "actor": self.staff[who].user}
            if wait is None:
                self._try(lambda: actions.send_now(**how, now=self.now))
            else:
                at = self.now + timedelta(seconds=wait)
                self._try(lambda: actions.reschedule_reply(**how, now=self.now, goes_out_at=at))

    @rule(who=people, number=st.integers(0, 5), act=st.sampled_from(["retry", "discard"]))
    def after_failure(self, who: str, number: int, act: str) -> None:
        if reply := self._some(number, status__in=["FAILED", "REJECTED"]):
            how: dict[str, Any] = {"reply_id": reply.pk, "actor": self.staff[who].user}
            if act == "retry":
                seen = self.row.last_seq
                self._try(lambda: actions.retry_reply(**how, now=self.now, seen_seq=seen))
            else:
                self._try(lambda: actions.discard_reply(**how, now=self.now))

    @rule(who=people, number=st.integers(0, 5), edited=st.sampled_from([None, *WORDS.split()[:4]]))
    def approve(self, who: str, number: int, edited: str | None) -> None:
        if found := self._waiting(number):
            approval, shown = found
            body = edited and f"Thank you. May we write to you in private about the {edited}? Priya"
            member = self.staff[who]
            done = self._try(
                lambda: approvals.approve(
                    approval.pk, actor=member, now=self.now, shown=shown, body=body
                )
            )
            assert done is None or approval.requested_by_id != member.user_id, "four eyes (P4)"

    @rule(number=st.integers(0, 5))
    def give_back(self, number: int) -> None:
        if found := self._waiting(number):
            approval, shown = found
            self._try(
                lambda: approvals.return_draft(
                    approval.pk,
                    actor=self.staff["priya"],
                    now=self.now,
                    note="Warmer, please.",
                    fingerprint=shown.fingerprint,
                )
            )

    # -- the outbox --------------------------------------------------------------------------

    @rule(number=st.integers(0, 5), outcome=st.sampled_from(OUTCOMES))
    def deliver(self, number: int, outcome: str) -> None:
        reply = self._some(number, status="QUEUED")
        sending = outbox.begin(reply_id=reply.pk, now=self.now) if reply else None
        if sending is not None:
            laws.may_leave(sending, self.now)
            self.truth.receive(sending, outcome, self.now)

    @rule(number=st.integers(0, 5))
    def settle(self, number: int) -> None:
        """Dead senders are given up, and what is uncertain is looked for."""
        for reply in Reply.objects.stuck(self.now).filter(conversation=self.row):
            outbox_results.expire_sending(reply_id=reply.pk, now=self.now)
        for reply in Reply.objects.to_settle(self.now).filter(conversation=self.row):
            self.truth.look(reply, self.now)

    @rule(who=people, number=st.integers(0, 5))
    def a_person_decides(self, who: str, number: int) -> None:
        """After looking on the network themselves."""
        reply = self._some(number, status="UNCERTAIN", settle_after=None)
        if reply is None:
            return
        how: dict[str, Any] = {"reply_id": reply.pk, "actor": self.staff[who].user}
        if self.truth.out[reply.pk]:
            self._try(lambda: actions.settle_as_sent(**how, now=self.now))
        else:
            seen = self.row.last_seq
            self._try(lambda: actions.settle_send_again(**how, now=self.now, seen_seq=seen))

    # -- time and the person ------------------------------------------------------------------

    @rule(seconds=st.sampled_from([1, 20, 200, 1000, 4000, 90_000]))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        actions.wake_due(now=self.now)

    @rule(is_private=st.booleans())
    def the_person_writes(self, is_private: bool) -> None:
        first = self.post
        assert first.author is not None
        if is_private:
            item = privately("Are you there?", first.author, posted_at=self.now)
        else:
            thread = {"thread_id": first.thread_id, "parent_id": first.external_id}
            kind = MentionKind.COMMENT
            item = said("And?", author=first.author, kind=kind, posted_at=self.now, **thread)
        self.items.append(item)
        self._hear(item)

    @rule(number=st.integers(0, 9), words=st.sampled_from(["Changed my mind", "It is worse now"]))
    def the_person_edits(self, number: int, words: str) -> None:
        at = number % len(self.items)
        self.items[at] = replace(self.items[at], text=words, edited_at=self.now)
        self._hear(self.items[at])

    @precondition(lambda self: len(self.items) > 1)
    @rule(number=st.integers(1, 9))
    def the_person_deletes(self, number: int) -> None:
        item = self.items.pop(1 + number % (len(self.items) - 1))
        self._hear(gone=(item.external_id,))

    # -- progress ----------------------------------------------------------------------------

    @rule(who=people, act=st.sampled_from(["resolve", "skip_loop", "close", "reopen", "no_reply"]))
    def move_on(self, who: str, act: str) -> None:
        deeds: dict[str, tuple[Callable[..., Any], dict[str, str]]] = {
            "resolve": (actions.resolve, {"outcome": "Rang them."}),
            "skip_loop": (actions.skip_loop, {"reason": "They asked for quiet."}),
            "close": (actions.close, {}),
            "reopen": (actions.reopen, {}),
            "no_reply": (actions.mark_no_reply_needed, {"reason": "Only a like."}),
        }
        act_on, more = deeds[act]
        self._act(act_on, who, **more)

    @rule(who=people, hours=st.integers(1, 30))
    def snooze(self, who: str, hours: int) -> None:
        self._act(actions.snooze, who, until=self.now + timedelta(hours=hours))

    # -- what must hold ----------------------------------------------------------------------

    @invariant()
    def the_laws_hold(self) -> None:
        if not hasattr(self, "post"):
            return
        row = self.row
        assert row.claim_token >= self.highest_token, "a token was handed out twice"
        self.highest_token = row.claim_token
        laws.axes_are_legal(row, self.now)
        laws.answers_are_out_once(row, self.truth)
        laws.numbers_are_in_order(row)
        laws.clocks_follow(row, self.now)
        laws.acts_are_audited(row)
