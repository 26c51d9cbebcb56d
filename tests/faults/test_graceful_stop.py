"""A stop cuts no send: what is on its way is finished and booked, the rest waits in its queue."""

from __future__ import annotations

from random import Random

from django.utils import timezone

from inbox import outbox
from inbox.models import Reply
from practice_hub.audit.models import AuditEvent
from practice_hub.practices.models import User
from tests.builders import make_member
from tests.faults.test_worker_killed import WITHHELD, accepted, answer, complaints, in_town
from tests.faults.workers import Workers, eventually
from tests.town import Town


def test_a_stopped_worker_finishes_its_send(town: Town, workers: Workers, rng: Random) -> None:
    ana: User = make_member(town.practice, "Ana Lind").user
    first, second = complaints(town, rng, 2)
    workers.start()
    town.server.fault("slow", match=WITHHELD, seconds=2)  # the network took it, and says so late
    sending = answer(first, ana)
    eventually(lambda: accepted(town) == 1, "the network took it")
    workers.ask_to_stop()
    sending.refresh_from_db()
    assert sending.status == "SENDING"
    eventually(workers.has_stopped, "the worker stopped")

    sending.refresh_from_db()
    assert sending.status == "SENT"
    assert sending.external_id
    acts = AuditEvent.objects.filter(subject_type="reply", subject_id=sending.pk)
    assert not acts.filter(name__contains="uncertain").exists()

    waiting = answer(second, ana)  # nobody is there to take it
    assert Reply.objects.get(pk=waiting.pk).status == "QUEUED"
    outbox.deliver(reply_id=waiting.pk, now=timezone.now())  # as the next worker does
    assert Reply.objects.get(pk=waiting.pk).status == "SENT"
    assert accepted(town) == 2
    assert max(in_town(town).values()) == 1
