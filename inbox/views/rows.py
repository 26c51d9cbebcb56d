"""A row of the list as its template prints it: every word and chip decided here.

A page shows forty of them, and a template that decides for each takes longer than all queries of
the page together (docs/speed.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from inbox.callbacks import Call
from inbox.models import Approval, Conversation, Reply
from inbox.promises import Timer
from inbox.search.marking import Hit
from inbox.templatetags.inbox_calls import at_time, chip_class
from inbox.templatetags.inbox_gone import gone_line
from inbox.templatetags.inbox_promises import medical_chip
from inbox.templatetags.inbox_search import pieces
from inbox.templatetags.inbox_text import kind_chip, network_mark, sentiment_class, sentiment_word
from inbox.templatetags.inbox_time import ago, due, since, stamp
from practice_hub.icons import lucide
from practice_hub.practices.models import Practice
from practice_hub.quick_html import escaped, format_html
from practice_hub.quick_urls import address
from practice_hub.quick_words import gettext as _
from practice_hub.quick_words import said_once

_PROMISED = {"late": "bad", "near": "warn"}
_NEUTRAL = "NEUTRAL"


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom rows are made, when, and in which list; `query` goes on to the conversation."""

    user_id: int
    sees_private: bool
    practice: Practice
    now: datetime
    queue: str = ""
    query: str = ""

    @property
    def context(self) -> dict[str, Any]:
        """What the tags of times read."""
        return {"now": self.now, "practice": self.practice}


@dataclass(frozen=True, slots=True)
class Beside:
    """What was read beside the rows of a page, by their ids."""

    timers: Mapping[int, Timer] = field(default_factory=dict)
    calls: Mapping[int, Call] = field(default_factory=dict)
    unsent: Mapping[int, Reply] = field(default_factory=dict)
    spreads: Mapping[int, str] = field(default_factory=dict)
    hits: Mapping[int, Hit] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """`said` is what a person wrote when `is_theirs`, otherwise our own line about it.

    What may hold marks of ours is escaped already: rows that look alike are alike, so that what is
    rendered of one may be kept (inbox/templatetags/inbox_rows.py).
    """

    pk: int
    url: str
    initials: str
    network: SafeString
    person: str  # the name without marks, to be spoken
    tick: str  # what the box beside it is for
    name: SafeString
    handle: SafeString
    left: SafeString | str
    waited: SafeString | str
    said: SafeString
    is_theirs: bool
    chips: tuple[SafeString | str, ...]


def rows_of(found: list[Conversation], beside: Beside, reader: Reader) -> list[Row]:
    """What the template prints; no query, if the rows were read for a list."""
    before, _sign, after = address("inbox:conversation", 0).rpartition("0")
    return [_row(row, f"{before}{row.pk}{after}{reader.query}", beside, reader) for row in found]


def _row(row: Conversation, url: str, beside: Beside, reader: Reader) -> Row:
    person, hit = row.person, beside.hits.get(row.pk)
    name: str | SafeString = person.name if person else _("Someone")
    handle: str | SafeString = person.handle if person and person.display_name else ""
    if hit and hit.name:
        name = pieces(hit.name)
    if hit and hit.handle and handle:
        handle = pieces(hit.handle)
    said, is_theirs = _said(row, hit, reader)
    spoken = person.name if person else pgettext("in a sentence", "someone")
    return Row(
        pk=row.pk,
        url=url,
        initials=person.initials if person else "?",
        network=network_mark(row.network),
        person=spoken,
        tick=_("Select %(name)s") % {"name": spoken},
        name=escaped(name),
        handle=escaped(handle),
        left=_left(row, reader),
        waited=_waited(row, reader),
        said=escaped(said),
        is_theirs=is_theirs,
        chips=tuple([chip for chip in _chips(row, beside, reader) if chip]),
    )


def _is_shown(row: Conversation, reader: Reader) -> bool:
    """Whether the newest words, and the labels that come of them, are for the reader."""
    return reader.sees_private or (
        row.last_mention is None or row.last_mention.audience != "PRIVATE"
    )


def _said(row: Conversation, hit: Hit | None, reader: Reader) -> tuple[str | SafeString, bool]:
    if hit and hit.said:
        found = pieces(hit.said)
        if hit.place:
            found = format_html('<b class="where">{}:</b> {}', hit.place, found)
        return found, True
    if not _is_shown(row, reader):
        return _("Continued in private."), False
    if row.gone_at:
        return gone_line(row), False
    return row.preview or _("[no words]"), True


def _left(row: Conversation, reader: Reader) -> SafeString | str:
    """How long is left or since when it waits."""
    if reader.queue != "snoozed" and row.is_unanswered:
        return due(reader.context, row.due_at)
    if reader.queue == "snoozed" and row.snoozed_until:
        until = stamp(reader.context, row.snoozed_until)
        words = format_html(_("until {time}"), time=until)
        return format_html('<span class="left">{}</span>', words)
    return format_html('<span class="left">{}</span>', ago(reader.context, row.last_activity_at))


