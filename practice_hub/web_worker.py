"""How a process that serves pages stops: whoever has come in is answered, and the door is shut.

gunicorn's own worker takes nobody in any more while it finishes, but leaves its listening socket
open until it is done. Whoever connects in these seconds waits and is cut off in the end, and a
proxy that has sent a form by then may not send it again: the person sees a 502. Refused at once, it
waits for the next process, or asks another machine (deploy/).
"""

from __future__ import annotations

import select

from gunicorn.workers.gthread import ThreadWorker


class WebWorker(ThreadWorker):
    """`--worker-class`; the processes that share the socket shut it once all of them stop."""

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled)
        if enabled or self.alive:
            return
        for listener in self.sockets:
            while select.select([listener], [], [], 0)[0]:
                self.accept(listener)
            listener.close()
