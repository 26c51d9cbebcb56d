"""How a process that serves pages stops: whoever has come in is answered, and the door is shut.

gunicorn's own worker takes nobody in any more while it finishes, but leaves its listening socket
open until it is done. Whoever connects in these seconds waits and is cut off in the end, and a
proxy that has sent a form by then may not send it again: the person sees a 502. Refused at once, it
waits for the next process, or asks another machine (deploy/).

A stop may also come while a worker starts. Until it listens to signals itself, its parent's handler
would take the stop and nobody would act on it: the door stays open until the worker is killed. So
the signal waits from before the fork until somebody listens.
"""

from __future__ import annotations

import os
import select
import signal
from functools import partial

from gunicorn.workers.gthread import ThreadWorker

_a_stop_waits = partial(signal.pthread_sigmask, signal.SIG_BLOCK, {signal.SIGTERM})
_a_stop_comes = partial(signal.pthread_sigmask, signal.SIG_UNBLOCK, {signal.SIGTERM})
# gunicorn loads this module in the process that forks the workers, and in no other.
os.register_at_fork(before=_a_stop_waits, after_in_parent=_a_stop_comes)


class WebWorker(ThreadWorker):
    """`--worker-class`; the processes that share the socket shut it once all of them stop."""

    def init_signals(self) -> None:
        super().init_signals()
        _a_stop_comes()

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled)
        if enabled or self.alive:
            return
        for listener in self.sockets:
            while select.select([listener], [], [], 0)[0]:
                self.accept(listener)
            listener.close()
