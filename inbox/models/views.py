"""What somebody looks at again and again: a queue with filters, under a name."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.http import urlencode

from practice_hub.practices.models import Membership, Practice
from practice_hub.roles import Act, may

NAME_LENGTH = 40


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def seen_by(self, member: Membership) -> SavedViewQuerySet:
        """One's own and the shared ones, by name."""
        is_private = may(member.role, Act.READ_PRIVATE)
        return self.seen(member.practice_id, member.user_id, is_private=is_private)

    def seen(self, practice_id: Any, user_id: Any, *, is_private: bool) -> SavedViewQuerySet:
        """`is_private`: not an outside agency, to whom colleagues show no words that they search
        for, as these may be known from private messages (P1)."""
        shared = Q(is_shared=True)
        if not is_private:
            shared &= ~Q(filters__has_key="q")
        found = self.filter(Q(owner_id=user_id) | shared, practice_id=practice_id)
        return found.select_related("owner").order_by("name", "pk")


class SavedView(models.Model):
    """`filters`: the fields of `inbox.filters.ListFilters` that are not as usual, as the address
    has them."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="saved_views")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=NAME_LENGTH)
    filters = models.JSONField(default=dict)
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "owner", "name"], name="saved_view_once")
        ]

    def __str__(self) -> str:
        return f"view {self.pk}"

    @property
    def query(self) -> str:
        """As in the address of the list, with its question mark; "" for the plain list."""
        query = urlencode(sorted(self.filters.items()))
        return f"?{query}" if query else ""

    def may_change(self, member: Membership) -> bool:
        """Whoever made it, and who manages the practice."""
        return self.owner_id == member.user_id or may(member.role, Act.MANAGE_PRACTICE)
