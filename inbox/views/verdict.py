"""What the composer says of a text: verdict in plain words, lines below it, marks in it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext_noop

from inbox.access import sees_private
from inbox.asking import candidates
from inbox.coaching import silent_keys
from inbox.domain.approvals import Kind, Need
from inbox.domain.guard import GuardResult, Verdict
from inbox.domain.underline import Mark
from inbox.gate import Judgement, Wanted, is_medical_outside, judge, needed
from inbox.models import Approval, Conversation, Reply
from inbox.views.lines import Line, lines_of, marks_of
from inbox.views.promised import PromiseRow
from listening.models import Mention
from practice_hub.practices.models import Membership
from practice_hub.quick_words import gettext as _
from practice_hub.roles import Act, may

FIRST_LINES = 3  # more unfold
LONGEST = 12_000  # a little more than guard and coach read; the rest would only cost time
_BUTTONS = {
    ("PUBLIC", "ANSWER"): gettext_noop("Answer in public"),
    ("PUBLIC", "CLOSING"): gettext_noop("Thank in public"),
    ("PRIVATE", "ANSWER"): gettext_noop("Send privately"),
}
_WHY = {
    Kind.MEDICAL: gettext_noop("this is about something medical"),
    Kind.DOUBT: gettext_noop("the privacy guard is in doubt"),
    Kind.ATTACHMENT: gettext_noop("it carries a picture"),
    Kind.COMPLAINT: gettext_noop("the practice has answers to complaints looked at"),
    Kind.PRICE: gettext_noop("the practice has answers about prices looked at"),
    Kind.PRAISE: gettext_noop("the practice has answers to praise looked at"),
    Kind.ANY: gettext_noop("the practice has every answer looked at"),
}


@dataclass(frozen=True, slots=True)
class Text:
    """What stands in the composer. Line breaks count as one character, as a browser counts."""

    audience: str
    body: str
    purpose: str = Reply.Purpose.ANSWER.value
    target: Mention | None = None
    alts: tuple[str, ...] = ()  # descriptions of its pictures


def typed(audience: str, body: str, purpose: str = "ANSWER", target: Mention | None = None) -> Text:
    """`body` as it came from a form, cut where nobody reads on."""
    plain = body.replace("\r\n", "\n").replace("\r", "\n")[:LONGEST]
    return Text(audience, plain, purpose or "ANSWER", target)


@dataclass(frozen=True)
class Checked:
    """`state`: "" (nothing to say yet), pass, doubt, approval, stop or blocked."""

    text: Text
    state: str = ""
    verdict: str = ""
    button: str = ""
    lines: tuple[Line, ...] = ()
    marks: tuple[Mark, ...] = ()
    promises: tuple[PromiseRow, ...] = ()
    can_override: bool = False

    @property
    def audience(self) -> str:
        return self.text.audience

    @cached_property
    def first_lines(self) -> tuple[Line, ...]:
        return self.lines[:FIRST_LINES]

    @cached_property
    def more_lines(self) -> tuple[Line, ...]:
        return self.lines[FIRST_LINES:]

    @property
    def marks_json(self) -> str:
        """[[start, end, level], …] in UTF-16 units, for the script that underlines."""
        return json.dumps([[mark.start, mark.end, mark.level] for mark in self.marks])

    def with_promises(self, rows: tuple[PromiseRow, ...]) -> Checked:
        return replace(self, promises=rows)


def check_text(row: Conversation, member: Membership, text: Text, *, now: datetime) -> Checked:
    """Read `text` as an answer in `row` by `member`. Writes nothing; never raises."""
    wanted = Wanted(
        body=text.body,
        audience=text.audience,
        author=member.user,
        author_role=member.role,
        purpose=text.purpose,
        target=text.target,
        has_attachment=bool(text.alts),
        alt_texts=text.alts,
    )
    if not text.body.strip():
        return _unwritten(row, wanted, text, now)
    judgement = judge(row, wanted, now=now)
    if not sees_private(member):
        judgement = judgement.for_outsider()
    silent = silent_keys(row, member.user, text.audience)
    lines = lines_of(row, wanted, judgement, silent)
    state = _state(judgement)
    return Checked(
        text=text,
        state=state,
        verdict=_verdict(state, judgement, text, _asked(row, wanted, judgement.need, now)),
        button=_button(text, _what_follows(state, judgement)),
        lines=lines,
        marks=marks_of(text.body, judgement, silent),
        can_override=judgement.can_override,
    )


def _unwritten(row: Conversation, wanted: Wanted, text: Text, now: datetime) -> Checked:
    """Before a word is written only the policy is known: a medical talk says so at once (P4)."""
    is_medical = row.is_medical
    if not may(wanted.author_role, Act.READ_PRIVATE):
        is_medical = is_medical_outside(row)
    need = needed(row, wanted, GuardResult(Verdict.PASS, (), ""), is_medical=is_medical)
    state = "approval" if need else ""
    words = _needs(need, _asked(row, wanted, need, now)) if need else ""
    return Checked(text=text, state=state, verdict=words, button=_button(text, state))


def _state(judgement: Judgement) -> str:
    if judgement.is_blocked:
        return "blocked"
    if judgement.blocking_advice:
        return "stop"
    if judgement.need:
        return "approval"
    return "pass" if judgement.verdict == Verdict.PASS else "doubt"


def _verdict(state: str, judgement: Judgement, text: Text, asked: str) -> str:
    if state == "blocked":
        return _blocked(judgement, text)
    if state == "stop":
        keys = {advice.key for advice in judgement.blocking_advice}
        if "A8.placeholder" in keys:
            return _("Not ready: fill in the placeholder.")
        return _("Not ready: used before.")
    if state == "approval" and judgement.need:
        return _needs(judgement.need, asked)
    if state == "doubt":
        return _("The privacy guard is in doubt. You may decide yourself.")
    if judgement.is_invitation:
        return _("An approved invitation: it can go out.")
    return _("The privacy guard finds nothing.")


def _blocked(judgement: Judgement, text: Text) -> str:
    error = next((f for f in judgement.guard.findings if f.rule == "guard.error"), None)
    if error is not None:
        return _(error.why)
    if text.audience == Reply.Audience.PUBLIC:
        return _("The privacy guard stops this: it may not go out in public like this.")
    return _("The privacy guard stops this: it may not go out at all like this.")


def _needs(need: Need, asked: str) -> str:
    reasons = [_(_WHY[kind]) for kind in need.kinds]
    said = _(" and ").join(filter(None, [", ".join(reasons[:-1]), reasons[-1]]))
    because = _("Needs approval, because %(reasons)s.") % {"reasons": said}
    return f"{because} {asked}"


def _asked(row: Conversation, wanted: Wanted, need: Need | None, now: datetime) -> str:
    if need is None:
        return ""
    request = Approval(
        practice_id=row.practice_id,
        requested_by=wanted.author,
        approver_roles=sorted(need.approvers),
    )
    found = candidates(request, now=now)
    if found:
        return _("%(name)s is asked.") % {"name": found[0].user.name}
    return _("Nobody who may approve is here now; whoever manages the practice is told.")


def _what_follows(state: str, judgement: Judgement) -> str:
    """What pressing would do: nothing of a stopped text is asked for."""
    return "approval" if judgement.need and state != "blocked" else state


def _button(text: Text, state: str) -> str:
    if state == "blocked" and text.audience == "PUBLIC":
        return _("See what can go out")
    if state == "approval":
        return _("Send for approval")
    if text.purpose == Reply.Purpose.EDIT:
        return _("Change the answer")
    return _(_BUTTONS.get((text.audience, text.purpose), gettext_noop("Send")))
