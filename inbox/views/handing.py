"""The page at the end of a shift: everything in one's hand, and who has it next."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from inbox.access import sees_private
from inbox.actions.errors import ActionRefused
from inbox.actions.handing import hand_over, tell_handed_over
from inbox.forms_handing import HandOverForm
from inbox.handing import Held, in_hand
from inbox.selectors import colleagues
from practice_hub.http import MemberRequest
from practice_hub.permissions import practice_member
from practice_hub.practices.models import User
from practice_hub.roles import Act


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@practice_member(Act.ANSWER_PUBLIC)
def page(request: MemberRequest) -> HttpResponseBase:
    """The list; a POST hands over what is selected in it. 422 with what was typed when something
    is missing."""
    now = timezone.now()
    held = in_hand(request.membership, now)
    others = [one for one in colleagues(request.membership) if one.pk != request.user.pk]
    form = HandOverForm(
        request.POST if request.method == "POST" else None,
        held=[one.row.pk for one in held],
        members=[(str(user.pk), user.name) for user in others],
    )
    if request.method != "POST" or not form.is_valid():
        return _shown(request, held, form, now)
    to = next((user for user in others if str(user.pk) == form.cleaned_data["to"]), None)
    rows = [one for one in held if one.row.pk in form.cleaned_data["ids"]]
    _give_all(request, rows, to, form.cleaned_data["line"], now)
    return HttpResponseRedirect(reverse("inbox:hand_over"), status=303)


def _shown(
    request: MemberRequest, held: list[Held], form: HandOverForm, now: datetime
) -> HttpResponse:
    chosen = set(request.POST.getlist("ids")) if form.is_bound else None
    context: dict[str, Any] = {
        "now": now,
        "form": form,
        "lines": [(one, chosen is None or str(one.row.pk) in chosen) for one in held],
    }
    status = 422 if form.is_bound else 200
    return render(request, "inbox/hand_over.html", context, status=status)


def _give_all(
    request: MemberRequest, rows: list[Held], to: User | None, line: str, now: datetime
) -> None:
    """Each by itself: what cannot be handed over stays, and the page says why."""
    line = line if sees_private(request.membership) else ""
    done = 0
    for one in rows:
        try:
            hand_over(conversation_id=one.row.pk, actor=request.user, now=now, to=to, line=line)
            done += 1
        except ActionRefused as refusal:
            name = one.row.person.name if one.row.person else _("Someone")
            messages.warning(
                request, _("%(name)s stays with you.") % {"name": name} + f" {refusal.message}"
            )
    if not done:
        return
    if to is not None:
        tell_handed_over(giver=request.membership, to=to, now=now, conversations=done)
    messages.success(request, _done_words(done, to))


def _done_words(done: int, to: User | None) -> str:
    if to is None:
        words = ngettext(
            "%(done)s conversation is free for everyone now.",
            "%(done)s conversations are free for everyone now.",
            done,
        )
        return words % {"done": done}
    words = ngettext(
        "%(done)s conversation is with %(name)s now.",
        "%(done)s conversations are with %(name)s now.",
        done,
    )
    return words % {"done": done, "name": to.first_name}
