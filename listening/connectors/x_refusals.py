"""Why X refused a reply, found out by looking.

X gives one and the same answer, 403 without a problem type, to words that were posted before, to
an author who did not name us (the rule of 2026-02-23) and to other things; only its sentence tells
them apart, and a sentence may change or come in another language. So the facts are looked up: our
own posts of the last day, and the post that was to be answered.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from listening.connectors import sentences
from listening.connectors.base import CannotReply, ConnectorError, ErrorKind, Target
from listening.connectors.text_match import same_text
from listening.connectors.x_client import POST_OPTIONS, XClient
from listening.connectors.x_errors import FORBIDDEN
from listening.connectors.x_find import answers, own_posts
from listening.connectors.x_parse import Reader, posts
from listening.connectors.x_text import text_of

NOT_MENTIONED = "not-mentioned"
DUPLICATE = "duplicate-content"
_LOOK_BACK = timedelta(days=1)


def is_unexplained(error: ConnectorError) -> bool:
    """A refusal that X gave no code for."""
    return error.kind is ErrorKind.REFUSED and error.code == FORBIDDEN


def explained(
    refusal: ConnectorError,
    client: XClient,
    reader: Reader,
    target: Target,
    text: str,
    *,
    now: datetime,
) -> ConnectorError:
    """The refusal with its reason.

    UNKNOWN_OUTCOME when X would not let us look: then our words may be there already, from an
    earlier try, and nobody must be told that nothing was sent.
    """
    try:
        return _reason(refusal, client, reader, target, text, now=now)
    except ConnectorError:
        detail = sentences.NO_LOOK
    return ConnectorError(ErrorKind.UNKNOWN_OUTCOME, detail, code=FORBIDDEN, status=refusal.status)


def _reason(
    refusal: ConnectorError,
    client: XClient,
    reader: Reader,
    target: Target,
    text: str,
    *,
    now: datetime,
) -> ConnectorError:
    same = [
        item
        for item in own_posts(client, reader, now - _LOOK_BACK, now=now)
        if same_text(text, text_of(item))
    ]
    if any(answers(item, target) for item in same):
        return _with(refusal, ErrorKind.DUPLICATE, DUPLICATE)
    if not _may_answer(client, reader, target, now):
        return _with(refusal, ErrorKind.REFUSED, NOT_MENTIONED)
    return _with(refusal, ErrorKind.DUPLICATE, DUPLICATE) if same else refusal


def _may_answer(client: XClient, reader: Reader, target: Target, now: datetime) -> bool:
    """By the reply rule alone; a post that cannot be seen says nothing."""
    post_id = target.version_id or target.external_id
    payload = client.read(client.api.get_tweets, [post_id], now=now, **POST_OPTIONS)
    return all(item.cannot_reply is CannotReply.NO for item in posts(payload, reader))


def _with(refusal: ConnectorError, kind: ErrorKind, code: str) -> ConnectorError:
    return ConnectorError(kind, refusal.detail, code=code, status=refusal.status)
