"""Serving the application: gunicorn with sync workers for real use, Flask's own for development.

Neither writes a line per request: who asked for what, and when, is nobody's business.
"""

from __future__ import annotations

import gc
import logging

from gunicorn.app.base import BaseApplication
from werkzeug.serving import WSGIRequestHandler

from surveyapp.config import Settings
from surveyapp.web.app import create_app
from surveyapp.web.worker import DiscreetLog, Worker

SECONDS_A_REQUEST = 60
GARBAGE_THRESHOLDS = (20_000, 20, 50)


class SilentHandler(WSGIRequestHandler):
    """Answers requests and writes nothing down about them."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Write nothing."""


class Server(BaseApplication):
    """gunicorn, with the application made anew in every worker, after the fork."""

    def __init__(self, settings: Settings, bind: str, workers: int) -> None:
        self.settings = settings
        self.options = {
            "bind": bind,
            "workers": workers,
            "worker_class": Worker,
            "logger_class": DiscreetLog,
            # Nobody may say what address the service has, or that a proxy vouches for them.
            "forwarder_headers": "",
            "forwarded_allow_ips": "",
            "secure_scheme_headers": {},
            # The socket lets whoever reaches it reload and stop the server.
            "control_socket_disable": True,
            "accesslog": None,
            "loglevel": "warning",
            "timeout": SECONDS_A_REQUEST,
            "preload_app": False,
        }
        super().__init__()

    def load_config(self) -> None:
        """Set every option of ours; no configuration file is read."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> object:
        """The application of one worker, after its own memory was put in order.

        What a page leaves behind is freed at once; looking for rings through everything that was
        ever imported, every few pages, would be a tenth of the work.
        """
        app = create_app(self.settings)
        gc.collect()
        gc.freeze()
        gc.set_threshold(*GARBAGE_THRESHOLDS)
        return app


def serve(settings: Settings, bind: str, workers: int) -> None:
    """Serve until told to stop, with worker processes that exclude each other at the store."""
    Server(settings, bind, workers).run()


def serve_for_development(settings: Settings, bind: str) -> None:
    """Serve from this process, showing changed templates at once; for one developer only."""
    host, _, port = bind.rpartition(":")
    app = create_app(settings)
    app.config["TEMPLATES_AUTO_RELOAD"] = True
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app.run(host=host, port=int(port), request_handler=SilentHandler)
