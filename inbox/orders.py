"""In which order a list stands, and how its next page is found."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from inbox.models import Conversation
from inbox.models.conversations import ConversationQuerySet


@dataclass(frozen=True, slots=True)
class Order:
    """A keyset: the columns compared as one row, so that the index serves every page."""

    columns: tuple[str, ...]
    is_descending: bool

    def page(self, found: ConversationQuerySet, after: str | None) -> ConversationQuerySet:
        sign = "-" if self.is_descending else ""
        found = found.order_by(*(f"{sign}{column}" for column in self.columns))
        values = self._values(after)
        if values is None:
            return found
        lookup = TupleLessThan if self.is_descending else TupleGreaterThan
        left = Tuple(*(F(column) for column in self.columns))
        return found.filter(lookup(left, values))

    def mark(self, row: Conversation) -> str:
        values = [getattr(row, column) for column in self.columns]
        text = json.dumps([v.isoformat() if isinstance(v, datetime) else v for v in values])
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def _values(self, after: str | None) -> list[datetime | int] | None:
        if not after:
            return None
        try:
            raw = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
            values = [datetime.fromisoformat(v) if isinstance(v, str) else int(v) for v in raw]
        except (ValueError, TypeError, OverflowError, binascii.Error):
            return None
        shapes = [isinstance(value, datetime) for value in values]
        return values if shapes == [column.endswith("_at") for column in self.columns] else None


URGENT = Order(("urgency_rank", "due_at", "id"), is_descending=False)
RECENT = Order(("last_activity_at", "id"), is_descending=True)
