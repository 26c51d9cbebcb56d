"""What stands under a post: how it feels and why, where it was heard, how far it went."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from inbox.templatetags.inbox_text import network_name, sentiment_word
from listening.models import Category, Mention, MentionReason
from listening.wording import quoted
from practice_hub.quick_words import gettext as _
from practice_hub.quick_words import said_once

register = template.Library()


@register.filter
def feeling_words(mention: Mention) -> str:
    """ "Negative", or "Negative, corrected" when somebody knew better."""
    word = sentiment_word(mention.shown_sentiment)
    if not mention.corrected_sentiment:
        return word
    return _("%(feeling)s, corrected") % {"feeling": word}


@register.filter
@said_once
def category_word(category: str) -> str:
    """What it is about, in a word."""
    return str(Category(category).label) if category in Category else category


@register.filter
def decided_words(mention: Mention) -> str:
    """Which words decided how it feels (L4), and the question that the buttons answer."""
    if not mention.sentiment_reasons:
        return _("No word in it decided. Is it right?")
    words = ", ".join(f"“{reason['word']}”" for reason in mention.sentiment_reasons)
    return _("Decided by %(words)s. Is it right?") % {"words": words}


@register.filter
def seen_in(mention: Mention) -> str:
    """By which feeds it was heard; empty for none."""
    feeds = ", ".join(_feed_words(reason) for reason in mention.reasons.all())
    return _("Seen in %(feeds)s") % {"feeds": feeds} if feeds else ""


def _feed_words(reason: MentionReason) -> str:
    kind, term = reason.feed.get_kind_display().lower(), reason.feed.term
    return f"{kind} {quoted(term.query)}" if term else kind


@register.filter
def reach_words(mention: Mention) -> str:
    """ "3 likes 2 shares 1 reply", without what there is none of."""
    likes, shares, replies = mention.like_count, mention.share_count, mention.reply_count
    told = [
        (likes, ngettext("%(n)s like", "%(n)s likes", likes or 0)),
        (shares, ngettext("%(n)s share", "%(n)s shares", shares or 0)),
        (replies, ngettext("%(n)s reply", "%(n)s replies", replies or 0)),
    ]
    return " ".join(words % {"n": n} for n, words in told if n)


@register.filter
def open_words(mention: Mention) -> str:
    """ "open on Facebook"."""
    return _("open on %(network)s") % {"network": network_name(mention.network)}


@register.simple_tag
def count_attrs(way: Any) -> SafeString:
    """What the browser counts by while somebody types: how long, links and wide signs."""
    found = f'data-max="{escape(way.max_length)}"'
    if way.links_as is not None:
        found += f' data-link="{escape(way.links_as)}"'
    return SafeString(f"{found} data-wide" if way.wide_as_two else found)
