"""The unit of work: a conversation with its public leg and its private legs."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inbox.domain.lifecycle import ENDED
from inbox.domain.lifecycle import State as StateValue
from inbox.models.clocks import TargetPolicy
from listening.models import Author, Category, Mention, Network, NetworkAccount, Sentiment, Urgency
from practice_hub.practices.models import Location, Practice, User
from practice_hub.roles import Role

ENDED_STATES = sorted(state.value for state in ENDED)


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """The vocabulary of reads; `now` is always given."""

    def of(self, practice: Practice) -> ConversationQuerySet:
        return self.filter(practice=practice)

    def awake(self, now: datetime) -> ConversationQuerySet:
        return self.filter(Q(snoozed_until=None) | Q(snoozed_until__lte=now))

    def unanswered(self, now: datetime) -> ConversationQuerySet:
        """Public and without a public answer (T8)."""
        return self.filter(is_unanswered=True).awake(now)

    def mine(self, user_id: int, now: datetime, role: str = "") -> ConversationQuerySet:
        """Claimed by somebody and not expired, or assigned to them or their `role`; not ended."""
        held = Q(claimed_by_id=user_id, claim_expires_at__gt=now) | Q(assigned_to_id=user_id)
        if role:
            held |= Q(assigned_role=role)
        return self.filter(held).exclude(state__in=ENDED_STATES)

    def in_private(self) -> ConversationQuerySet:
        return self.filter(state=Conversation.State.IN_PRIVATE)

    def to_close(self) -> ConversationQuerySet:
        return self.filter(state=Conversation.State.RESOLVED)

    def snoozed(self, now: datetime) -> ConversationQuerySet:
        return self.filter(snoozed_until__gt=now)

    def free(self, now: datetime) -> ConversationQuerySet:
        """Claimed by nobody: an expired lease is free, in the query itself."""
        return self.filter(Q(claimed_by=None) | Q(claim_expires_at__lte=now))

    def with_public_leg(self) -> ConversationQuerySet:
        return self.filter(has_public=True)


class Conversation(models.Model):
    """One person's matter in one thread.

    `claim_token` is the fencing token: it grows with every claim, and every send carries it.
    `last_seq` numbers what happened outwardly (inbound items and answers); a send carries the
    number it has seen and is refused when there is more.
    """

    class Escalation(models.TextChoices):
        NONE = "NONE", _("None")
        OPEN = "OPEN", _("Nobody has it yet")
        ACKNOWLEDGED = "ACKNOWLEDGED", _("Somebody has it")

    class State(models.TextChoices):
        NEW = StateValue.NEW.value, pgettext_lazy("conversation", "New")
        OPEN = StateValue.OPEN.value, pgettext_lazy("conversation", "Open")
        ANSWERED_PUBLICLY = (
            StateValue.ANSWERED_PUBLICLY.value,
            pgettext_lazy("conversation", "Answered in public"),
        )
        IN_PRIVATE = StateValue.IN_PRIVATE.value, pgettext_lazy("conversation", "In private")
        RESOLVED = StateValue.RESOLVED.value, pgettext_lazy("conversation", "Resolved")
        LOOP_CLOSED = StateValue.LOOP_CLOSED.value, pgettext_lazy("conversation", "Loop closed")
        CLOSED = StateValue.CLOSED.value, pgettext_lazy("conversation", "Closed")
        NO_REPLY_NEEDED = (
            StateValue.NO_REPLY_NEEDED.value,
            pgettext_lazy("conversation", "No reply needed"),
        )

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="conversations")
    account = models.ForeignKey(NetworkAccount, on_delete=models.PROTECT, related_name="+")
    network = models.CharField(max_length=16, choices=Network.choices)
    author = models.ForeignKey(
        Author, null=True, on_delete=models.SET_NULL, related_name="conversations"
    )
    key = models.CharField(max_length=600)  # thread and author; see domain of receivers
    thread_id = models.CharField(max_length=255)
    # Merged ones are shown and worked as one, and share this number (inbox/merging.py); each stays
    # a row with its own thread, person, answers and clocks. None: it stands alone.
    matter = models.BigIntegerField(null=True, blank=True)
    merged_at = models.DateTimeField(null=True, blank=True)
    first_mention = models.ForeignKey(
        Mention, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    last_mention = models.ForeignKey(
        Mention, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=20, choices=State.choices, default=State.NEW)
    has_public = models.BooleanField(default=False)
    has_private = models.BooleanField(default=False)
    is_unanswered = models.BooleanField(default=False)
    is_waiting_private = models.BooleanField(default=False)

    category = models.CharField(max_length=12, choices=Category.choices)
    urgency = models.CharField(max_length=8, choices=Urgency.choices)
    urgency_rank = models.PositiveSmallIntegerField(default=2)
    sentiment = models.CharField(max_length=8, choices=Sentiment.choices)
    preview = models.CharField(max_length=280, blank=True)
    topics = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    location = models.ForeignKey(
        Location, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # The targets it began under: the newest when it came, and none after that.
    policy = models.ForeignKey(
        TargetPolicy, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_imported = models.BooleanField(default=False)  # history from a file: read-only
    gone_at = models.DateTimeField(null=True, blank=True)  # nothing that a person wrote is left

    started_at = models.DateTimeField()
    first_seen_at = models.DateTimeField()
    last_inbound_at = models.DateTimeField()
    last_activity_at = models.DateTimeField()
    last_public_inbound_at = models.DateTimeField(null=True, blank=True)
    last_public_answer_at = models.DateTimeField(null=True, blank=True)
    waiting_since = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField()  # first_response_due_at of the current interval
    first_answered_at = models.DateTimeField(null=True, blank=True)
    first_response_seconds = models.PositiveIntegerField(null=True, blank=True)  # wall clock
    first_private_at = models.DateTimeField(null=True, blank=True)

    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    claim_expires_at = models.DateTimeField(null=True, blank=True)
    claim_token = models.BigIntegerField(default=0)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Instead of a person: whoever of this role takes it first. The column's default serves what
    # inserts without it.
    assigned_role = models.CharField(
        max_length=16, choices=Role.choices, blank=True, default="", db_default=""
    )
    snoozed_until = models.DateTimeField(null=True, blank=True)
    no_reply_reason = models.CharField(max_length=240, blank=True)
    outcome = models.CharField(max_length=500, blank=True)  # what was done (A13)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    loop_closed_at = models.DateTimeField(null=True, blank=True)
    loop_skip_reason = models.CharField(max_length=240, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)
    # An interval of work: the first one, and one more with every reopening. What is measured
    # counts from its start, never from the first creation.
    round = models.PositiveSmallIntegerField(default=1)
    round_started_at = models.DateTimeField(null=True, blank=True)  # None: `started_at`
    round_answered_at = models.DateTimeField(null=True, blank=True)  # first public answer in it
    round_private_at = models.DateTimeField(null=True, blank=True)  # first private word in it
    private_waiting_since = models.DateTimeField(null=True, blank=True)
    last_seq = models.PositiveIntegerField(default=0)

    # Medical (P4): set by triage or by staff, taken away by staff only; a red flag is louder.
    is_medical = models.BooleanField(default=False)
    is_red_flag = models.BooleanField(default=False)
    medical_marked_at = models.DateTimeField(null=True, blank=True)
    medical_marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    escalation = models.CharField(
        max_length=12, choices=Escalation.choices, default=Escalation.NONE
    )
    escalated_at = models.DateTimeField(null=True, blank=True)
    escalation_due_at = models.DateTimeField(null=True, blank=True)
    escalation_acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    escalation_acknowledged_at = models.DateTimeField(null=True, blank=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "key"], name="conversation_once"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in StateValue]),
                name="conversation_state",
            ),
            models.CheckConstraint(
                condition=Q(claimed_by=None) | ~Q(claim_expires_at=None),
                name="conversation_claim_expires",
            ),
            models.CheckConstraint(
                condition=~Q(is_red_flag=True) | Q(is_medical=True),
                name="conversation_red_flag_is_medical",
            ),
            models.CheckConstraint(
                condition=Q(escalation__in=["NONE", "OPEN", "ACKNOWLEDGED"]),
                name="conversation_escalation",
            ),
            models.CheckConstraint(
                condition=~Q(state="NO_REPLY_NEEDED") | ~Q(no_reply_reason=""),
                name="conversation_no_reply_has_reason",
            ),
        ]
        indexes = [
            models.Index(
                "practice",
                "urgency_rank",
                "due_at",
                "id",
                name="conversation_to_answer",
                condition=Q(is_unanswered=True),
                include=["snoozed_until", "matter"],
            ),
            # Every page counts these, and reads nothing but the index for it.
            models.Index(
                "practice",
                "state",
                F("last_activity_at").desc(),
                F("id").desc(),
                name="conversation_of_state",
                include=["snoozed_until", "matter"],
            ),
            models.Index(
                "practice", F("last_activity_at").desc(), F("id").desc(), name="conversation_recent"
            ),
            models.Index(fields=["matter"], name="conversation_matter", condition=~Q(matter=None)),
            models.Index(
                fields=["assigned_to"],
                name="conversation_assigned",
                condition=~Q(assigned_to=None),
            ),
            models.Index(
                fields=["practice", "assigned_role"],
                name="conversation_for_role",
                condition=~Q(assigned_role=""),
            ),
            models.Index(
                fields=["claimed_by"], name="conversation_claimed", condition=~Q(claimed_by=None)
            ),
            models.Index(
                fields=["escalation_due_at"],
                name="conversation_escalated",
                condition=Q(escalation="OPEN"),
            ),
            models.Index(
                fields=["practice", "snoozed_until"],
                name="conversation_snoozed",
                condition=~Q(snoozed_until=None),
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def person(self) -> Author | None:
        """Whose matter it is, for people's eyes; nobody's when all they wrote is forgotten."""
        return None if self.gone_at else self.author

    @property
    def is_ended(self) -> bool:
        return self.state in ENDED_STATES

    @property
    def interval_started_at(self) -> datetime:
        """From when this round is measured."""
        return self.round_started_at or self.started_at

    def is_claimed(self, now: datetime) -> bool:
        return (
            self.claimed_by_id is not None
            and self.claim_expires_at is not None
            and self.claim_expires_at > now
        )

    def is_claimed_by(self, user: User, now: datetime) -> bool:
        return self.claimed_by_id == user.pk and self.is_claimed(now)
