"""Changing the practice's targets: a new version for what begins from now on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from inbox.actions.errors import ActionRefused
from inbox.clock_lines import newest_policy
from inbox.domain.targets import ClockKind, Rule, dump_rules, parse_rules
from inbox.models import TargetPolicy
from inbox.target_words import ordered
from practice_hub.audit.record import record
from practice_hub.practices.models import Membership, Practice
from practice_hub.realtime.publish import publish_on_commit
from practice_hub.roles import Act, may

# Without any rule for them nothing would have a target, and nobody would ever be warned.
NEEDED = (ClockKind.FIRST_RESPONSE, ClockKind.NEXT_RESPONSE)


@transaction.atomic(durable=True)
def change_targets(
    *, actor: Membership, now: datetime, rules: Sequence[Rule], based_on: int
) -> TargetPolicy:
    """Put `rules` in force for conversations that begin from now on.

    `based_on` is the version that the page showed. The same rules again make no new version.
    Raises ActionRefused: "not_allowed", "changed" when a colleague was faster, "incomplete" when
    answers would be left without any target for everybody.
    """
    Practice.objects.select_for_update().get(pk=actor.practice_id)
    current = Membership.objects.active().filter(pk=actor.pk).first()
    if current is None or not may(current.role, Act.MANAGE_PRACTICE):
        raise ActionRefused("not_allowed", _("Only managers and owners change this."))
    before = newest_policy(actor.practice_id)
    if before.pk != based_on:
        raise ActionRefused(
            "changed",
            _("A colleague changed the targets meanwhile. Look at theirs, then save again."),
        )
    _require_whole(rules)
    if ordered(rules) == ordered(parse_rules(before.rules)):
        return before
    after = TargetPolicy.objects.create(
        practice_id=actor.practice_id,
        rules=dump_rules(rules),
        created_at=now,
        created_by=actor.user,
    )
    record(
        "targets.changed",
        practice=actor.practice_id,
        subject=actor.practice,
        actor=actor.user,
        at=now,
        before=before.pk,
        after=after.pk,
    )
    publish_on_commit(actor.practice_id, "practice")
    return after


def _require_whole(rules: Sequence[Rule]) -> None:
    wide = {rule.kind for rule in rules if rule.weight == (0, 0) and rule.is_medical is None}
    for kind in NEEDED:
        if kind not in wide:
            raise ActionRefused(
                "incomplete",
                _("Keep one target that holds for everything, so that nothing waits unseen."),
                {"kind": kind.value},
            )
