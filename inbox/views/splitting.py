"""Choosing the posts of a conversation that become one of their own."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.actions.errors import ActionRefused
from inbox.actions.splitting import split_posts
from inbox.forms import REASON_LENGTH
from inbox.models import Conversation
from inbox.timeline_rows import MAX_ITEMS
from inbox.views.listing import list_query
from inbox.views.sorting import sorting_page
from listening.models import Mention
from practice_hub.audit.looks import looked
from practice_hub.http import MemberRequest, number_of

ALONG = "along"  # what was said in private goes with the chosen posts


class SplitForm(forms.Form):
    reason = forms.CharField(max_length=REASON_LENGTH, required=False)
    private = forms.ChoiceField(choices=[("stays", ""), (ALONG, "")], required=False)


@sorting_page
def page(request: MemberRequest, row: Conversation) -> HttpResponse:
    """The public posts to choose from. 409 or 422 with the reason when it cannot be."""
    form = SplitForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _shown(request, row, form, 422 if form.is_bound else 200)
    try:
        new = split_posts(
            conversation_id=row.pk,
            mention_ids=_ids(request),
            actor=request.user,
            now=timezone.now(),
            reason=form.cleaned_data["reason"],
            is_private_along=form.cleaned_data["private"] == ALONG,
        )
    except ActionRefused as refusal:
        form.add_error(None, refusal.message)
        return _shown(request, row, form, 422 if refusal.code == "posts" else 409)
    messages.success(
        request, _("This is a conversation of its own now, with the answers given here.")
    )
    url = reverse("inbox:conversation", args=[new.pk]) + list_query(request)
    return HttpResponseRedirect(url, status=303)


def _ids(request: MemberRequest) -> list[int]:
    return [number_of(each) or 0 for each in request.POST.getlist("posts")]


def _shown(request: MemberRequest, row: Conversation, form: SplitForm, status: int) -> HttpResponse:
    looked(request, row, what="conversation")
    posts = Mention.objects.filter(inbox_item__conversation=row, audience="PUBLIC")
    newest = posts.select_related("author").order_by("-posted_at", "-pk")[:MAX_ITEMS]
    context = {
        "now": timezone.now(),
        "conversation": row,
        "posts": list(newest)[::-1],
        "chosen": _ids(request),
        "is_private_along": request.POST.get("private") == ALONG,
        "form": form,
        "list_query": list_query(request),
    }
    return render(request, "inbox/split.html", context, status=status)
