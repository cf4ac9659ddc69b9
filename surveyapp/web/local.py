"""Where a request comes from: this machine, or which address, as far as it can be believed."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from flask import Request

_OWN_NETWORKS = tuple(
    ip_network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
)
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


def client_address(request: Request) -> str:
    """The address a request comes from; behind a proxy of the city's own, the one it names last.

    Only a peer on this machine or in a private network is believed to be such a proxy. What comes
    before the last name was written by whoever sent the request.
    """
    peer = request.remote_addr or ""
    named = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        own = ip_address(peer)
    except ValueError:
        return named or peer
    near = own.is_loopback or any(own in network for network in _OWN_NETWORKS)
    return named if named and near else peer
