"""Asks Graph whether posts and comments are still there: fifty ids a call, halved where one is not.

Graph answers for the whole call when one id is gone (100/33, 803), and with the same words when a
permission was lost. So nothing is believed gone unless the same page still gives something that
needs the same permissions: what people wrote on it. Source: Graph API reference, "Reading
multiple objects"; error reference. And because the code says two things, nothing is gone for sure
the first time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from listening.connectors.base import ConnectorError, ErrorKind, GoneWhy
from listening.connectors.facebook_client import FacebookClient
from listening.connectors.rechecks import Standing

_MOST = 50  # of Graph, in one call


def look_again(client: FacebookClient, ids: Sequence[str], now: datetime) -> Standing:
    """What is hidden is still there. Raises ConnectorError, also when the page's own feed cannot
    be read, because then a missing post proves nothing."""
    here: set[str] = set()
    for begin in range(0, len(ids), _MOST):
        here |= _here(client, list(ids[begin : begin + _MOST]), now)
    missing = [each for each in ids if each not in here]
    if missing:
        client.wire.call(lambda: _something_of_people(client), now=now)
    gone = dict.fromkeys(missing, GoneWhy.DELETED)
    return Standing(frozenset(here), gone, unsure=frozenset(missing))


def _something_of_people(client: FacebookClient) -> object:
    """Needs the very permissions that reading visitors' posts and comments needs."""
    return client.graph.get_connections(client.page_id, "feed", limit=1, fields="id,from")


def _here(client: FacebookClient, ids: list[str], now: datetime) -> set[str]:
    """Those of `ids` that Graph gives. Few are gone, so halving takes few calls."""
    try:
        found = client.wire.call(lambda: client.graph.get_objects(ids, fields="id"), now=now)
    except ConnectorError as error:
        if error.kind is not ErrorKind.GONE:
            raise
        if len(ids) == 1:
            return set()
        middle = len(ids) // 2
        return _here(client, ids[:middle], now) | _here(client, ids[middle:], now)
    here = {each for each in ids if isinstance(found.get(each), dict)}
    left_out = [each for each in ids if each not in here]
    # Left out of a good answer says little: asked for by itself, it is here or it is not.
    if left_out and len(ids) > 1:
        return here.union(*(_here(client, [each], now) for each in left_out))
    return here
