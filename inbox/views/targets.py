"""How fast the practice wants to be: the targets, in a form, with what they mean by the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from inbox.actions.errors import ActionRefused
from inbox.actions.targets import change_targets
from inbox.clock_lines import newest_policy
from inbox.domain.targets import (
    DEFAULT_RULES,
    ClockKind,
    Due,
    Matter,
    Rule,
    due,
    parse_rules,
    rule_for,
)
from inbox.forms_targets import RuleFormSet, initial_of, rules_typed
from inbox.models import TargetPolicy
from practice_hub.http import MemberRequest, number_of
from practice_hub.permissions import Act, practice_member
from practice_hub.practices.hours import HoursBook

_FRIDAY, _EVENING = 4, 21


@dataclass(frozen=True, slots=True)
class Example:
    """What the targets mean for one thing somebody might write."""

    words: str
    due: Due


@require_http_methods(["GET", "HEAD", "POST"])
@practice_member(Act.MANAGE_PRACTICE)
def targets(request: MemberRequest) -> HttpResponse:
    policy = newest_policy(request.practice.pk)
    rules = parse_rules(policy.rules)
    if request.method == "POST" and "defaults" in request.POST:
        return _saved(request, list(DEFAULT_RULES), policy.pk)
    if request.method != "POST":
        return _page(request, policy, rules, _forms(rules, is_adding="add" in request.GET))
    formset = RuleFormSet(request.POST)
    if not formset.is_valid():
        return _page(request, policy, rules, formset, status=422)
    try:
        return _saved(
            request, rules_typed(formset), number_of(request.POST.get("based_on", "")) or 0
        )
    except ActionRefused as refusal:
        return _page(request, policy, rules, formset, error=refusal.message, status=409)


def _saved(request: MemberRequest, rules: list[Rule], based_on: int) -> HttpResponse:
    before = newest_policy(request.practice.pk).pk
    after = change_targets(
        actor=request.membership, now=timezone.now(), rules=rules, based_on=based_on
    )
    is_changed = after.pk != before
    messages.success(
        request,
        "Saved. It holds for what begins from now on." if is_changed else "Nothing changed.",
    )
    return redirect("inbox_settings:targets")


def _forms(rules: tuple[Rule, ...], *, is_adding: bool) -> Any:
    """The rows of the rules, and an empty one where somebody asked for it."""
    shown = [initial_of(rule) for rule in sorted(rules, key=lambda r: _place(r))]
    formset = RuleFormSet(initial=shown)
    formset.extra = 1 if is_adding else 0
    return formset


def _place(rule: Rule) -> tuple[int, tuple[int, int]]:
    return list(ClockKind).index(rule.kind), rule.weight


def _page(
    request: MemberRequest,
    policy: TargetPolicy,
    rules: tuple[Rule, ...],
    formset: Any,
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "policy": policy,
        "formset": formset,
        "error": error,
        "examples": _examples(request, rules, timezone.now()),
        "is_default": rules == DEFAULT_RULES,
    }
    return render(request, "inbox/targets/page.html", context, status=status)


def _examples(request: MemberRequest, rules: tuple[Rule, ...], now: datetime) -> list[Example]:
    """A complaint now, one on a Friday evening, a medical question now."""
    book = HoursBook.load(request.practice.pk)
    hours, zone = book.hours(None), book.zone(None)
    local = now.astimezone(zone).replace(second=0, microsecond=0)
    friday = local + timedelta(days=(_FRIDAY - local.weekday()) % 7)
    friday = friday.replace(hour=_EVENING, minute=0)
    complaint = Matter("X", "COMPLAINT", "NORMAL", "PUBLIC", is_medical=False)
    medical = Matter("FACEBOOK", "MEDICAL", "HIGH", "PUBLIC", is_medical=True)
    asked = (
        ("A complaint on X, written now", complaint, local),
        ("The same, on Friday at 21:00", complaint, friday),
        ("A medical question on Facebook, written now", medical, local),
    )
    return [
        Example(words, due(rule_for(rules, ClockKind.FIRST_RESPONSE, matter), at, hours, zone))
        for words, matter, at in asked
    ]