def _waited(row: Conversation, reader: Reader) -> SafeString | str:
    """How long the person has waited by now, whatever is left of the time for it."""
    if not row.is_unanswered or row.waiting_since is None or reader.queue == "snoozed":
        return ""
    words = format_html(_("waits {time}"), time=since(reader.context, row.waiting_since))
    return format_html('<span class="waited">{}</span>', words)


def _chips(row: Conversation, beside: Beside, reader: Reader) -> Iterator[SafeString | str]:
    is_shown = _is_shown(row, reader)
    yield medical_chip(row, reader.sees_private)
    if is_shown:
        yield kind_chip(row)
        if row.sentiment != _NEUTRAL:
            yield _feeling(row.sentiment)
    if row.matter is not None and reader.queue and reader.sees_private:  # it may be a private one
        yield chip(_("Merged"), icon="merge", title=_("Several threads that are worked as one"))
    if not row.has_public or row.state == Conversation.State.IN_PRIVATE:
        yield _private()
    if row.is_waiting_private and reader.sees_private:
        yield chip(_("wrote to us"), "private")
    if words := beside.spreads.get(row.pk):
        yield chip(words, "warn", icon="trending-up")
    if reply := beside.unsent.get(row.pk):
        yield _unsent(reply, reader)
    for approval in getattr(row, "waiting_approvals", [])[:1]:
        yield _waiting(approval, reader)
    if timer := beside.timers.get(row.pk):
        yield chip(_promised(timer, reader), _PROMISED.get(timer.state, ""))
    if call := beside.calls.get(row.pk):
        yield _call(call, reader)
    yield _person(row, reader)
    if row.is_imported:
        yield chip(_("Imported"))
    elif row.state == Conversation.State.RESOLVED or row.is_ended:
        yield chip(row.get_state_display())


@said_once
def _feeling(sentiment: str) -> SafeString:
    return chip(sentiment_word(sentiment), sentiment_class(sentiment))


@said_once
def _private() -> SafeString:
    return chip(_("Private"), "private")


def _promised(timer: Timer, reader: Reader) -> SafeString:
    until = due(reader.context, timer.promise.due_at, _("Promised for"))
    return format_html(_("Promised {what} · {left}"), what=timer.promise.words, left=until)


def chip(words: str, level: str = "", *, icon: str = "", title: str = "") -> SafeString:
    """A small mark; `level` is one of the classes of `.chip`."""
    return format_html(
        '<span class="chip {}"{}>{}{}</span>',
        level,
        format_html(' title="{}"', title) if title else "",
        lucide(icon, size=12, aria_hidden="true") if icon else "",
        words,
    )


def _unsent(reply: Reply, reader: Reader) -> SafeString:
    words: str | SafeString
    if reply.is_scheduled:
        words = format_html(_("goes out {time}"), time=stamp(reader.context, reply.goes_out_at))
        return chip(words, reply.audience.lower(), icon="calendar-clock")
    if reply.is_held:
        words = format_html(_("held since {time}"), time=stamp(reader.context, reply.held_at))
    elif reply.status == Reply.Status.FAILED:
        words = _("not sent")
    elif reply.status == Reply.Status.UNCERTAIN:
        words = _("perhaps sent")
    else:
        words = format_html(_("tried again {time}"), time=stamp(reader.context, reply.send_after))
    return chip(words, "bad" if reply.status == Reply.Status.FAILED else "warn", icon="send")


def _waiting(approval: Approval, reader: Reader) -> SafeString:
    """For whom a draft waits, since when."""
    time, asked = since(reader.context, approval.requested_at), approval.asked
    if not approval.asked_id:
        words = format_html(_("waits for a go-ahead {time}"), time=time)
    elif approval.asked_id == reader.user_id or asked is None:
        words = format_html(_("waits for you {time}"), time=time)
    else:
        words = format_html(_("waits for {name} {time}"), name=asked.first_name, time=time)
    return chip(words, "warn", icon="hourglass")


def _call(call: Call, reader: Reader) -> SafeString:
    at = call.callback.due_at
    left = _("now") if call.state == "now" else due(reader.context, at, _("Call at"))
    words = format_html(_("Call {time} · {left}"), time=at_time(reader.context, at), left=left)
    return chip(words, chip_class(call), icon="phone-outgoing")


def _person(row: Conversation, reader: Reader) -> SafeString | str:
    """Who answers just now, or else whose it is."""
    holder = row.claimed_by if row.is_claimed(reader.now) else None
    if holder:
        words = _("You") if holder.pk == reader.user_id else holder.first_name
        title = _("%(name)s is answering") % {"name": holder.name}
        return chip(words, "accent", icon="pencil-line", title=title)
    owner = row.assigned_to
    if owner is None:
        return _for_a_role(row)
    words = _("You") if owner.pk == reader.user_id else owner.first_name
    return chip(words, icon="user", title=_("Belongs to %(name)s") % {"name": owner.name})


def _for_a_role(row: Conversation) -> SafeString | str:
    if not row.assigned_role:
        return ""
    title = _("For whoever of them takes it first")
    return chip(row.get_assigned_role_display(), icon="users", title=title)
