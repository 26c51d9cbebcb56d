"""The words of the kernel's own events."""

from __future__ import annotations

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from practice_hub.alerts.kind_words import WORDS
from practice_hub.alerts.models import Alert
from practice_hub.audit.models import AuditCheck
from practice_hub.audit.sign_ins import WAYS
from practice_hub.audit.words import (
    Group,
    Subject,
    of_practice,
    register_subject,
    register_values,
    register_words,
)
from practice_hub.practices.models import Invitation, Location, Membership, Practice
from practice_hub.roles import Role
from practice_hub.roster.models import DaysOff, HandOver, Roster, Shift, SwapRequest

register_words(
    Group.PEOPLE,
    {
        "invitation.created": (
            gettext_noop("invited somebody"),
            gettext_noop("An invitation was made at the command line."),
        ),
        "invitation.resent": gettext_noop("sent an invitation again"),
        "invitation.revoked": gettext_noop("withdrew an invitation"),
        "membership.joined": gettext_noop("joined the practice"),
        "membership.left": gettext_noop("left the practice"),
        "membership.removed": gettext_noop("removed somebody from the practice"),
        "membership.role_changed": gettext_noop("changed a role from {before} to {after}"),
        "membership.away": gettext_noop("noted an absence"),
        "membership.back": gettext_noop("ended an absence"),
        "account.changed": gettext_noop("changed the own name or signature"),
        "account.density_changed": gettext_noop("chose how close rows stand"),
        "account.language_changed": gettext_noop("chose a language"),
        "tour.ended": gettext_noop("closed the tour"),
    },
)
register_words(
    Group.SIGN_IN,
    {
        "account.signed_in": gettext_noop("signed in"),
        "account.signed_out": gettext_noop("signed out"),
        "account.refused": (
            gettext_noop("was refused"),
            gettext_noop("A sign-in was refused: the {way} did not fit."),
        ),
        "account.password_set": gettext_noop("set a password"),
        "account.password_changed": gettext_noop("changed the password"),
        "account.password_reset": gettext_noop("set a new password by mail"),
        "account.way_added": gettext_noop("added a {way} for signing in"),
        "account.way_removed": gettext_noop("removed a {way} for signing in"),
        "account.codes_renewed": gettext_noop("made new recovery codes"),
        "sign_in.locked": (
            gettext_noop("was locked out"),
            gettext_noop(
                "Too many wrong passwords or codes: sign-in was locked for the address {address}."
            ),
        ),
        "sign_in.closed_to_strangers": (
            gettext_noop("was guessed at"),
            gettext_noop(
                "Too many wrong passwords or codes in a day: sign-in was closed to browsers that "
                "the account was never used in. The last try came from {address}."
            ),
        ),
        "sign_in.unlocked": (
            gettext_noop("unlocked the sign-in"),
            gettext_noop("Sign-in was unlocked by mail for the address {address}."),
        ),
        "devices.signed_out": gettext_noop("signed out other devices of their own"),
        "devices.signed_out_by_manager": gettext_noop("signed out every device of the colleague"),
    },
)
register_words(
    Group.SETTINGS,
    {
        "practice.opened": (
            gettext_noop("opened the practice"),
            gettext_noop("The practice was opened."),
        ),
        "practice.changed": gettext_noop("changed the settings of the practice"),
        "setup.skipped": gettext_noop("skipped a step of the setup"),
        "setup.finished": gettext_noop("noted a step of the setup as done"),
        "setup.resumed": gettext_noop("took up a step of the setup again"),
        "keys.rotated": (
            gettext_noop("encrypted the stored secrets anew"),
            gettext_noop("The stored secrets were encrypted anew with key {key}."),
        ),
        "practice.sign_in_rules_changed": gettext_noop("changed how long people stay signed in"),
        "location.added": gettext_noop("added a location"),
        "location.changed": gettext_noop("changed a location"),
        "location.removed": gettext_noop("removed a location"),
        "hours.week_set": gettext_noop("changed the usual week"),
        "hours.week_dropped": gettext_noop("took back the own week of a location"),
        "hours.dates_set": gettext_noop("set other hours for certain dates"),
        "hours.dates_removed": gettext_noop("removed other hours for certain dates"),
        "hours.holidays_chosen": gettext_noop("chose public holidays"),
        "hours.region_set": gettext_noop("set the region for public holidays"),
        "alert.chain_changed": gettext_noop("changed who is told next"),
        "alert.settings_changed": gettext_noop("changed how they are told of alerts"),
        "alert.undisturbed": gettext_noop("asked not to be disturbed"),
        "alert.undisturbed_ended": gettext_noop("may be disturbed again"),
    },
)
register_words(
    Group.ALERTS,
    {
        "alert.raised": (
            gettext_noop("raised an alert: {kind}"),
            gettext_noop("An alert was raised: {kind}."),
        ),
        "alert.acknowledged": gettext_noop("took an alert: {kind}"),
        "alert.closed": (
            gettext_noop("closed an alert: {kind}"),
            gettext_noop("An alert settled by itself: {kind}."),
        ),
        "alert.escalated": (
            gettext_noop("passed on: {kind}"),
            gettext_noop("Nobody took an alert, so more were told: {kind}."),
        ),
        "alert.recipients_added": (
            gettext_noop("told more people"),
            gettext_noop("More people were told of an alert."),
        ),
        "alert.sent": (gettext_noop("sent an alert"), gettext_noop("An alert was sent.")),
    },
)
register_words(
    Group.ROSTER,
    {
        "roster.always_changed": gettext_noop("changed when somebody should watch"),
        "roster.shift_added": gettext_noop("added a shift"),
        "roster.shift_changed": gettext_noop("changed a shift"),
        "roster.shift_ended": gettext_noop("ended a shift"),
        "roster.put_on": gettext_noop("put somebody on duty"),
        "roster.watching": gettext_noop("took the watch"),
        "roster.days_off": gettext_noop("noted days off"),
        "roster.days_off_removed": gettext_noop("removed days off"),
        "roster.asked": gettext_noop("asked to swap a shift"),
        "roster.request_accepted": gettext_noop("accepted a swap"),
        "roster.request_declined": gettext_noop("declined a swap"),
        "roster.request_withdrawn": gettext_noop("withdrew a swap"),
        "roster.note_written": gettext_noop("wrote a hand-over note"),
        "roster.note_read": gettext_noop("read a hand-over note"),
        "roster.gap_opened": (
            gettext_noop("left nobody on duty"),
            gettext_noop("Nobody is on duty."),
        ),
        "roster.gap_closed": (
            gettext_noop("closed a gap"),
            gettext_noop("Somebody is on duty again."),
        ),
    },
)
register_words(
    Group.AUDIT,
    {
        "audit.viewed": gettext_noop("looked at the audit"),
        "audit.downloaded": gettext_noop("downloaded the audit ({format})"),
        "audit.broken": (
            gettext_noop("found the audit broken"),
            gettext_noop("The audit is broken: something was changed."),
        ),
        "audit.anchors_renewed": (
            gettext_noop("began new anchors"),
            gettext_noop("The file of anchors was begun anew."),
        ),
        "backup.restored": (
            gettext_noop("restored a backup"),
            gettext_noop("A backup was restored: what came after {made_at} is not here."),
        ),
    },
)


