"""The policy of approvals, for whoever manages the practice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_http_methods

from inbox.actions.errors import ActionRefused
from inbox.actions.policy import Policy, change_policy
from inbox.approval_policy import rules_of, times_of
from inbox.domain.approvals import FIXED, LEADERS, PRIVATE, PUBLIC, Kind, Rule
from inbox.forms_policy import TimesForm
from inbox.models import ApprovalRule
from practice_hub.http import MemberRequest
from practice_hub.permissions import Act, practice_member
from practice_hub.practices.models import Membership
from practice_hub.roles import Role

_AUDIENCES = ((PUBLIC, gettext_lazy("Public answers")), (PRIVATE, gettext_lazy("Private messages")))
_WHY = {
    Kind.MEDICAL: gettext_noop("A practitioner looks at every word of it."),
    Kind.DOUBT: gettext_noop("The guard neither passes nor blocks the text; somebody decides."),
    Kind.ATTACHMENT: gettext_noop("The guard cannot see what is in a picture."),
}


@dataclass(frozen=True, slots=True)
class Tick:
    """One checkbox; a fixed one cannot be unticked."""

    value: str
    label: str
    is_on: bool
    is_fixed: bool


@dataclass(frozen=True, slots=True)
class KindRow:
    """One kind of answer with its checkboxes. `nobody` names approvers nobody could be."""

    kind: str
    label: str
    why: str
    audiences: list[Tick]
    authors: list[Tick]
    approvers: list[Tick]
    is_on: bool
    is_nobody_there: bool


@require_http_methods(["GET", "HEAD", "POST"])
@practice_member(Act.MANAGE_PRACTICE)
def policy(request: MemberRequest) -> HttpResponse:
    times = times_of(request.practice.pk)
    form = TimesForm(request.POST or None, times=times)
    rules = {rule.kind: rule for rule in rules_of(request.practice.pk)}
    error = ""
    if request.method == "POST":
        rules = {kind: _typed(request.POST, kind) for kind in Kind}
        if form.is_valid():
            try:
                return _saved(request, Policy(tuple(rules.values()), form.times))
            except ActionRefused as refusal:
                error = refusal.message
    context = {"rows": _rows(request, rules), "form": form, "error": error}
    status = 422 if form.is_bound else 200
    return render(request, "inbox/approve/policy.html", context, status=status)


def _saved(request: MemberRequest, wanted: Policy) -> HttpResponse:
    is_changed = change_policy(actor=request.membership, now=timezone.now(), policy=wanted)
    changed, same = _("Saved. It holds for every answer from now on."), _("Nothing changed.")
    messages.success(request, changed if is_changed else same)
    return redirect("approve:policy")


def _typed(data: QueryDict, kind: Kind) -> Rule:
    """What was ticked, with the ticks that cannot be taken away."""
    floor = FIXED.get(kind)
    audiences = _chosen(data, f"{kind.value}-audiences", {PUBLIC, PRIVATE})
    authors = _chosen(data, f"{kind.value}-authors", set(Role.values))
    approvers = _chosen(data, f"{kind.value}-approvers", set(LEADERS))
    if floor is None:
        return Rule(kind, audiences, authors, approvers)
    if len(floor.approvers) == 1:
        approvers = floor.approvers  # there is nothing to choose
    return Rule(kind, audiences | floor.audiences, authors | floor.authors, approvers)


def _chosen(data: QueryDict, name: str, allowed: set[str]) -> frozenset[str]:
    return frozenset(value for value in data.getlist(name) if value in allowed)


def _rows(request: MemberRequest, rules: dict[Kind, Rule]) -> list[KindRow]:
    members = Membership.objects.active().filter(practice=request.practice)
    present = set(members.values_list("role", flat=True))
    return [_row(kind, rules.get(kind), present) for kind in Kind]


def _row(kind: Kind, rule: Rule | None, present: set[str]) -> KindRow:
    floor = FIXED.get(kind)
    empty: frozenset[str] = frozenset()
    asked = rule.approvers if rule else empty
    return KindRow(
        kind=kind.value,
        label=str(ApprovalRule.Kind(kind.value).label),
        why=_(_WHY[kind]) if kind in _WHY else "",
        audiences=_ticks(_AUDIENCES, rule.audiences if rule else empty, _of(floor, "audiences")),
        authors=_ticks(Role.choices, rule.authors if rule else empty, _of(floor, "authors")),
        approvers=_approver_ticks(floor, asked),
        is_on=rule is not None,
        is_nobody_there=bool(asked) and not asked & present,
    )


def _of(floor: Rule | None, name: str) -> frozenset[str]:
    return getattr(floor, name) if floor else frozenset()


def _approver_ticks(floor: Rule | None, asked: frozenset[str]) -> list[Tick]:
    """Fixed kinds can be narrowed to fewer approvers, never given to others."""
    allowed = floor.approvers if floor else LEADERS
    choices = [(role.value, role.label) for role in Role if role.value in allowed]
    fixed = allowed if len(allowed) == 1 else frozenset()
    return _ticks(choices, asked, fixed)


def _ticks(choices: Any, chosen: frozenset[str], fixed: frozenset[str]) -> list[Tick]:
    return [Tick(value, str(label), value in chosen, value in fixed) for value, label in choices]
