"""The logging part of the settings."""

from __future__ import annotations

from typing import Any, Final

FORMATTERS: Final = {
    "text": {"()": "practice_hub.logs.lines.TextFormatter"},
    "json": {"()": "practice_hub.logs.lines.JsonFormatter"},
}
# They bring handlers and a look of their own; a line of theirs is to look like ours.
_SERVERS: Final = ("gunicorn.error", "uvicorn", "uvicorn.error")
_QUIET: Final = {
    # These log tokens at DEBUG (in headers and in query strings): never lower.
    "tweepy": "INFO",
    "urllib3": "INFO",
    "oauthlib": "INFO",
    "requests_oauthlib": "INFO",
    "facebook": "INFO",
    # And these whole contexts of pages, and statements with their values: people's words.
    "django.template": "INFO",
    "django.db.backends": "INFO",
    "celery.worker.strategy": "WARNING",
    "celery.app.trace": "WARNING",
    "celery.beat": "WARNING",
    # Refusals are in the line of their request; what broke is told with its traceback.
    "django.request": "ERROR",
}


def logging_with(*, level: str, form: str) -> dict[str, Any]:
    """Everything to the console, without secrets; `level` is the least that is written.

    As text, for people at a terminal, requests and tasks are told only where something is wrong
    with them: broken, refused or slow. As JSON each of them has its line.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "ids": {"()": "practice_hub.logs.lines.IdsFilter"},
            "redact": {"()": "practice_hub.redact.RedactFilter"},
        },
        "formatters": FORMATTERS,
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": form,
                "filters": ["ids", "redact"],
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            **{name: {"level": least} for name, least in _QUIET.items()},
            **{name: {"level": "WARNING", "handlers": [], "propagate": True} for name in _SERVERS},
            **_of_work(level, form),
        },
    }


def _of_work(level: str, form: str) -> dict[str, Any]:
    is_quiet = form == "text" and level == "INFO"
    least = "WARNING" if is_quiet else level
    return {name: {"level": least} for name in ("practice_hub.access", "practice_hub.task")}
