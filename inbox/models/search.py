"""The words of a conversation, as search finds them."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorExact, SearchVectorField
from django.db import models

from inbox.models.conversations import Conversation


@SearchVectorField.register_lookup
class Asks(SearchVectorExact):
    """A tsquery that is one already: PostgreSQL's own parser, which Django's lookups call, must
    not cut its words again."""

    lookup_name = "asks"

    def as_sql(self, qn: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        words, params = self.process_lhs(qn, connection)
        return f"{words} @@ CAST(%s AS tsquery)", (*params, self.rhs)


class SearchDocument(models.Model):
    """Which words stand where in a conversation: who (A), posts (B), answers (C), notes (D).

    Written by triggers alone (`inbox.search.sql`), in the transaction that changes a text.
    `public_words` is what an outside agency may find, where that is less than `words`.
    """

    conversation = models.OneToOneField(
        Conversation, primary_key=True, on_delete=models.CASCADE, related_name="search"
    )
    words = SearchVectorField()
    public_words = SearchVectorField(null=True)

    class Meta:
        indexes = [
            # Without a list of what is still to be sorted in, which every search would go through.
            GinIndex(fields=["words"], name="search_words", fastupdate=False),
            GinIndex(fields=["public_words"], name="search_public_words", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"words of {self.pk}"
