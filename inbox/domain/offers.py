"""What the composer holds out beside a piece of advice: words that guard and coach let pass. Pure.

An offer is a text and the place it goes to, in characters of the draft; the person presses it, or
does not.
"""

from __future__ import annotations

from dataclasses import dataclass

from inbox.domain.coach_types import PRIVATE, Advice
from inbox.domain.marking import gettext_noop
from inbox.domain.underline import sentence_around

CALLBACK = {
    "PUBLIC": "May we call you? Tell us in a private message which time suits you.",
    "PRIVATE": "May we call you? Tell us here which time suits you.",
}
ACKNOWLEDGEMENT = "We are sorry to hear this, and thank you for telling us. "
INVITATION = {
    "PUBLIC": "Thank you for telling us. May we write to you in private?",
    "PRIVATE": "You can tell us everything right here, and a person answers.",
}
# True of any half-written text: said only when somebody pauses, or sends.
LATE_KEYS = frozenset({"A1.public_first", "A6.acknowledge", "A10.unsigned"})


@dataclass(frozen=True, slots=True)
class Offer:
    """`label` is on the button, with `words` in it where it says so; who shows it translates it.
    Without a text it leads to the place, or to the audience `tab`."""

    label: str
    text: str = ""
    start: int = 0
    end: int = 0
    tab: str = ""
    words: str = ""


def offer_for(advice: Advice, text: str, audience: str, signature: str) -> Offer | None:
    """What can be held out for `advice` on `text`, None when there is nothing to press."""
    audience = audience if audience == PRIVATE else "PUBLIC"
    end = len(text)
    if advice.key == "A8.placeholder":
        return Offer(gettext_noop("Fill it in"), "", advice.start, advice.end)
    match advice.offer:
        case "callback":
            return _instead(gettext_noop("Offer to call them"), CALLBACK[audience], text, advice)
        case "invitation":
            return _instead(gettext_noop("Offer to write here"), INVITATION[audience], text, advice)
        case "acknowledgement":
            return Offer(gettext_noop("Begin with a word of regret"), ACKNOWLEDGEMENT, 0, 0)
        case "sign" if signature:
            label = gettext_noop("Sign it “%(words)s”")
            return Offer(label, f" – {signature}", len(text.rstrip()), end, words=signature)
        case "public_first":
            return Offer(gettext_noop("Answer in public first"), tab="PUBLIC")
    return None


def rewording(suggestion: str, text: str, start: int, end: int) -> Offer | None:
    """A safe text in the place of a finding; a whole sentence stands for the whole sentence.

    None when the draft says it already: twice would be once too often.
    """
    if not suggestion or suggestion in text:
        return None
    if suggestion.rstrip().endswith((".", "?", "!")):
        start, end = sentence_around(text, start, end)
    return Offer(gettext_noop("Use: “%(words)s”"), suggestion, start, end, words=suggestion)


def _instead(label: str, words: str, text: str, advice: Advice) -> Offer | None:
    if words in text:
        return None
    return Offer(label, words, *sentence_around(text, advice.start, advice.end))
