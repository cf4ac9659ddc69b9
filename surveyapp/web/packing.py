"""Style sheets and drawings go over the line packed.

Pages never do: they hold a secret beside what somebody typed, and the length of a packed page can
give a secret away (Gluck, Harris & Prado, 2013).
"""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Flask, Response, request

_PACKED = frozenset({"text/css", "image/svg+xml", "text/javascript"})


def add_packing(app: Flask) -> None:
    """Pack the static text files of the application for browsers that can unpack them."""

    @app.after_request
    def pack(response: Response) -> Response:
        if not (request.endpoint or "").endswith("static") or response.mimetype not in _PACKED:
            return response
        response.headers.add("Vary", "Accept-Encoding")
        if response.status_code == 200 and request.accept_encodings["gzip"]:
            response.direct_passthrough = False
            response.set_data(_packed(response.get_data()))
            response.headers["Content-Encoding"] = "gzip"
            # The file now has two forms, and its tag stands for both.
            if (tag := response.get_etag()[0]) is not None:
                response.set_etag(tag, weak=True)
        return response


@lru_cache(maxsize=32)
def _packed(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)
