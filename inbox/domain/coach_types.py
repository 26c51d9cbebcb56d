"""What the coach reads and what it says. Pure Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inbox.domain.marking import Counted

PUBLIC = "PUBLIC"
PRIVATE = "PRIVATE"


@dataclass(frozen=True, slots=True)
class Earlier:
    """A text that the practice sent in the last 30 days: to whom, when last, how often."""

    text: str
    person_key: str
    sent_at: datetime
    count: int = 1


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply being written, and what the coach needs to know around it.

    `signatures`: names or initials the author may sign with. `length`: as the network counts it;
    `max_length`: what the network shows, 0 when there is no limit. `links`: how many it counts.
    `earlier`: at most 30 days old. `now` dates the week of "sent 4 times this week"; without it
    every earlier use counts. `handle` and `name`: as the network shows the person. An answer that
    only ever had a private leg says `has_public_post=False`. `is_invitation`: the text is an
    approved invitation; it may go to several people, as the guard may let nothing else out (P2).
    """

    text: str
    audience: str
    category: str = "OTHER"
    sentiment: str = "NEUTRAL"
    has_public_answer: bool = False
    is_signing: bool = False
    signatures: tuple[str, ...] = ()
    max_length: int = 0
    length: int = 0
    links: int = 0
    earlier: tuple[Earlier, ...] = ()
    person_key: str = ""
    handle: str = ""
    name: str = ""
    has_public_post: bool = True
    now: datetime | None = None
    is_invitation: bool = False

    @property
    def is_heavy(self) -> bool:
        """The person is unhappy or worried: lightness and selling are out of place."""
        if self.category in ("COMPLAINT", "MEDICAL"):
            return True
        return self.sentiment == "NEGATIVE" and self.category != "SPAM"

    @property
    def is_complaint(self) -> bool:
        """The same line that the composer draws for "public first" (A1)."""
        if self.category == "COMPLAINT":
            return True
        return self.sentiment == "NEGATIVE" and self.category not in ("SPAM", "MEDICAL")


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice. `start` and `end` count characters of the draft; 0, 0 is all of it.

    `key` is the demand and a word ("A5.callback"); `offer` names what the composer can hold out:
    "callback", "invitation", "public_first", "acknowledgement", "sign", "earlier_uses", "shorten".
    `message` is English; `says` is the same with its `slots` in braces, for other languages.
    """

    key: str
    demand: str
    start: int
    end: int
    message: str
    is_blocking: bool = False
    offer: str = ""
    says: str = ""
    slots: tuple[tuple[str, str | Counted], ...] = ()


@dataclass(frozen=True, slots=True)
class Use:
    """An earlier use of the same or nearly the same text: similarity 0 to 1."""

    earlier: Earlier
    similarity: float
    is_identical: bool
