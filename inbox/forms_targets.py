"""Targets as a form: one row a rule, in units that people think in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet

from inbox.domain.targets import OWN_TIMES, Basis, ClockKind, Line, Rule
from inbox.models import Clock
from listening.models import Category, Network, Urgency

_MINUTES = {"MINUTES": 1, "HOURS": 60, "DAYS": 24 * 60}
_UNITS = (("MINUTES", "minutes"), ("HOURS", "hours"), ("DAYS", "days"))
_BASES = ((Basis.WALL.value, "by the clock"), (Basis.OPEN.value, "in opening hours"))
_KINDS = [(k.value, Clock.Kind(k.value).label) for k in ClockKind if k not in OWN_TIMES]
_MATTERS = (("", "Medical or not"), ("MEDICAL", "Medical only"), ("OTHER", "Not medical"))
_IS_MEDICAL = {"": None, "MEDICAL": True, "OTHER": False}
_SECOND = (
    ("", "none"),
    ("BUSINESS_DAY", "same business day, or the next opening morning"),
    ("TIME", "a time of its own"),
)
MOST_LOST_HOURS, MOST_WARNING = 60 * 24, 24 * 60


def _any(label: str, choices: Any) -> list[tuple[str, str]]:
    return [("", label), *choices]


class RuleForm(forms.Form):
    """One rule. Conditions left at their first choice hold for everything."""

    kind = forms.ChoiceField(label="Clock", choices=_KINDS)
    network = forms.ChoiceField(choices=_any("Every network", Network.choices), required=False)
    category = forms.ChoiceField(
        label="Kind", choices=_any("Every kind", Category.choices), required=False
    )
    urgency = forms.ChoiceField(choices=_any("Every urgency", Urgency.choices), required=False)
    audience = forms.ChoiceField(
        choices=_any("Public and private", Clock.Audience.choices), required=False
    )
    matter = forms.ChoiceField(label="Medical", choices=_MATTERS, required=False)
    amount = forms.IntegerField(label="Target", min_value=1, max_value=9999)
    unit = forms.ChoiceField(label="Unit of the target", choices=_UNITS)
    basis = forms.ChoiceField(label="Counted", choices=_BASES)
    second = forms.ChoiceField(label="Still acceptable", choices=_SECOND, required=False)
    second_hours = forms.IntegerField(
        label="Hours by the clock", min_value=1, max_value=MOST_LOST_HOURS, required=False
    )
    lost_hours = forms.IntegerField(
        label="Lost after (hours)", min_value=1, max_value=MOST_LOST_HOURS, required=False
    )
    warn_minutes = forms.IntegerField(
        label="Warn before (minutes)", min_value=0, max_value=MOST_WARNING, required=False
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("second") == "TIME" and not data.get("second_hours"):
            self.add_error("second_hours", "Say after how many hours.")
        if self.errors:
            return data
        target = data["amount"] * _MINUTES[data["unit"]]
        if target > MOST_LOST_HOURS * 60:
            self.add_error("amount", "A target is at most 60 days away.")
        if data.get("warn_minutes") and data["warn_minutes"] >= target:
            self.add_error("warn_minutes", "Warn later than the clock begins: fewer minutes.")
        is_wall = data["basis"] == Basis.WALL.value
        if is_wall and data.get("lost_hours") and data["lost_hours"] * 60 < target:
            self.add_error("lost_hours", "Lost comes after the target.")
        return data

    @property
    def rule(self) -> Rule:
        """What was typed; only after `is_valid`."""
        data = self.cleaned_data
        lost = data.get("lost_hours")
        return Rule(
            ClockKind(data["kind"]),
            Line(Basis(data["basis"]), data["amount"] * _MINUTES[data["unit"]]),
            self._acceptable(),
            Line(Basis.WALL, lost * 60) if lost else None,
            warn_minutes=data.get("warn_minutes") or 0,
            network=data["network"],
            category=data["category"],
            urgency=data["urgency"],
            audience=data["audience"],
            is_medical=_IS_MEDICAL[data["matter"]],
        )

    def _acceptable(self) -> Line | None:
        data = self.cleaned_data
        if data["second"] == "BUSINESS_DAY":
            return Line(Basis.BUSINESS_DAY)
        if data["second"] == "TIME":
            return Line(Basis.WALL, data["second_hours"] * 60)
        return None


RuleFormSet = forms.formset_factory(RuleForm, extra=0, can_delete=True, max_num=60, absolute_max=60)


def rules_typed(formset: BaseFormSet[RuleForm]) -> list[Rule]:
    """What a valid formset says; rows that are removed need not make sense."""
    kept = [form for form in formset.forms if form not in formset.deleted_forms]
    return [form.rule for form in kept if form.has_changed() or form.initial]


def initial_of(rule: Rule) -> dict[str, Any]:
    """A rule as the form shows it."""
    amount, unit = _in_units(rule.target.minutes)
    second = rule.acceptable
    return {
        "kind": rule.kind.value,
        "network": rule.network,
        "category": rule.category,
        "urgency": rule.urgency,
        "audience": rule.audience,
        "matter": {None: "", True: "MEDICAL", False: "OTHER"}[rule.is_medical],
        "amount": amount,
        "unit": unit,
        "basis": rule.target.basis.value,
        "second": "" if second is None else _second_of(second),
        "second_hours": second.minutes // 60 if second and second.minutes else None,
        "lost_hours": rule.lost.minutes // 60 if rule.lost else None,
        "warn_minutes": rule.warn_minutes,
    }


def _second_of(line: Line) -> str:
    return "BUSINESS_DAY" if line.basis == Basis.BUSINESS_DAY else "TIME"


def _in_units(minutes: int) -> tuple[int, str]:
    """In the largest unit that comes out even; a day of opening hours means nothing to anybody."""
    if minutes % 60 == 0:
        return minutes // 60, "HOURS"
    return minutes, "MINUTES"
