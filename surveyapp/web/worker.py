"""What gunicorn does for us, less two habits: waiting for slow senders, and telling who they were.

A sync worker reads a request while nobody else is served, so a request must be here whole within
seconds. That bounds what one slow sender costs; it does not stop many of them, which takes a proxy
that hands over whole requests (docs/guide.md).
"""

from __future__ import annotations

import io
import signal
import sys
import traceback
from typing import Any

from gunicorn.glogging import Logger
from gunicorn.http.errors import NoMoreData
from gunicorn.workers.sync import SyncWorker

SECONDS_TO_SEND = 10
LARGEST_BODY = 1024 * 1024
"""Read before the application starts; what is larger, the application refuses by itself."""


class TooSlow(NoMoreData):
    """A request that did not arrive in time; gunicorn takes it for one that was given up."""


class Worker(SyncWorker):
    """A sync worker that gives each sender a few seconds, whatever they send."""

    def init_process(self) -> None:
        """Listen for the alarm, then serve as ever."""
        signal.signal(signal.SIGALRM, _too_slow)
        super().init_process()

    def handle(self, listener: Any, client: Any, addr: Any) -> None:
        """Take one request; the clock runs until it has arrived."""
        signal.setitimer(signal.ITIMER_REAL, SECONDS_TO_SEND)
        try:
            super().handle(listener, client, addr)
        except TooSlow:
            client.close()
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def handle_request(self, listener: Any, req: Any, client: Any, addr: Any) -> Any:
        """Read the body whole, stop the clock, and let the application answer."""
        if _announced(req) <= LARGEST_BODY:
            req.body = io.BytesIO(req.body.read(LARGEST_BODY))
        signal.setitimer(signal.ITIMER_REAL, 0)
        return super().handle_request(listener, req, client, addr)


class DiscreetLog(Logger):
    """gunicorn's log of its own doings: days, no times, and nothing of what was asked by whom."""

    datefmt = "[%Y-%m-%d]"

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """Say that something was refused, without its sender and its words."""
        if str(msg).startswith("Invalid request"):
            msg, args = "A request was refused that breaks the rules of HTTP.", ()
        super().warning(msg, *args, **kwargs)

    def exception(self, _msg: Any, *_args: Any, **_kwargs: Any) -> None:
        """Say which kind of error came from where; a message may hold an address or an answer."""
        error = sys.exc_info()[1]
        steps = traceback.extract_tb(error.__traceback__) if error is not None else []
        place = f"{steps[-1].filename}:{steps[-1].lineno}" if steps else "an unknown place"
        self.error("Unforeseen %s at %s", type(error).__name__, place)


def _announced(req: Any) -> int:
    """Bytes that a request says it holds; none where it does not say."""
    for name, value in req.headers:
        if name == "CONTENT-LENGTH" and value.isdecimal():
            return int(value)
    return 0


def _too_slow(_number: int, _frame: object) -> None:
    raise TooSlow
