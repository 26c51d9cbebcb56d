"""Which page of the help belongs to which page of the product: one table.

By the name of the address, or by its namespace where all pages of it have the same help.
"""

from __future__ import annotations

from typing import Final

from django.urls import ResolverMatch

HELP: Final[dict[str, str]] = {
    "inbox": "guide-inbox",
    "inbox:edit": "guide-answering",
    "inbox:merge": "merging",
    "inbox:split": "merging",
    "approve": "approvals",
    "callbacks": "callbacks",
    "snippets": "guide-snippets",
    "coach": "coach",
    "data": "data",
    "reports": "reports",
    "reports:definitions": "metrics",
    "reports:weekly": "exports",
    "reports:exports": "exports",
    "inbox_settings:targets": "targets",
    "inbox_settings": "history",
    "listening": "sources",
    "alerts": "alerts",
    "roster": "roster",
    "health": "operations-what-to-watch",
    "audit": "audit",
    "people": "guide-account",
    "people:list": "guide-people",
    "people:invite": "guide-people",
    "people:away": "guide-people",
    "people:settings": "guide-first-steps",
    "people:practice": "guide-first-steps",
    "people:location": "guide-first-steps",
    "people:location_add": "guide-first-steps",
    "people:voice": "guide-answering",
    "people:hours": "hours",
    "people:hours_location": "hours",
    "people:security": "security",
    "guide": "guide-first-steps",
    "account": "guide-account",
    "mfa": "guide-account",
}


def help_for(match: ResolverMatch | None) -> str:
    """The slug of the page that helps at `match`; "" for the list of all."""
    name = match.view_name if match else ""
    # Those of django-allauth have no namespace: "account_login", "mfa_index".
    space = name.partition(":")[0] if ":" in name else name.partition("_")[0]
    return HELP.get(name) or HELP.get(space, "")
