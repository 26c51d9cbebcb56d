"""Forms of people and practices; what each accepts is what the actions take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from practice_hub.practices.models import Location, Practice, User
from practice_hub.practices.rules import grantable_roles
from practice_hub.practices.zones import zone_choices
from practice_hub.roles import Role

if TYPE_CHECKING:
    OfPractice = forms.ModelForm[Practice]
    OfLocation = forms.ModelForm[Location]
    OfUser = forms.ModelForm[User]
else:
    OfPractice = OfLocation = OfUser = forms.ModelForm

ROLE_HELP = {
    Role.AGENT: _("answers in public and in private"),
    Role.VENDOR: _("answers in public, sees no private messages"),
    Role.PRACTITIONER: _("answers, and advises on medical questions"),
    Role.MANAGER: _("also connects sources and manages people"),
    Role.OWNER: _("everything, and decides about owners"),
}


NO_ROLE = {"required": _("Choose a role."), "invalid_choice": _("Choose one of these roles.")}


def role_choices(actor_role: str) -> list[tuple[str, str]]:
    return [(r.value, f"{r.label}: {ROLE_HELP[r]}") for r in grantable_roles(actor_role)]


class InviteForm(forms.Form):
    name = forms.CharField(max_length=120, label=_("Name"))
    email = forms.EmailField(label=_("E-mail address"), help_text=_("The invitation goes there."))
    role = forms.ChoiceField(
        label=_("Role"), initial=Role.AGENT.value, widget=forms.RadioSelect, error_messages=NO_ROLE
    )

    def __init__(self, *args: Any, actor_role: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["role"]).choices = role_choices(actor_role)


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)


class AcceptForm(forms.Form):
    """Name and password of somebody new."""

    name = forms.CharField(
        max_length=120,
        label=_("Your name"),
        help_text=_("As colleagues know you."),
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=4096,
        help_text=_("At least 12 characters; not your name, nothing common."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label=_("Password again"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        password = data.get("password")
        if password is None:
            return data
        if password != data.get("password_again", password):
            self.add_error("password_again", gettext("The two passwords are not the same."))
        try:
            validate_password(password, User(email=self.email, name=data.get("name", "")))
        except ValidationError as error:
            self.add_error("password", error)
        return data


class PracticeForm(OfPractice):
    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("Opening hours, target times and reports use it.")
    )

    language = forms.ChoiceField(
        choices=settings.LANGUAGES,
        required=False,
        label=_("Language"),
        help_text=_("Mails to people of the practice are in it, unless they chose another."),
    )

    class Meta:
        model = Practice
        fields = ("name", "time_zone", "language")
        labels = {"name": _("Name of the practice")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["time_zone"]).choices = zone_choices()

    def clean_language(self) -> str:
        """A form from before the upgrade has no such field, and changes nothing."""
        return self.cleaned_data["language"] or self.instance.language


class VoiceForm(OfPractice):
    class Meta:
        model = Practice
        fields = ("is_signing_replies", "voice_notes")
        labels = {
            "is_signing_replies": _("Sign answers with a first name"),
            "voice_notes": _("How we speak"),
        }
        help_texts = {
            "is_signing_replies": _(
                "People like to know who is talking to them. Everybody chooses "
                "their own signature under My account; without one it is the first name."
            ),
            "voice_notes": _(
                "A few lines that stand beside everyone who writes an answer: "
                "what you say, what you never say, how you address people."
            ),
        }
        widgets = {"voice_notes": forms.Textarea({"rows": 6})}


class LocationForm(OfLocation):
    time_zone = forms.ChoiceField(
        required=False,
        label=_("Time zone"),
        help_text=_("Where its clocks differ from the practice's."),
    )

    class Meta:
        model = Location
        fields = ("name", "address", "time_zone")
        labels = {"name": _("Name"), "address": _("Address")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = cast(forms.ChoiceField, self.fields["time_zone"])
        zone.choices = [("", gettext("As the practice")), *zone_choices()]


class AccountForm(OfUser):
    class Meta:
        model = User
        fields = ("name", "signature")
        labels = {"name": _("Your name"), "signature": _("Signature under answers")}
        help_texts = {
            "signature": _("First name or initials. Empty: your first name."),
        }
