"""What is out, by the network's own truth: the outcomes of sends are drawn, not asked for."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from inbox import outbox_results as results
from inbox.models import Reply
from inbox.outbox import Outgoing
from listening.connectors.base import ConnectorError, ErrorKind, Sent

SENT, REFUSED, LATER, LOST, LOST_THOUGH_OUT, DIED, DIED_THOUGH_OUT = OUTCOMES = (
    "sent",
    "refused",
    "try again later",
    "no answer, not out",
    "no answer, but out",
    "the worker died before the call",
    "the worker died after the call",
)
_ARE_OUT = {SENT, LOST_THOUGH_OUT, DIED_THOUGH_OUT}


class FakeTruth:
    """Every call that was applied, with the words that it carried."""

    def __init__(self) -> None:
        self.out: Counter[int] = Counter()
        self.words: dict[int, str] = {}

    def receive(self, sending: Outgoing, outcome: str, now: datetime) -> None:
        """One call with `outcome`, booked as the outbox books it."""
        if outcome in _ARE_OUT:
            self.out[sending.reply_id] += 1
            self.words[sending.reply_id] = sending.body
        if outcome == SENT:
            results.sent(reply_id=sending.reply_id, found=self.found(sending.reply_id), now=now)
        elif outcome == REFUSED:
            self._fail(sending.reply_id, ErrorKind.REFUSED, now)
        elif outcome == LATER:
            self._fail(sending.reply_id, ErrorKind.TRANSIENT, now)
        elif outcome in (LOST, LOST_THOUGH_OUT):
            self._fail(sending.reply_id, ErrorKind.UNKNOWN_OUTCOME, now)

    def _fail(self, reply_id: int, kind: ErrorKind, now: datetime) -> None:
        results.failed_sending(reply_id=reply_id, error=ConnectorError(kind, "No."), now=now)

    def look(self, reply: Reply, now: datetime) -> None:
        """Somebody looks for an uncertain answer."""
        if self.out[reply.pk]:
            results.sent(reply_id=reply.pk, found=self.found(reply.pk), now=now)
        else:
            results.not_found(reply_id=reply.pk, now=now)

    def found(self, reply_id: int) -> Sent:
        return Sent(external_id=f"9000{reply_id}", recipient_id="770001", thread_id="t_770001")
