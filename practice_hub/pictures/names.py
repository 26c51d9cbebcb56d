"""Looking a name up within a time: the system's own way has none that we could set.

A name server of a stranger may never answer. The system then tries for half a minute and more,
and nothing can stop it, so it is asked in a thread of its own that whoever waits can leave behind.
There are few of these: when all are held up, nothing is looked up until one of them comes back.
"""

from __future__ import annotations

import queue
import socket
import threading
from typing import Final

MOST_AT_ONCE: Final = 8
THREAD_NAME: Final = "name lookup"
_free = threading.BoundedSemaphore(MOST_AT_ONCE)
Answer = list[str] | Exception


def addresses_of(host: str, port: int, *, seconds: float) -> list[str]:
    """The addresses of `host`, each once. Raises OSError (TimeoutError after `seconds`, or when too
    many names wait for their servers) and UnicodeError for what is no name."""
    if not _free.acquire(blocking=False):
        raise TimeoutError("too many names wait for their servers")
    answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
    asking = threading.Thread(
        target=_ask, args=(host, port, answers), name=THREAD_NAME, daemon=True
    )
    try:
        asking.start()
    except RuntimeError as error:  # the machine has no thread left
        _free.release()
        raise TimeoutError("no room to look a name up") from error
    try:
        answer = answers.get(timeout=max(seconds, 0.0))
    except queue.Empty as error:
        raise TimeoutError("the name server did not answer") from error
    if isinstance(answer, Exception):
        raise answer
    return answer


def _ask(host: str, port: int, answers: queue.SimpleQueue[Answer]) -> None:
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        answers.put(list(dict.fromkeys(str(row[4][0]) for row in rows)))
    except (OSError, UnicodeError) as error:
        answers.put(error)
    finally:
        _free.release()
