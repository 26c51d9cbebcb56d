"""What the details of rows are called on the page of the audit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_NAMES: Final[dict[str, StrOrPromise]] = {
    "about": pgettext_lazy("detail of a row", "about"),
    "address": pgettext_lazy("detail of a row", "address"),
    "after": pgettext_lazy("detail of a row", "after"),
    "approval": pgettext_lazy("detail of a row", "approval"),
    "assignee": pgettext_lazy("detail of a row", "assignee"),
    "assignee_name": pgettext_lazy("detail of a row", "assignee name"),
    "attempt": pgettext_lazy("detail of a row", "attempt"),
    "audience": pgettext_lazy("detail of a row", "audience"),
    "because": pgettext_lazy("detail of a row", "because"),
    "before": pgettext_lazy("detail of a row", "before"),
    "channel": pgettext_lazy("detail of a row", "channel"),
    "conversations": pgettext_lazy("detail of a row", "conversations"),
    "count": pgettext_lazy("detail of a row", "count"),
    "counts": pgettext_lazy("detail of a row", "counts"),
    "digest": pgettext_lazy("detail of a row", "digest"),
    "direction": pgettext_lazy("detail of a row", "direction"),
    "feeds": pgettext_lazy("detail of a row", "feeds"),
    "fields": pgettext_lazy("detail of a row", "fields"),
    "format": pgettext_lazy("detail of a row", "format"),
    "found": pgettext_lazy("detail of a row", "found"),
    "gap": pgettext_lazy("detail of a row", "gap"),
    "goes_out_at": pgettext_lazy("detail of a row", "goes out at"),
    "identities": pgettext_lazy("detail of a row", "identities"),
    "invitation_id": pgettext_lazy("detail of a row", "invitation id"),
    "is_at_once": pgettext_lazy("detail of a row", "is at once"),
    "is_closed": pgettext_lazy("detail of a row", "is closed"),
    "is_other_person": pgettext_lazy("detail of a row", "is other person"),
    "is_private_along": pgettext_lazy("detail of a row", "private talk went along"),
    "is_red_flag": pgettext_lazy("detail of a row", "is red flag"),
    "key": pgettext_lazy("detail of a row", "key"),
    "kind": pgettext_lazy("detail of a row", "kind"),
    "kinds": pgettext_lazy("detail of a row", "kinds"),
    "label": pgettext_lazy("detail of a row", "label"),
    "late": pgettext_lazy("detail of a row", "late"),
    "lines": pgettext_lazy("detail of a row", "lines"),
    "made_at": pgettext_lazy("detail of a row", "made at"),
    "mention": pgettext_lazy("detail of a row", "mention"),
    "minutes": pgettext_lazy("detail of a row", "minutes"),
    "months": pgettext_lazy("detail of a row", "months"),
    "needs_person": pgettext_lazy("detail of a row", "needs person"),
    "network": pgettext_lazy("detail of a row", "network"),
    "note": pgettext_lazy("detail of a row", "note"),
    "number": pgettext_lazy("detail of a row", "number"),
    "other": pgettext_lazy("detail of a row", "other"),
    "page": pgettext_lazy("detail of a row", "page"),
    "people": pgettext_lazy("detail of a row", "people"),
    "posts": pgettext_lazy("detail of a row", "posts"),
    "promise": pgettext_lazy("detail of a row", "promise"),
    "reason": pgettext_lazy("detail of a row", "reason"),
    "recipient": pgettext_lazy("detail of a row", "recipient"),
    "recipients": pgettext_lazy("detail of a row", "recipients"),
    "reply": pgettext_lazy("detail of a row", "reply"),
    "role": pgettext_lazy("detail of a row", "role"),
    "rows": pgettext_lazy("detail of a row", "rows"),
    "rules": pgettext_lazy("detail of a row", "rules"),
    "set": pgettext_lazy("detail of a row", "set"),
    "silent_seconds": pgettext_lazy("detail of a row", "silent seconds"),
    "stage": pgettext_lazy("detail of a row", "stage"),
    "status": pgettext_lazy("detail of a row", "status"),
    "step": pgettext_lazy("detail of a row", "step"),
    "taken_from": pgettext_lazy("detail of a row", "taken from"),
    "token": pgettext_lazy("detail of a row", "token"),
    "troubles": pgettext_lazy("detail of a row", "troubles"),
    "until": pgettext_lazy("detail of a row", "until"),
    "was_red_flag": pgettext_lazy("detail of a row", "was red flag"),
    "way": pgettext_lazy("detail of a row", "way"),
    "with_notes": pgettext_lazy("detail of a row", "with notes"),
}


def detail_name(key: str) -> str:
    """In the language of now; a detail that nobody has named is told by its key."""
    return str(_NAMES.get(key) or key.replace("_", " "))
