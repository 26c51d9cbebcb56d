"""The approver's page as a page or as its inside, whatever brought us there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox import approval_cards as cards
from inbox.actions.errors import ActionRefused
from inbox.beside_threads import read_now, written
from inbox.forms_approve import PHRASES
from inbox.merging import other_threads
from inbox.models import Approval
from practice_hub.audit.looks import looked
from practice_hub.http import MemberRequest, respond
from practice_hub.practices.selectors import away_card


@dataclass(frozen=True, slots=True)
class Wish:
    """What the page is asked to show; `typed` None stands for the draft as it is."""

    card_id: int | None = None
    done_id: int | None = None
    is_editing: bool = False
    is_returning: bool = False
    is_others_kept: bool = False
    typed: str | None = None
    note: str = ""
    override_reason: str = ""
    refusal: ActionRefused | None = None


def show(request: MemberRequest, wish: Wish, *, status: int = 200) -> HttpResponse:
    """Render the card, what became of it, the question about other drafts, or calm emptiness."""
    return respond(
        request,
        page="inbox/approve/page.html",
        partial="inbox/approve/_fragment.html",
        context=_context(request, wish, timezone.now()),
        status=status,
    )


def _context(request: MemberRequest, wish: Wish, now: datetime) -> dict[str, Any]:
    member = request.membership
    pile = list(cards.waiting_for(member).values_list("pk", flat=True))
    approval = _chosen(request, wish, pile)
    card = None
    if approval is not None and approval.is_waiting:
        card = cards.card_of(approval, member, pile, now=now)
        looked(request, approval, what="approval", audience=approval.reply.audience)
    return _done_context(request, wish) | {
        "now": now,
        "wish": wish,
        "refusal": wish.refusal,
        "judgement": _judgement(wish, card),
        "total": len(pile),
        "card": card,
        "ended": None if card else approval,
        "mark": card.mark if card else mark_without_card(pile),
        "phrases": [_(phrase) for phrase in PHRASES],
        "today": cards.today_of(member, request.practice, now=now),
        "away": away_card(member, reader=member, now=now),
        "next_url": reverse("approve:page"),
    }


def _chosen(request: MemberRequest, wish: Wish, pile: list[int]) -> Approval | None:
    """The one asked for, whatever became of it; else the longest waiting."""
    if wish.card_id is None:
        return cards.find(request.membership, pile[0]) if pile else None
    found = cards.find(request.membership, wish.card_id)
    if found is None:
        raise Http404
    return found


def _done_context(request: MemberRequest, wish: Wish) -> dict[str, Any]:
    """What was just decided, its undo, and the question about other drafts to the same person."""
    done = _done(request, wish)
    is_asking = done is not None and wish.card_id is None and not wish.is_others_kept
    return {
        "done": done,
        "can_undo": done is not None and cards.can_undo(done, request.membership),
        "others": cards.others_of(done, request.membership) if done and is_asking else [],
    }


def _done(request: MemberRequest, wish: Wish) -> Approval | None:
    """The decision just made by the reader."""
    if wish.done_id is None:
        return None
    found = cards.find(request.membership, wish.done_id)
    if found is None or found.decided_by_id != request.user.pk:
        return None
    return found


def _judgement(wish: Wish, card: cards.Card | None) -> Any:
    """Of what was typed when that was refused, else of the draft."""
    if wish.refusal and "judgement" in wish.refusal.context:
        return wish.refusal.context["judgement"]
    return card.judgement if card else None


def mark_now(request: MemberRequest, card_id: int | None) -> str:
    """The mark that the page would have now; cheap, it is asked for all day."""
    if card_id is None:
        return mark_without_card(
            list(cards.waiting_for(request.membership).values_list("pk", flat=True))
        )
    approval = cards.find(request.membership, card_id)
    if approval is None or not approval.is_waiting:
        return "gone"
    row = approval.conversation
    beside = written(read_now(other_threads(row, request.membership)))
    return cards.mark_of_card(approval, row.last_seq, beside)


def mark_without_card(pile: list[int]) -> str:
    return f"pile.{pile[0]}" if pile else "empty"
