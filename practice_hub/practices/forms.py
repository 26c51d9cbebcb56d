"""Forms of people and practices; what each accepts is what the actions take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

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
    Role.AGENT: "answers in public and in private",
    Role.VENDOR: "answers in public, sees no private messages",
    Role.PRACTITIONER: "answers, and advises on medical questions",
    Role.MANAGER: "also connects sources and manages people",
    Role.OWNER: "everything, and decides about owners",
}


NO_ROLE = {"required": "Choose a role.", "invalid_choice": "Choose one of these roles."}


def role_choices(actor_role: str) -> list[tuple[str, str]]:
    return [(r.value, f"{r.label}: {ROLE_HELP[r]}") for r in grantable_roles(actor_role)]


class InviteForm(forms.Form):
    name = forms.CharField(max_length=120, label="Name")
    email = forms.EmailField(label="E-mail address", help_text="The invitation goes there.")
    role = forms.ChoiceField(
        label="Role", initial=Role.AGENT.value, widget=forms.RadioSelect, error_messages=NO_ROLE
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
        label="Your name",
        help_text="As colleagues know you.",
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        max_length=4096,
        help_text="At least 12 characters; not your name, nothing common.",
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label="Password again",
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
            self.add_error("password_again", "The two passwords are not the same.")
        try:
            validate_password(password, User(email=self.email, name=data.get("name", "")))
        except ValidationError as error:
            self.add_error("password", error)
        return data


class PracticeForm(OfPractice):
    time_zone = forms.ChoiceField(
        label="Time zone", help_text="Opening hours, target times and reports use it."
    )

    language = forms.ChoiceField(
        choices=settings.LANGUAGES,
        required=False,
        label="Language",
        help_text="Mails to people of the practice are in it, unless they chose another.",
    )

    class Meta:
        model = Practice
        fields = ("name", "time_zone", "language")
        labels = {"name": "Name of the practice"}

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
            "is_signing_replies": "Sign answers with a first name",
            "voice_notes": "How we speak",
        }
        help_texts = {
            "is_signing_replies": "People like to know who is talking to them. Everybody chooses "
            "their own signature under My account; without one it is the first name.",
            "voice_notes": "A few lines that stand beside everyone who writes an answer: "
            "what you say, what you never say, how you address people.",
        }
        widgets = {"voice_notes": forms.Textarea({"rows": 6})}


class LocationForm(OfLocation):
    time_zone = forms.ChoiceField(
        required=False, label="Time zone", help_text="Where its clocks differ from the practice's."
    )

    class Meta:
        model = Location
        fields = ("name", "address", "time_zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = cast(forms.ChoiceField, self.fields["time_zone"])
        zone.choices = [("", "As the practice"), *zone_choices()]


class AccountForm(OfUser):
    class Meta:
        model = User
        fields = ("name", "signature")
        labels = {"name": "Your name", "signature": "Signature under answers"}
        help_texts = {
            "signature": "First name or initials. Empty: your first name.",
        }