def _at(name: str, one: object) -> str:
    """A page that is the same for all of them."""
    return reverse(name)


def _roster(one: object) -> str:
    return _("The roster")


register_values({kind: words.label for kind, words in WORDS.items()})
register_values(dict(Role.choices))
register_values({way: way for way in WAYS})
register_subject(Practice, Subject(gettext_noop("The practice")))
register_subject(AuditCheck, Subject(gettext_noop("The audit")))
register_subject(
    Membership,
    Subject(
        gettext_noop("Person"),
        rows=lambda practice_id: of_practice(Membership)(practice_id).select_related("user"),
        path=partial(_at, "people:list"),
        label=lambda member: str(member.user),
    ),
)
register_subject(
    Invitation,
    Subject(
        gettext_noop("Invitation"),
        rows=of_practice(Invitation),
        path=partial(_at, "people:list"),
    ),
)
register_subject(
    Location,
    Subject(
        gettext_noop("Location"),
        rows=of_practice(Location),
        path=lambda one: reverse("people:location", args=[one.pk]),
        label=lambda one: _("Location %(name)s") % {"name": one.name},
    ),
)
# Opening one from here would count as having seen it.
register_subject(Alert, Subject(gettext_noop("Alert")))
register_subject(
    Roster,
    Subject(
        gettext_noop("The roster"),
        rows=of_practice(Roster),
        path=partial(_at, "roster:page"),
        label=_roster,
    ),
)
register_subject(Shift, Subject(gettext_noop("Shift")))
register_subject(DaysOff, Subject(gettext_noop("Days off")))
register_subject(SwapRequest, Subject(gettext_noop("Swap")))
register_subject(HandOver, Subject(gettext_noop("Hand-over note")))
