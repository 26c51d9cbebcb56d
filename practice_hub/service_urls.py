"""Turns the addresses of PostgreSQL, Redis and mail servers into what the libraries want."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

KEEP_CONNECTION_SECONDS: Final = 600
CONSOLE_MAIL: Final = "django.core.mail.backends.console.EmailBackend"
SMTP_MAIL: Final = "django.core.mail.backends.smtp.EmailBackend"
# A server that hangs, or a machine that has vanished, would otherwise hold every page for minutes:
# seconds to connect, then how soon a silent line is looked at and given up.
DATABASE_PATIENCE: Final = {
    "connect_timeout": "5",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}


def database_from_url(url: str) -> dict[str, Any]:
    """Turn `postgresql://user:password@host:port/name?option=…` into Django's database settings.

    `?host=/folder` names the folder of a unix socket, as in PostgreSQL's own addresses; other
    options go to the driver, before those of DATABASE_PATIENCE. An empty address gives settings
    that can reach no server, so that nothing ever talks to a database by accident.
    """
    if not url:
        return _database("postgres", HOST="/no-database-run-manage.py-up")
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return _database(
        unquote(parts.path.lstrip("/")) or "postgres",
        USER=unquote(parts.username or ""),
        PASSWORD=unquote(parts.password or ""),
        HOST=options.pop("host", "") or unquote(parts.hostname or ""),
        PORT=options.pop("port", "") or str(parts.port or ""),
        OPTIONS={**DATABASE_PATIENCE, **options},
    )


def redis_kwargs(url: str) -> dict[str, Any]:
    """Turn `redis://:password@host:port/db` or `unix:///path?db=0` into redis-py arguments."""
    parts = urlsplit(url)
    common: dict[str, Any] = {}
    if parts.username:
        common["username"] = unquote(parts.username)
    if parts.password:
        common["password"] = unquote(parts.password)
    if parts.scheme == "unix":
        db = int(dict(parse_qsl(parts.query)).get("db", "0"))
        return {"unix_socket_path": unquote(parts.path), "db": db, **common}
    if parts.scheme == "rediss":
        common["ssl"] = True
    db = int(parts.path.lstrip("/") or "0")
    return {
        "host": parts.hostname or "127.0.0.1",
        "port": parts.port or 6379,
        "db": db,
        **common,
    }


def celery_broker(url: str) -> str:
    """Return the broker address for Celery, which spells unix sockets `redis+socket://`, and with
    `rediss://` would believe whoever answers unless it is told to look at the certificate.

    Without an address the broker is one that lives in this process only.
    """
    if not url:
        return "memory://"
    if url.startswith("rediss://") and "ssl_cert_reqs=" not in url:
        return f"{url}{'&' if '?' in url else '?'}ssl_cert_reqs=required"
    if not url.startswith("unix://"):
        return url
    parts = urlsplit(url)
    db = dict(parse_qsl(parts.query)).get("db", "0")
    return f"redis+socket://{parts.netloc}{parts.path}?virtual_host={db}"


def email_from_url(url: str) -> dict[str, Any]:
    """Turn `console://` or `smtp://user:password@host:port?tls=1` into Django's mail settings.

    `smtps://` means encryption from the first byte.
    """
    parts = urlsplit(url)
    if parts.scheme == "console":
        return _email(CONSOLE_MAIL)
    is_ssl = parts.scheme == "smtps"
    is_tls = dict(parse_qsl(parts.query)).get("tls", "0") in {"1", "true", "yes"}
    return _email(
        SMTP_MAIL,
        EMAIL_HOST=parts.hostname or "localhost",
        EMAIL_PORT=parts.port or (465 if is_ssl else 587 if is_tls else 25),
        EMAIL_HOST_USER=unquote(parts.username or ""),
        EMAIL_HOST_PASSWORD=unquote(parts.password or ""),
        EMAIL_USE_TLS=is_tls and not is_ssl,
        EMAIL_USE_SSL=is_ssl,
    )


def _database(name: str, **settings: Any) -> dict[str, Any]:
    # Opening one for every request costs PostgreSQL a process and all it had learned of our tables.
    # Looked at before each use, so that a restart of PostgreSQL costs nobody an error.
    kept = {"CONN_MAX_AGE": KEEP_CONNECTION_SECONDS, "CONN_HEALTH_CHECKS": True}
    return {"ENGINE": "practice_hub.database", "NAME": name, **kept, **settings}


def _email(backend: str, **settings: Any) -> dict[str, Any]:
    return {
        "EMAIL_BACKEND": backend,
        "EMAIL_HOST": "localhost",
        "EMAIL_PORT": 25,
        "EMAIL_HOST_USER": "",
        "EMAIL_HOST_PASSWORD": "",
        "EMAIL_USE_TLS": False,
        "EMAIL_USE_SSL": False,
        **settings,
    }
