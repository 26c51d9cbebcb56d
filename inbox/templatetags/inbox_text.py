"""Words and marks of the inbox: what decided a label, what happened, where it came from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import template
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_noop

from inbox.models import Conversation
from inbox.wording import event_sentence
from listening.lateness import is_heard_late
from listening.models import Category, Mention, Network, Sentiment, Urgency
from practice_hub.links import anchor, find_links
from practice_hub.quick_html import format_html
from practice_hub.quick_words import gettext as _
from practice_hub.quick_words import said_once

register = template.Library()

_SENTIMENT_CLASS = {Sentiment.POSITIVE.value: "good", Sentiment.NEGATIVE.value: "bad"}
_POST = gettext_noop("Post on %(network)s")
_PRIVATE = gettext_noop("Private message on %(network)s")
_KINDS = {
    Mention.Kind.POST.value: _POST,
    Mention.Kind.COMMENT.value: gettext_noop("Comment on %(network)s"),
    Mention.Kind.MESSAGE.value: gettext_noop("Message on %(network)s"),
}
_AUDIENCES = {"PUBLIC": gettext_noop("PUBLIC"), "PRIVATE": gettext_noop("PRIVATE")}
_MARKS = {Network.X.value: ("X", "X"), Network.FACEBOOK.value: ("f", "Facebook")}


@register.simple_tag
@said_once
def network_mark(network: str) -> SafeString:
    """Our own small sign for a network, with its name for who cannot see it."""
    sign, name = _MARKS.get(network, (network[:1], network.title()))
    return format_html(
        '<span class="net" role="img" aria-label="{}" title="{}">{}</span>', name, name, sign
    )


@register.filter
def network_name(network: str) -> str:
    return _MARKS.get(network, ("", network.title()))[1]


@register.filter
@said_once
def sentiment_word(value: str) -> str:
    return str(Sentiment(value).label) if value in Sentiment else ""


@register.filter
def sentiment_class(value: str) -> str:
    return _SENTIMENT_CLASS.get(value, "")


@register.filter
def source_words(mention: Mention) -> str:
    """ "Comment on Facebook", "Private message on X"."""
    is_private = mention.audience == Mention.Audience.PRIVATE
    words = _PRIVATE if is_private else _KINDS.get(mention.kind, _POST)
    return _(words) % {"network": network_name(mention.network)}


@register.filter
def audience_word(audience: str) -> str:
    """PUBLIC or PRIVATE, as loud as it stands on the chips of answers."""
    return _(_AUDIENCES.get(audience, audience))


@register.simple_tag
def who(conversation: Conversation) -> str:
    """Whose conversation it is."""
    if conversation.person:
        return conversation.person.name
    return _("Someone on %(network)s") % {"network": conversation.get_network_display()}


@register.filter
def is_seen_late(mention: Mention) -> bool:
    """So long after it was written that nobody here is to blame; reports tell it apart."""
    return is_heard_late(posted_at=mention.posted_at, first_seen_at=mention.first_seen_at)


@register.filter
def is_medical(conversation: Conversation) -> bool:
    return conversation.category == Category.MEDICAL


@register.simple_tag
def kind_chip(conversation: Conversation) -> SafeString:
    """What it is about; medical has a chip of its own, as people mark and unmark it (P4)."""
    if conversation.is_medical or conversation.category == Category.MEDICAL:
        return SafeString("")
    return _kind(conversation.category, conversation.urgency)


@said_once
def _kind(category: str, urgency: str) -> SafeString:
    is_loud = urgency in (Urgency.URGENT, Urgency.HIGH)
    words = str(Category(category).label) if category in Category else category
    if is_loud:
        words = f"{words}, {str(Urgency(urgency).label).lower()}"
    return format_html('<span class="chip {}">{}</span>', "warn" if is_loud else "", words)


def _spans(mention: Mention) -> list[tuple[int, int, str, str]]:
    """Pieces of the text to mark as (start, end, class, title), in order, without overlap.

    Offsets are those of the text that was scored; a word that is no longer there is left out.
    """
    found: list[tuple[int, int, str, str]] = []
    for reason in mention.triage_reasons:
        if mention.category == Category.MEDICAL:
            found.append((reason["start"], reason["end"], "medical", _("Why it is marked medical")))
    for reason in mention.sentiment_reasons:
        level = "good" if reason["weight"] > 0 else "bad"
        if level == "good" and mention.category == Category.MEDICAL:
            continue  # "warm" is no praise where a lip is
        found.append((reason["start"], reason["end"], level, _weighs(reason["weight"])))
    kept: list[tuple[int, int, str, str]] = []
    for span in sorted(found):
        is_clear = not kept or span[0] >= kept[-1][1]
        if is_clear and 0 <= span[0] < span[1] <= len(mention.text):
            kept.append(span)
    return kept


def _weighs(weight: float) -> str:
    return _("Weighs %(weight)s") % {"weight": f"{weight:+.1f}"}


@register.filter
def marked(mention: Mention) -> SafeString:
    """The text, escaped, with its addresses as links and the words that decided underlined (L4)."""
    text, at = mention.text, 0
    pieces: list[tuple[SafeString]] = []
    for start, end, html in sorted([*_links(text), *_marks(mention)]):
        pieces += [(escape(text[at:start]),), (html,)]
        at = end
    return format_html_join("", "{}", [*pieces, (escape(text[at:]),)])


def _links(text: str) -> Iterator[tuple[int, int, SafeString]]:
    for link in find_links(text):
        yield link.start, link.end, anchor(link)


def _marks(mention: Mention) -> Iterator[tuple[int, int, SafeString]]:
    links = find_links(mention.text)
    for start, end, level, title in _spans(mention):
        if any(start < link.end and link.start < end for link in links):
            continue
        words = mention.text[start:end]
        yield start, end, format_html('<mark class="{}" title="{}">{}</mark>', level, title, words)


@register.simple_tag(takes_context=True)
def happened(context: dict[str, Any], event: Any) -> str:
    """One audit row as a sentence."""
    user = getattr(context.get("request"), "user", None)
    return event_sentence(event, reader_id=user.pk if user else None)


@register.filter
def value_of(data: Any, name: str) -> Any:
    """What was typed into a field of a form that came back."""
    return data.get(name, "") if data is not None else ""
