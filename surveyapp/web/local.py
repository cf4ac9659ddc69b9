"""Whether a request comes from the machine that serves it."""

from __future__ import annotations

from ipaddress import ip_address

from flask import Request

_PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")


def is_local(request: Request) -> bool:
    """True where nothing passed the request on and it was made on this machine.

    Guards what staff alone may do until they sign in. A proxy on the same machine makes every
    request look local, but says that it passed it on.
    """
    if any(name in request.headers for name in _PASSED_ON):
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
