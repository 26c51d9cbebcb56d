"""What people type in the inbox. Forms check shapes; the actions decide."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inbox.actions.progress import LONGEST_SNOOZE, TOO_FAR
from inbox.beside_threads import Read, read_from
from inbox.domain.snooze import SnoozeTime
from inbox.models import Leg, Reply
from inbox.role_words import ANYONE, anyone_words
from listening.models import Sentiment
from practice_hub.practices.models import User
from practice_hub.same_fields import same_fields

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

REASON_LENGTH = 240
OUTCOME_LENGTH = 500
BODY_LENGTH = 10_000  # far above every network's limit; the action counts the network's way


def _line(length: int, missing: StrOrPromise) -> forms.CharField:
    return forms.CharField(max_length=length, error_messages={"required": missing})


class ReasonForm(forms.Form):
    """A reason that a colleague reads later."""

    reason = _line(REASON_LENGTH, _("Say why, in a few words. Colleagues will read it."))


class MarkForm(forms.Form):
    """Medical; `is_red_flag` when it may be an emergency."""

    is_red_flag = forms.BooleanField(required=False)


class UnmarkForm(ReasonForm):
    """`seen_seq`: the last thing the page showed."""

    seen_seq = forms.IntegerField(min_value=0)


class _ClockForm(forms.Form):
    """A moment ahead of now, as the clock on the practice's wall shows it."""

    def __init__(self, *args: Any, now: datetime, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.zone = zone

    def own(self, typed: datetime) -> datetime:
        # The field reads the server's zone; the person meant the clock on the practice's wall.
        return timezone.make_naive(typed).replace(tzinfo=self.zone)

    def require_ahead(self, field: str, moment: datetime) -> None:
        """Puts an error on `field` when `moment` has passed or is too far off."""
        if moment <= self.now:
            self.add_error(field, gettext("That time has passed. Pick one ahead of now."))
        elif moment > self.now + LONGEST_SNOOZE:
            self.add_error(field, gettext(TOO_FAR))


class DueForm(_ClockForm):
    """Another time for a promise, on the clock of the practice's wall."""

    due = forms.DateTimeField(
        error_messages={
            "required": _("Pick a date and a time."),
            "invalid": _("Give a date and a time, like 2026-11-30 14:00."),
        }
    )

    def clean(self) -> dict[str, Any]:
        """Set `moment`, ahead of now."""
        data: dict[str, Any] = super().clean() or {}
        if self.errors:
            return data
        moment = self.own(data["due"])
        self.require_ahead("due", moment)
        return data | {"moment": moment}


class OutcomeForm(forms.Form):
    """What was done (A13)."""

    outcome = _line(OUTCOME_LENGTH, _("Say in one line what was done, so that nobody has to ask."))


class NoteForm(forms.Form):
    note = _line(BODY_LENGTH, _("Write the note first."))


class LabelForm(forms.Form):
    label = forms.ChoiceField(
        choices=Sentiment.choices, error_messages={"required": _("Pick how the person feels.")}
    )


class AssignForm(forms.Form):
    """`assignee` is a member of the practice or a role; empty gives the conversation back to
    everyone."""

    assignee = forms.ChoiceField(
        required=False,
        error_messages={"invalid_choice": _("That person is no longer in the practice.")},
    )

    def __init__(self, *args: Any, members: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._members = {str(user.pk): user for user in members}
        field = cast(forms.ChoiceField, self.fields["assignee"])
        people = [(pk, user.name) for pk, user in self._members.items()]
        field.choices = [("", gettext("Nobody")), *people, *anyone_words().items()]

    @property
    def user(self) -> User | None:
        """The chosen person."""
        return self._members.get(self.cleaned_data["assignee"])

    @property
    def role(self) -> str:
        """The chosen role; "" for none."""
        chosen: str = self.cleaned_data["assignee"]
        return chosen if chosen in ANYONE else ""


class SnoozeForm(_ClockForm):
    """Either a named time or one of one's own, in the practice's zone."""

    when = forms.CharField(required=False)
    until = forms.DateTimeField(
        required=False,
        error_messages={"invalid": _("Give a date and a time, like 2026-11-30 14:00.")},
    )

    def __init__(self, *args: Any, times: Iterable[SnoozeTime], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._times = tuple(times)

    def clean(self) -> dict[str, Any]:
        """Set `moment`: when the conversation comes back, always ahead of now."""
        data: dict[str, Any] = super().clean() or {}
        if self.errors:
            return data
        named = {time.key: time.moment for time in self._times}.get(data.get("when", ""))
        if named is None and not data.get("until"):
            raise forms.ValidationError(_("Pick when it should come back."))
        moment = named or self.own(data["until"])
        self.require_ahead("until", moment)
        return data | {"moment": moment}


class SeenBesideField(forms.CharField):
    """How far the page had read the threads that its conversation is merged with."""

    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: Any) -> Read:
        return read_from(super().clean(value))


@same_fields
class ReplyForm(forms.Form):
    """An answer with everything that guards it; `body` may be empty so that it can be refused."""

    audience = forms.ChoiceField(choices=Reply.Audience.choices)
    purpose = forms.ChoiceField(choices=Reply.Purpose.choices)
    body = forms.CharField(max_length=BODY_LENGTH, required=False, strip=False)
    claim_token = forms.IntegerField(min_value=0)
    seen_seq = forms.IntegerField(min_value=0)
    seen_beside = SeenBesideField()
    form_key = forms.UUIDField()
    target_id = forms.IntegerField(min_value=1, required=False)
    skip_public_reason = forms.CharField(max_length=REASON_LENGTH, required=False)
    override_reason = forms.CharField(max_length=REASON_LENGTH, required=False)
    snippet_id = forms.IntegerField(min_value=1, required=False)
    edits_id = forms.IntegerField(min_value=1, required=False)


class AnsweredThereForm(forms.Form):
    """What was written on the network by hand; the text may stay empty."""

    claim_token = forms.IntegerField(min_value=0)
    seen_seq = forms.IntegerField(min_value=0)
    body = forms.CharField(max_length=BODY_LENGTH, required=False)


class ContactForm(forms.Form):
    """A call or a mail that happened outside (A2), recorded by hand."""

    DIRECTIONS = (("OUT", _("We wrote or called")), ("IN", _("The person wrote or called")))
    CHANNELS = (
        (Leg.Channel.PHONE.value, Leg.Channel.PHONE.label),
        (Leg.Channel.EMAIL.value, Leg.Channel.EMAIL.label),
    )
    claim_token = forms.IntegerField(min_value=0)
    channel = forms.ChoiceField(choices=CHANNELS)
    direction = forms.ChoiceField(choices=DIRECTIONS)
    body = _line(BODY_LENGTH, _("Write down in a line what was said."))
