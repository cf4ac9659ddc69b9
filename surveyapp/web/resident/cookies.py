"""The two cookies there are, both holding a secret and nothing else.

One keeps a resident's place on a device that is only theirs, if they ticked that it is. The other
ties what happens at a public screen to the person in front of it: when it is gone, no page of
theirs can be shown or sent again, whatever buttons are pressed.
"""

from __future__ import annotations

import hmac

from flask import request
from werkzeug.wrappers import Response

from surveyapp.web.front import Front, front
from surveyapp.web.resident.ways import Way

DEVICE, SESSION = "place", "screen"
DAYS_KEPT = 14
_DAY = 24 * 60 * 60


def on_device(wave: str) -> str:
    """The secret kept on this device for a wave; empty where there is none."""
    return _read(_device_name(wave))


def keep_on_device(shared: Front, response: Response, wave: str, secret: str) -> None:
    """Keep the secret on a device that is only its owner's."""
    response.set_cookie(
        _device_name(wave),
        secret,
        max_age=DAYS_KEPT * _DAY,
        path=f"/s/{wave}",
        secure=shared.settings.https,
        httponly=True,
        samesite="Lax",
    )


def forget_on_device(response: Response, wave: str) -> None:
    """Keep nothing on the device any more; no header where nothing was kept."""
    if on_device(wave):
        response.delete_cookie(
            _device_name(wave), path=f"/s/{wave}", secure=_https(), httponly=True
        )


def in_session(wave: str) -> str:
    """The secret of the person in front of a public screen; empty where nobody has begun."""
    return _read(_session_name(wave))


def is_in_session(wave: str, secret: str) -> bool:
    """Whether a secret is that of the person in front of the screen now."""
    held = in_session(wave)
    return bool(held) and hmac.compare_digest(held.encode(), secret.encode())


def begin_session(shared: Front, response: Response, way: Way, wave: str, secret: str) -> None:
    """Tie the screen to the person who has just begun, until it is ended or the browser closed."""
    response.set_cookie(
        _session_name(wave),
        secret,
        path=f"/{way.name}/{wave}",
        secure=shared.settings.https,
        httponly=True,
        samesite="Strict",
    )


def end_session(response: Response, way: Way, wave: str) -> None:
    """Let go of the person who was in front of the screen."""
    response.delete_cookie(
        _session_name(wave), path=f"/{way.name}/{wave}", secure=_https(), httponly=True
    )


def _read(name: str) -> str:
    return request.cookies.get(name, "")[:60]


def _device_name(wave: str) -> str:
    return f"{_prefix()}{DEVICE}-{wave}"


def _session_name(wave: str) -> str:
    return f"{_prefix()}{SESSION}-{wave}"


def _https() -> bool:
    return front().settings.https


def _prefix() -> str:
    """Behind TLS a browser takes a name that begins so from a page that came under TLS only."""
    return "__Secure-" if _https() else ""
