"""How a past conversation went on: answers, private messages, how it ended, the public thanks.

A story record is a dict:
{network: "x"|"fb", kind, root_id, author_key, is_private_first: bool,
 answers: [{id, by: "ana"|"ben"|"mona"|None, at, text, audience: "PUBLIC"}],
 private: [{id, from_practice: bool, by, at, text}],
 resolved_at|None, resolved_by|None, outcome, closing: {id, at, by, text}|None,
 loop_skip_reason|None, no_reply_reason|None}
`by` None means that it was written in the network's own app. Times are ISO 8601 texts in UTC.
An X post is named by the first id of its edit history.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sandbox.town import posting
from sandbox.town.kinds import (
    ANSWER_OF,
    COMPLAINTS,
    MEDICAL,
    PRAISE,
    PRIVATE_LEG_OF,
    QUESTIONS,
)
from sandbox.town.neighbors import bystanders
from sandbox.town.people import Townsperson
from sandbox.town.posting import Said
from sandbox.town.private_leg import play_private
from sandbox.town.scene import Record, Scene, Told, iso
from sandbox.town.texts import load, pool
from sandbox.world import PRACTICE

_NOTHING_TO_ANSWER = {
    "spam": "Spam",
    "emoji": "Only emoji, nothing to answer",
    "competitor": "Talk between townspeople, not for us",
    "named": "Does not ask us anything",
    "misspelt": "Does not ask us anything",
}
_NATIVE_SHARE = 0.08
_FRESH = timedelta(days=4)
_EDITABLE = timedelta(minutes=55)


class Storyteller:
    """Plays past conversations to their end and keeps a record of each."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.rng = scene.rng
        self._still_open = 4
        # A few were never answered at all, and nobody said why: real practices have those too.
        self._never_left = {"hours": 1, "wait": 1, "smalltalk": 1, "praise": 1}

    def tell(
        self, said: Said, kind: str, form: str, person: Townsperson, *, certain: bool = False
    ) -> Record:
        """What became of `said`. `certain`: it was answered for sure."""
        told = Told(said, kind, form, person, self.scene.desk.who(kind), _blank(said, kind))
        if said.is_private:
            self._resolve(told, play_private(self.scene, told, said.at))
            told.record["loop_skip_reason"] = "Private from the beginning"
        else:
            bystanders(self.scene, said, kind)
            if certain or not self._stays_unanswered(told):
                self._answered(told)
        self.scene.world.story_add(told.record)
        return told.record

    def _answered(self, told: Told) -> None:
        answer = self._answer(told)
        has_leg = told.kind in PRIVATE_LEG_OF
        if has_leg and self.rng.random() < _private_share(told.kind):
            self._through_private(told, answer)
        else:
            self._end_in_public(told, answer)

    def _stays_unanswered(self, told: Told) -> bool:
        reason = _NOTHING_TO_ANSWER.get(told.kind)
        if told.kind == "spam" or (reason and self.rng.random() < 0.6):
            told.record["no_reply_reason"] = reason
            return True
        days_ago = (self.scene.now - told.said.at).days
        if self._never_left.get(told.kind) and 3 <= days_ago <= 16:
            self._never_left[told.kind] -= 1
            return True
        return False

    def _answer(self, told: Told) -> Said:
        at = self.scene.desk.answers_at(told.said.at, told.kind)
        if at > self.scene.now - timedelta(minutes=20):
            at = told.said.at + timedelta(minutes=self.rng.uniform(8, 50))
        # X lets nobody answer through the API who was not mentioned: that was done on X itself.
        is_native = told.form == posting.X_UNMENTIONED or self.rng.random() < _NATIVE_SHARE
        answer_kind = ANSWER_OF.get(told.kind, "other_public")
        first = self.scene.first_name(told.said.author)
        text = self.scene.desk.answer(answer_kind, first, told.staff)
        answer = posting.reply(self.scene.world, told.said, PRACTICE, text, at=at)
        by = None if is_native else told.staff
        noted = {"id": answer.id, "by": by, "at": iso(at), "text": text, "audience": "PUBLIC"}
        told.record["answers"].append(noted)
        return answer

    def _through_private(self, told: Told, answer: Said) -> None:
        if self.rng.random() < 0.3:
            self._person_replies(told, answer, "to_private", minutes=(3, 25))
        last = play_private(self.scene, told, answer.at)
        if self._still_open and last > self.scene.now - _FRESH:
            self._still_open -= 1
            return  # still being talked about in private
        self._resolve(told, last)
        self._close(told)

    def _resolve(self, told: Told, last: datetime) -> None:
        outcomes: dict[str, list[str]] = load("outcomes")
        at = last + timedelta(minutes=self.rng.uniform(4, 25))
        told.record["resolved_at"] = iso(min(at, self.scene.now - timedelta(minutes=15)))
        told.record["resolved_by"] = told.staff
        told.record["outcome"] = self.rng.choice(outcomes.get(told.kind, outcomes["default"]))

    def _close(self, told: Told) -> None:
        """The public thank-you on the first post, a reason against it, or still to do."""
        chance = self.rng.random()
        if chance < 0.12:
            return  # waits in the queue "to close the loop"
        if chance < 0.27:
            told.record["loop_skip_reason"] = "The person asked us to leave it at that"
            return
        resolved = datetime.fromisoformat(told.record["resolved_at"])
        at = resolved + timedelta(minutes=self.rng.uniform(5, 240))
        if at < self.scene.now - timedelta(minutes=10):
            self._thank(told, at)

    def _thank(self, told: Told, at: datetime) -> None:
        first = self.scene.first_name(told.said.author)
        kind = "es_closing" if told.is_spanish else "closing"
        text = self.scene.desk.answer(kind, first, told.staff)
        thanks = posting.reply(self.scene.world, told.said, PRACTICE, text, at=at)
        noted = {"id": thanks.id, "at": iso(at), "by": told.staff, "text": text}
        told.record["closing"] = noted
        if self.rng.random() < 0.35:
            self.scene.like(told.person.key, thanks)
        if self.rng.random() < 0.3 and not told.is_spanish:
            self._person_replies(told, thanks, "closing_back", minutes=(5, 90))

    def _end_in_public(self, told: Told, answer: Said) -> None:
        chance, is_grumpy = self.rng.random(), told.person.manner == "GRUMPY"
        thanks = "es_thanks" if told.is_spanish else "thanks"
        if told.kind in PRAISE and chance < 0.35:
            texts = "es_thanks" if told.is_spanish else "praise_back"
            self._person_replies(told, answer, texts, minutes=(4, 120))
        elif told.kind in QUESTIONS and chance < 0.5:
            self._person_replies(told, answer, thanks, minutes=(2, 60))
        elif told.kind in COMPLAINTS and (is_grumpy or chance < 0.4):
            self._person_replies(told, answer, "grumpy", minutes=(5, 90))
        elif told.kind in COMPLAINTS:
            self._edits(told.said, answer)
        self._end(told, answer)

    def _end(self, told: Told, answer: Said) -> None:
        if told.kind not in COMPLAINTS:
            self._resolve(told, answer.at)
            told.record["loop_skip_reason"] = "Settled with the public answer"
            return
        # The public answer promised a private message, so there is one.
        self._resolve(told, play_private(self.scene, told, answer.at, is_one_sided=True))
        told.record["outcome"] = "Wrote privately as promised; the person did not go on."
        told.record["loop_skip_reason"] = "The person did not go on with it"

    def _person_replies(
        self, told: Told, below: Said, texts: str, *, minutes: tuple[int, int]
    ) -> None:
        at = below.at + timedelta(minutes=self.rng.uniform(*minutes))
        if at < self.scene.now - timedelta(minutes=10):
            text = self.scene.writer.write(pool("reactions", texts), staff=told.staff_name)
            posting.reply(self.scene.world, below, told.person.key, text, at=at)

    def _edits(self, said: Said, answer: Said) -> None:
        at = answer.at + timedelta(minutes=self.rng.uniform(2, 20))
        if at - said.at > _EDITABLE or at > self.scene.now:
            return  # X allows an edit for an hour only; the same here for both
        addition = self.scene.writer.write(pool("reactions", "edit"))
        posting.edit(self.scene.world, said, addition, at=at)


def _private_share(kind: str) -> float:
    if kind in MEDICAL:
        return 1.0
    return 0.8 if kind in COMPLAINTS else 0.35


def _blank(said: Said, kind: str) -> Record:
    return {
        "network": said.network,
        "kind": kind,
        "root_id": said.id,
        "author_key": said.author,
        "is_private_first": said.is_private,
        "answers": [],
        "private": [],
        "resolved_at": None,
        "resolved_by": None,
        "outcome": "",
        "closing": None,
        "loop_skip_reason": None,
        "no_reply_reason": None,
    }
