"""Targets as a form: one row a rule, in units that people think in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from inbox.domain.targets import OWN_TIMES, Basis, ClockKind, Line, Rule
from inbox.models import Clock
from listening.models import Category, Network, Urgency

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_MINUTES = {"MINUTES": 1, "HOURS": 60, "DAYS": 24 * 60}
_UNITS = (("MINUTES", _("minutes")), ("HOURS", _("hours")), ("DAYS", _("days")))
_BASES = ((Basis.WALL.value, _("by the clock")), (Basis.OPEN.value, _("of opening time")))
_KINDS = [(k.value, Clock.Kind(k.value).label) for k in ClockKind if k not in OWN_TIMES]
_MATTERS = (("", _("Medical or not")), ("MEDICAL", _("Medical only")), ("OTHER", _("Not medical")))
_IS_MEDICAL = {"": None, "MEDICAL": True, "OTHER": False}
_SECOND = (
    ("", _("No later line")),
    ("BUSINESS_DAY", _("The same business day")),
    ("TIME", pgettext_lazy("target", "Another time")),
)
_NUMBER = {"required": _("Type a number."), "invalid": _("Type a whole number, such as 30.")}
MOST_LOST_HOURS, MOST_WARNING, MOST_RULES = 60 * 24, 24 * 60, 60
# What tells rules apart; two that agree in all of it would contradict each other.
CONDITIONS = ("kind", "network", "category", "urgency", "audience", "matter")


def _any(label: StrOrPromise, choices: Any) -> list[tuple[str, StrOrPromise]]:
    return [("", label), *choices]


def _number(label: StrOrPromise, most: int, *, least: int = 1, is_required: bool = False) -> Any:
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        required=is_required,
        error_messages=_NUMBER,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class RuleForm(forms.Form):
    """One rule. Conditions left at their first choice hold for everything."""

    kind = forms.ChoiceField(choices=_KINDS, widget=forms.HiddenInput)
    network = forms.ChoiceField(
        label=_("Network"), choices=_any(_("Every network"), Network.choices), required=False
    )
    category = forms.ChoiceField(
        label=_("Kind"), choices=_any(_("Every kind"), Category.choices), required=False
    )
    urgency = forms.ChoiceField(
        label=_("Urgency"), choices=_any(_("Every urgency"), Urgency.choices), required=False
    )
    audience = forms.ChoiceField(
        label=_("Where"), choices=_any(_("Everywhere"), Clock.Audience.choices), required=False
    )
    matter = forms.ChoiceField(label=_("Medical"), choices=_MATTERS, required=False)
    amount = _number(_("Within"), 99_999, is_required=True)
    unit = forms.ChoiceField(label=_("Unit"), choices=_UNITS)
    basis = forms.ChoiceField(label=_("Counted"), choices=_BASES)
    second = forms.ChoiceField(label=_("Still acceptable"), choices=_SECOND, required=False)
    second_hours = _number(_("Acceptable for"), MOST_LOST_HOURS)
    lost_hours = _number(_("Lost after"), MOST_LOST_HOURS)
    warn_minutes = _number(_("Warn"), MOST_WARNING, least=0)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        is_left_out = data.get("second") == "TIME" and data.get("second_hours") is None
        if is_left_out and "second_hours" not in self.errors:
            self.add_error("second_hours", gettext("Say after how many hours."))
        if not self.errors:
            self._check_order(data)
        return data

    def _check_order(self, data: dict[str, Any]) -> None:
        """Warning, target, acceptable, lost: as far as they are counted alike."""
        target = data["amount"] * _MINUTES[data["unit"]]
        if target > MOST_LOST_HOURS * 60:
            self.add_error("amount", gettext("A target is at most 60 days away."))
        if (data.get("warn_minutes") or 0) >= target:
            self.add_error("warn_minutes", gettext("Fewer minutes than the target has."))
        if data["basis"] != Basis.WALL.value:
            return
        if data["second"] == "TIME" and data["second_hours"] * 60 < target:
            self.add_error(
                "second_hours", gettext("This is before the target. Choose a later time.")
            )
        if data.get("lost_hours") and data["lost_hours"] * 60 < target:
            self.add_error("lost_hours", gettext("This is before the target. Choose a later time."))

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


RuleFormSet = forms.formset_factory(
    RuleForm, extra=0, can_delete=True, max_num=MOST_RULES, absolute_max=MOST_RULES
)


def is_whole(formset: BaseFormSet[RuleForm]) -> bool:
    """Every kept row makes sense, and no two are for the same; errors stand at the rows."""
    if not formset.is_valid():
        return False
    seen: set[tuple[str, ...]] = set()
    for form in _kept(formset):
        place = tuple(form.cleaned_data[name] for name in CONDITIONS)
        if place in seen:
            form.add_error(
                None, gettext("There is a line for exactly this already. Change or remove one.")
            )
        seen.add(place)
    return formset.is_valid()


def rules_typed(formset: BaseFormSet[RuleForm]) -> list[Rule]:
    """What a whole formset says; rows that are removed need not make sense."""
    return [form.rule for form in _kept(formset)]


def _kept(formset: BaseFormSet[RuleForm]) -> list[RuleForm]:
    return [form for form in formset.forms if form not in formset.deleted_forms]


def as_typed(data: Any) -> list[dict[str, Any]]:
    """The rows as somebody left them, unjudged, to be shown again with one more."""
    total = RuleFormSet(data).total_form_count()
    names = (*RuleForm.base_fields, "DELETE")
    return [{name: data.get(f"form-{n}-{name}", "") for name in names} for n in range(total)]


def initial_of(rule: Rule) -> dict[str, Any]:
    """A rule as the form shows it."""
    amount, unit = _in_units(rule.target)
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
        "warn_minutes": rule.warn_minutes or None,
    }


def _second_of(line: Line) -> str:
    return "BUSINESS_DAY" if line.basis == Basis.BUSINESS_DAY else "TIME"


def _in_units(line: Line) -> tuple[int, str]:
    """In the largest unit that comes out even; a day of opening time means nothing to anybody."""
    day = _MINUTES["DAYS"]
    if line.basis == Basis.WALL and line.minutes > day and line.minutes % day == 0:
        return line.minutes // day, "DAYS"
    if line.minutes % 60 == 0:
        return line.minutes // 60, "HOURS"
    return line.minutes, "MINUTES"
