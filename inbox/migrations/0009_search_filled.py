from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations

SLICE = 2000


def fill(apps: Any, schema_editor: Any) -> None:
    """Words of conversations that are older than search; each slice commits by itself, and new
    conversations have theirs already."""
    with schema_editor.connection.cursor() as cursor:
        last = 0
        while True:
            cursor.execute(
                "SELECT array_agg(id) FROM (SELECT id FROM inbox_conversation WHERE id > %s"
                " ORDER BY id LIMIT %s) AS part",
                [last, SLICE],
            )
            (ids,) = cursor.fetchone()
            if not ids:
                return
            cursor.execute("SELECT inbox_search_write(%s)", [ids])
            last = ids[-1]


class Migration(migrations.Migration):
    """The indexes come after the words: built at once they are smaller, and quicker to build."""

    atomic = False
    dependencies = [("inbox", "0008_search")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        AddIndexConcurrently(
            "searchdocument", GinIndex(fields=["words"], name="search_words", fastupdate=False)
        ),
        AddIndexConcurrently(
            "searchdocument",
            GinIndex(fields=["public_words"], name="search_public_words", fastupdate=False),
        ),
    ]
