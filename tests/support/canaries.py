"""Secrets that are planted to be looked for afterwards, in whatever spelling they may turn up."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import redis
from django.db import connection
from psycopg2.sql import SQL, Identifier

PART = 8  # the last four may be shown; twice as many say too much
STEP = 4


def canary() -> str:
    """Random, and long enough that no part of it turns up by chance."""
    return "town" + secrets.token_urlsafe(30).replace("_", "q").replace("-", "z")


def spellings(value: str, *, in_parts: bool = True) -> set[str]:
    """As it is, in parts, in addresses, in hex, and in base64 wherever in a text it may begin."""
    encoded = value.encode()
    found = {value, quote(value, safe=""), encoded.hex()}
    for before in range(3):
        text = base64.b64encode(b"\0" * before + encoded).decode()
        found |= {text[4:-4], text[4:-4].replace("+", "-").replace("/", "_")}
    if in_parts:
        bare = value.removeprefix("town")  # of the mark of the town nothing is secret
        found |= {bare[at : at + PART] for at in range(0, len(bare) - PART + 1, STEP)}
        found.add(bare[-PART:])
    return found


def leaks(texts: Mapping[str, str], planted: Mapping[str, str]) -> set[tuple[str, str]]:
    """(name of the secret, where) for whatever of `planted` stands in one of `texts`."""
    return {
        (name, where)
        for name, value in planted.items()
        for spelling in spellings(value, in_parts=value.startswith("town"))
        for where, text in texts.items()
        if spelling in text
    }


def tables() -> Iterator[tuple[str, str]]:
    """Every row of every table as text, bytes in hex."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(SQL("SELECT row_to_json(t)::text FROM {} t").format(Identifier(table)))
            rows = "\n".join(row for (row,) in cursor.fetchall())
            if rows:
                yield f"table {table}", rows


def everything_in_redis(client: redis.Redis) -> str:
    """Keys and values of every kind, messages of Celery among them."""
    return "\n".join(
        f"{key!r} {client.dump(key)!r} {client.lrange(key, 0, -1) if kind == b'list' else ''}"
        for key in client.scan_iter()
        for kind in [client.type(key)]
    )


def files_in(folder: Path, *, besides: set[str]) -> str:
    """What programs have written into the data folder, without the servers' own folders."""
    return "\n".join(
        path.read_bytes().decode("latin-1")
        for path in folder.rglob("*")
        if path.is_file() and not besides & set(path.relative_to(folder).parts)
    )
