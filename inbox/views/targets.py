"""How fast the practice wants to be: a line a rule, in plain words, each with its fields folded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from inbox.actions.errors import ActionRefused
from inbox.actions.targets import change_targets
from inbox.clock_lines import newest_policy
from inbox.domain.targets import (
    DEFAULT_RULES,
    OWN_TIMES,
    ClockKind,
    Matter,
    Rule,
    due,
    parse_rules,
    rule_for,
)
from inbox.forms_targets import (
    MOST_RULES,
    RuleForm,
    RuleFormSet,
    as_typed,
    initial_of,
    is_whole,
    rules_typed,
)
from inbox.models import Clock, TargetPolicy
from inbox.target_words import RuleWords, in_words, ordered
from inbox.templatetags.inbox_time import clock
from practice_hub.http import MemberRequest, number_of
from practice_hub.permissions import Act, practice_member
from practice_hub.practices.hours import HoursBook
from practice_hub.times import said

_FRIDAY, _EVENING = 4, 21
_ABOUT = {
    ClockKind.FIRST_RESPONSE: gettext_noop("From what somebody writes to your first answer."),
    ClockKind.NEXT_RESPONSE: gettext_noop("When they write again, until you answer again."),
    ClockKind.PRIVATE_CONTACT: gettext_noop(
        "After the public answer to somebody unhappy or in medical need, "
        "until you write or call in private."
    ),
    ClockKind.RESOLUTION: gettext_noop("From the beginning until somebody says what was done."),
    ClockKind.LOOP_CLOSE: gettext_noop("After it is resolved, until the public thanks."),
}
# Elsewhere a clock runs in one place only, and nobody needs to choose it.
_IN_BOTH = (ClockKind.FIRST_RESPONSE, ClockKind.NEXT_RESPONSE)


@dataclass(frozen=True, slots=True)
class Example:
    """What the targets mean for one thing somebody might write; times as the practice reads them,
    "" where there is no such line."""

    words: str
    warning: str
    target: str
    acceptable: str
    lost: str


@dataclass(frozen=True, slots=True)
class Row:
    """One rule: its line (None while what was typed makes no line) and its fields."""

    form: RuleForm
    words: RuleWords | None
    is_new: bool
    has_audience: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The rules of one clock."""

    kind: str
    label: str
    about: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why nothing was saved; `theirs` and `yours` say what a colleague and you have alone."""

    message: str
    theirs: tuple[RuleWords, ...] = ()
    yours: tuple[RuleWords, ...] = ()
    kind: str = ""  # the clock whose lines are at fault


@require_http_methods(["GET", "HEAD", "POST"])
@practice_member(Act.MANAGE_PRACTICE)
def targets(request: MemberRequest) -> HttpResponse:
    policy = newest_policy(request.practice.pk)
    if request.method != "POST":
        rows = [initial_of(rule) for rule in ordered(parse_rules(policy.rules))]
        return _page(request, policy, RuleFormSet(initial=rows))
    if request.POST.get("add"):
        rows = [*as_typed(request.POST), {"kind": request.POST["add"], "unit": "MINUTES"}]
        return _page(request, policy, RuleFormSet(initial=rows[:MOST_RULES]), is_adding=True)
    if "defaults" in request.POST:
        return _save(request, policy, RuleFormSet(request.POST), list(DEFAULT_RULES))
    formset = RuleFormSet(request.POST)
    if not is_whole(formset):
        trouble = Trouble(_("Nothing is saved yet. Please look at the marked lines."))
        return _page(request, policy, formset, trouble=trouble, status=422)
    return _save(request, policy, formset, rules_typed(formset))


def _save(
    request: MemberRequest, policy: TargetPolicy, formset: Any, rules: list[Rule]
) -> HttpResponse:
    based_on = number_of(request.POST.get("based_on", "")) or 0
    try:
        after = change_targets(
            actor=request.membership, now=timezone.now(), rules=ordered(rules), based_on=based_on
        )
    except ActionRefused as refusal:
        return _refused(request, formset, rules, refusal)
    is_changed = after.pk != policy.pk
    words = (
        _("Saved. It holds for what begins from now on.") if is_changed else _("Nothing changed.")
    )
    messages.success(request, words)
    return redirect("inbox_settings:targets")


def _refused(
    request: MemberRequest, formset: Any, mine: Sequence[Rule], refusal: ActionRefused
) -> HttpResponse:
    """What was typed stays; after a colleague's change the page says how theirs is different."""
    policy = newest_policy(request.practice.pk)
    if refusal.code != "changed":
        trouble = Trouble(refusal.message, kind=str(refusal.context.get("kind", "")))
        return _page(request, policy, formset, trouble=trouble, status=422)
    theirs = parse_rules(policy.rules)
    trouble = Trouble(
        refusal.message,
        tuple(in_words(rule) for rule in theirs if rule not in mine),
        tuple(in_words(rule) for rule in mine if rule not in theirs),
    )
    return _page(request, policy, formset, trouble=trouble, status=409)


