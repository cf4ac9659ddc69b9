"""How long a page has been with somebody: a signed token in the page, never a time that is kept.

The token holds when it was made. It travels in the resident's own page and comes back with it; the
server looks at its age once and keeps at most a yes or no.
"""

from __future__ import annotations

import hmac

from surveyapp.collection.sealing import form_key

_MAC = 16
_OLDEST = 60 * 60 * 24 * 60


def form_token(key: bytes, about: str, now: int) -> str:
    """A token made at `now` (whole seconds of any one clock), good for one purpose `about`."""
    made = f"{now:x}"
    return f"{made}.{_mac(key, about, made)}"


def form_age(key: bytes, about: str, token: str, now: int) -> int | None:
    """Seconds since a token was made; None where it is forged, for something else, or too old."""
    made, _, mac = token.partition(".")
    if not hmac.compare_digest(mac.encode(), _mac(key, about, made).encode()):
        return None
    age = now - int(made, 16)
    return age if 0 <= age <= _OLDEST else None


def _mac(key: bytes, about: str, made: str) -> str:
    data = f"{about}\0{made}".encode("utf-8", "replace")
    return hmac.digest(form_key(key), data, "sha256")[:_MAC].hex()
