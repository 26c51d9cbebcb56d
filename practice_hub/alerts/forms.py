"""How one person wants to be told, and the times of the chain, as forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from practice_hub.alerts.groups import CHAINED, GROUP_OF, HELP, Choice, Group, MailWhen, Rhythm
from practice_hub.alerts.kind_words import WORDS
from practice_hub.alerts.kinds import NOT_IN_STRIP
from practice_hub.alerts.models import ChainSettings
from practice_hub.alerts.models.preferences import validate_phone
from practice_hub.alerts.preferences import Preferences
from practice_hub.alerts.settings_actions import Wishes

if TYPE_CHECKING:  # the stubs' package is no part of a running hub
    from django_stubs_ext import StrOrPromise

# None of their kinds stands on top of a page, so there is nothing to choose.
LIST_ONLY = [
    group
    for group in Group
    if all(kind in NOT_IN_STRIP for kind, its in GROUP_OF.items() if its == group)
]
CHOSEN = [group for group in Group if group != Group.EMERGENCY]


def _clock_field(label: StrOrPromise, *, required: bool) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=required,
        widget=forms.TimeInput({"type": "time", "step": "300"}, format="%H:%M"),
        error_messages={"invalid": _("Write a time like 22:00."), "required": _("Choose a time.")},
    )


class NotificationsForm(forms.Form):
    """Four fields for each group ("LATE-page", ...) and what holds for all of them."""

    rhythm = forms.ChoiceField(
        label=_("How often"), choices=Rhythm.choices, widget=forms.RadioSelect
    )
    digest_at = _clock_field(_("The daily one comes at"), required=True)
    is_quiet = forms.BooleanField(label=_("Quiet hours every day"), required=False)
    quiet_from = _clock_field(_("From"), required=False)
    quiet_until = _clock_field(_("Until"), required=False)
    is_quiet_at_weekends = forms.BooleanField(
        label=_("Nothing on Saturdays and Sundays: it waits until Monday morning"), required=False
    )
    is_desktop_on = forms.BooleanField(
        label=_("Show me notifications on the desktop"), required=False
    )
    phone = forms.CharField(
        label=_("Your number for SMS"),
        required=False,
        max_length=24,
        help_text=_("With its country code, like +14155550123. Nobody else sees it."),
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
    )

    def __init__(self, *args: Any, person: Preferences, has_sms: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = _initial(person)
        self.has_sms = has_sms
        if not has_sms:
            del self.fields["phone"]
        self.person = person
        for group in CHOSEN:
            self._add_group(group, person.choices[group])

    def _add_group(self, group: Group, choice: Choice) -> None:
        for name in ("page", "desktop", "sms"):
            self.fields[f"{group}-{name}"] = forms.BooleanField(
                required=False, initial=getattr(choice, name)
            )
        self.fields[f"{group}-mail"] = forms.ChoiceField(
            choices=MailWhen.choices, initial=choice.mail.value
        )

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The table: one line a group."""
        return [
            {
                "group": group,
                "help": _(HELP[group]),
                "is_in_list_only": group in LIST_ONLY,
                **{name: self[f"{group}-{name}"] for name in ("page", "desktop", "mail", "sms")},
            }
            for group in CHOSEN
        ]

    def clean_phone(self) -> str:
        number: str = "".join(self.cleaned_data["phone"].split())
        if number:
            validate_phone(number)
        return number

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not data.get("is_quiet"):
            return data | {"quiet_from": None, "quiet_until": None}
        for name in ("quiet_from", "quiet_until"):
            if data.get(name) is None and name not in self.errors:
                self.add_error(name, _("Choose a time."))
        begin = data.get("quiet_from")
        if begin is not None and begin == data.get("quiet_until"):
            self.add_error("quiet_until", _("Quiet hours need two different times."))
        return data

    def wishes(self) -> Wishes:
        """What a valid form asks for."""
        data = self.cleaned_data
        return Wishes(
            choices={group: self._choice(group) for group in CHOSEN},
            is_desktop_on=data["is_desktop_on"],
            phone=data["phone"] if self.has_sms else self.person.phone,
            rhythm=data["rhythm"],
            digest_at=data["digest_at"],
            quiet_from=data["quiet_from"],
            quiet_until=data["quiet_until"],
            is_quiet_at_weekends=data["is_quiet_at_weekends"],
        )

    def _choice(self, group: Group) -> Choice:
        data = self.cleaned_data
        return Choice(
            page=data[f"{group}-page"],
            desktop=data[f"{group}-desktop"],
            mail=MailWhen(data[f"{group}-mail"]),
            # Without a gateway the page has no such column: what was chosen before stays.
            sms=data[f"{group}-sms"] if self.has_sms else self.person.choices[group].sms,
        )


def _initial(person: Preferences) -> dict[str, Any]:
    rest = person.rest
    return {
        "rhythm": rest.rhythm,
        "digest_at": rest.digest_at,
        "is_quiet": rest.quiet_from is not None,
        "quiet_from": rest.quiet_from or "20:00",
        "quiet_until": rest.quiet_until or "07:00",
        "is_quiet_at_weekends": rest.is_quiet_at_weekends,
        "is_desktop_on": person.is_desktop_on,
        "phone": person.phone,
    }


def _minutes_field(label: StrOrPromise) -> forms.IntegerField:
    words = _("Write a number of minutes, from 1 to 1440.")
    return forms.IntegerField(
        label=label,
        validators=[MinValueValidator(1, words), MaxValueValidator(1440, words)],
        error_messages={"required": words, "invalid": words},
        widget=forms.NumberInput({"min": 1, "max": 1440, "inputmode": "numeric"}),
    )


class ChainForm(forms.Form):
    """When an alert goes on, and which do."""

    desk = _minutes_field(_("The rest of the desk, after"))
    managers = _minutes_field(_("The managers, after another"))
    owners = _minutes_field(_("The owners, after another"))
    kinds = forms.MultipleChoiceField(
        label=_("Which alerts go on"),
        choices=[(kind.value, _(WORDS[kind].label)) for kind in CHAINED],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, chain: ChainSettings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {
            "desk": chain.desk_minutes,
            "managers": chain.managers_minutes,
            "owners": chain.owners_minutes,
            "kinds": chain.kinds,
        }

    @property
    def times(self) -> list[forms.BoundField]:
        return [self[name] for name in ("desk", "managers", "owners")]

    @property
    def minutes(self) -> tuple[int, int, int]:
        data = self.cleaned_data
        return data["desk"], data["managers"], data["owners"]