def _page(
    request: MemberRequest,
    policy: TargetPolicy,
    formset: Any,
    *,
    trouble: Trouble | None = None,
    is_adding: bool = False,
    status: int = 200,
) -> HttpResponse:
    rules = parse_rules(policy.rules)
    context = {
        "policy": policy,
        "formset": formset,
        "groups": _groups(formset, is_adding=is_adding),
        "trouble": trouble,
        "is_typed": is_adding or trouble is not None,
        "examples": _examples(request, rules, timezone.now()),
        "is_default": ordered(rules) == ordered(DEFAULT_RULES),
        "has_room": len(formset.forms) < MOST_RULES,
    }
    return render(request, "inbox/targets/page.html", context, status=status)


def _groups(formset: Any, *, is_adding: bool) -> list[Group]:
    newest = formset.forms[-1] if is_adding and formset.forms else None
    groups = []
    for kind in ClockKind:
        if kind in OWN_TIMES:
            continue
        mine = [form for form in formset.forms if form["kind"].value() == kind.value]
        rows = [Row(form, _words(form), form is newest, kind in _IN_BOTH) for form in mine]
        groups.append(Group(kind.value, str(Clock.Kind(kind.value).label), _(_ABOUT[kind]), rows))
    return groups


def _words(form: RuleForm) -> RuleWords | None:
    """The line of a row as it stands, typed or stored; None when it makes none."""
    judged = form if form.is_bound else RuleForm(form.initial)
    return in_words(judged.rule) if judged.is_valid() else None


def _examples(request: MemberRequest, rules: tuple[Rule, ...], now: datetime) -> list[Example]:
    """A complaint now, one on a Friday evening, a medical question now."""
    book = HoursBook.load(request.practice.pk)
    hours, zone = book.hours(None), book.zone(None)
    local = now.astimezone(zone).replace(second=0, microsecond=0)
    friday = local + timedelta(days=(_FRIDAY - local.weekday()) % 7)
    friday = friday.replace(hour=_EVENING, minute=0)
    complaint = Matter("X", "COMPLAINT", "NORMAL", "PUBLIC", is_medical=False)
    medical = Matter("FACEBOOK", "MEDICAL", "HIGH", "PUBLIC", is_medical=True)
    written = said(local, "SHORT_WEEKDAY_CLOCK")
    asked = (
        (_("Complaint on X, written now, %(time)s") % {"time": written}, complaint, local),
        (_("The same, on Friday at 21:00"), complaint, friday),
        (
            _("Medical question on Facebook, written now, %(time)s") % {"time": written},
            medical,
            local,
        ),
    )
    found = []
    for words, matter, at in asked:
        lines = due(rule_for(rules, ClockKind.FIRST_RESPONSE, matter), at, hours, zone)
        shown = (lines.warn_at, lines.target_at, lines.acceptable_at, lines.lost_at)
        found.append(Example(words, *(clock(line, at, zone) if line else "" for line in shown)))
    return found
