"""A fresh embedded PostgreSQL, durable as in production, and Django on top of it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from cryptography.fernet import Fernet
from django.core.management import call_command

from practice_hub.embedded import EmbeddedPostgres


@contextmanager
def product_on_postgres() -> Iterator[str]:
    """Set Django up on an empty database with every table; gives the database's address."""
    folder = Path(tempfile.mkdtemp(prefix="practice-hub-bench-"))
    postgres = EmbeddedPostgres(folder)
    try:
        url = postgres.start()
        os.environ.update(
            {
                "DJANGO_SETTINGS_MODULE": "practice_hub.settings",
                "PRACTICE_HUB_ENV": "test",
                "DATA_DIR": str(folder),
                "DATABASE_URL": url,
                "REDIS_URL": "",
                "JOBS_ENABLED": "false",
                "SECRET_KEY": "only-for-benchmarks-" + "k" * 50,
                "CREDENTIAL_KEYS": Fernet.generate_key().decode(),
            }
        )
        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
        yield url
    finally:
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)
