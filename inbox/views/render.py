"""One conversation as a page or as the fragment of it, whatever brought us here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils import timezone

from inbox.access import get_reply
from inbox.beside_threads import read_from
from inbox.domain.snooze import offered
from inbox.forms_calls import TRIED
from inbox.models import Conversation, Reply
from inbox.opening import snooze_choices
from inbox.role_words import anyone_words
from inbox.running import running_targets
from inbox.selectors import callers, colleague_names
from inbox.time_words import snooze_words
from inbox.timeline import Detail, conversation_detail
from inbox.views.bulk_bar import Undo
from inbox.views.compose import Seen, composer_for
from inbox.views.listing import list_context, list_query
from inbox.views.texts import Draft, draft_of
from inbox.views.thread_rows import thread_rows
from inbox.ways import PublicWay, first_public, public_way
from listening.models import Mention, Sentiment
from practice_hub.http import MemberRequest, number_of, respond
from practice_hub.practices.models import Membership
from practice_hub.quick_words import gettext as _
from practice_hub.quick_words import said_once


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows beyond the rows: a kept text, an opened sheet with its errors."""

    draft: Draft = field(default_factory=Draft)
    sheet: str = ""
    form: forms.Form | None = None
    undo: Undo | None = None


def show(
    request: MemberRequest,
    conversation: Conversation,
    shown: Shown | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Render `conversation`; for htmx only the fragment, otherwise with the list beside it."""
    now = timezone.now()
    context = conversation_context(request, conversation, shown or Shown(), now)
    if not request.htmx or request.htmx.history_restore_request:
        context |= list_context(request, now)
    return respond(
        request,
        page="inbox/conversation.html",
        partial="inbox/_fragment.html",
        context=context,
        status=status,
    )


def conversation_context(
    request: MemberRequest, conversation: Conversation, shown: Shown, now: datetime
) -> dict[str, Any]:
    member = request.membership
    is_whole = "whole" in request.GET
    detail = conversation_detail(conversation, member, now=now, is_whole=is_whole)
    composer = composer_for(detail, member, now, draft=shown.draft, seen=_seen(request))
    return {
        "now": now,
        "detail": detail,
        "conversation": conversation,
        "first": first_of(detail),
        "threads": thread_rows(request, list(detail.threads), now),
        "targets": running_targets(conversation, sees_private=detail.sees_private),
        "composer": composer,
        "public": thanks_way(conversation) if composer.is_closing else detail.public,
        "private": detail.private,
        # Under a name of its own: in a template, `context.items` is the method of the mapping.
        "refusal_items": _new_items(shown.draft),
        "sheet": shown.sheet,
        "undo": shown.undo,
        "sheet_form": shown.form,
        "members": _assignees(member),
        "anyone": anyone_words(),
        "callers": callers(member) if detail.call else [],
        "tried_choices": TRIED,
        "snooze_choices": snooze_words(
            offered(snooze_choices(conversation, now)), now, conversation.practice.zone
        ),
        "sentiments": _sentiments(),
        "list_query": list_query(request),
        "is_whole": is_whole,
    }


@said_once
def _sentiments() -> tuple[tuple[str, str], ...]:
    return tuple((value, str(label)) for value, label in Sentiment.choices)


def _assignees(member: Membership) -> list[tuple[int, str]]:
    """To whom it can be given; oneself is marked."""
    return [
        (pk, _("%(name)s (you)") % {"name": name} if pk == member.user_id else name)
        for pk, name in colleague_names(member)
    ]


def first_of(detail: Detail) -> Mention | None:
    """What it began with, as far as the reader may see."""
    return next((entry.object for entry in detail.timeline if entry.kind == "mention"), None)


def thanks_way(conversation: Conversation) -> PublicWay:
    """The public thanks go under the first post (A3)."""
    return public_way(conversation, target=first_public(conversation))


def _new_items(draft: Draft) -> list[Mention]:
    return draft.refusal.context.get("items", []) if draft.refusal else []


def kept_draft(request: MemberRequest, conversation: Conversation) -> Draft:
    """The text of the answer that was just taken back, from `?draft=<reply id>`."""
    value = number_of(request.GET.get("draft", ""))
    if value is None:
        return Draft()
    reply = get_reply(request, value)
    is_ours = reply.conversation_id == conversation.pk and reply.author_id == request.user.pk
    if not is_ours or reply.status != Reply.Status.WITHDRAWN:
        return Draft()
    return draft_of(reply)


def _seen(request: MemberRequest) -> Seen | None:
    """How far the browser had read when it asked again (live refresh)."""
    seq, beside = number_of(request.GET.get("seen", "")), request.GET.get("beside")
    return None if seq is None else Seen(seq, None if beside is None else read_from(beside))
