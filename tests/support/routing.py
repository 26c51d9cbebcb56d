"""What Django makes by itself in the database of the tests."""

from __future__ import annotations


class MigrationsMakeIt:
    """The cache's table comes with the migrations: Django need not look for it, and say so."""

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool | None:
        return False if app_label == "django_cache" else None
