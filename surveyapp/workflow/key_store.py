"""Key files on disk: the server key and the private halves of waves' keys."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from surveyapp.collection.code_file import code_key_text, read_code_key
from surveyapp.collection.key_shares import (
    is_share,
    joined_key,
    open_share,
    rewritten_share,
    set_name,
    share_files,
    share_wave,
)
from surveyapp.collection.sealing import KEY_BYTES, public_half
from surveyapp.collection.sealing_keys import (
    WaveKeyFile,
    is_protected,
    key_wave,
    read_server_key,
    read_wave_key,
    rewritten_key,
    server_key_text,
)
from surveyapp.errors import InputError, Problem

SERVER_KEY = "server.key"
_BEFORE = re.compile(r"server-before-\d{1,6}\.key")
_SALT_BYTES = 16


def make_server_key(folder: Path) -> Path:
    """Write a new server key, readable by its owner only; refused where one exists.

    Losing or replacing it makes every unfinished draft unreadable and receipts of open waves
    useless; sealed responses stay as they are.
    """
    path = folder / SERVER_KEY
    write_secret(path, server_key_text(secrets.token_bytes(KEY_BYTES)))
    return path


@dataclass(frozen=True, slots=True)
class ServerKeys:
    """The server key, and those before it that waves began under.

    Attributes
    ----------
    now : for every wave that began since. of_waves : slug -> the earlier key of a wave.
    """

    now: bytes
    of_waves: Mapping[str, bytes] = field(default_factory=dict)

    def of(self, slug: str) -> bytes:
        """The key under which everything of a wave lies."""
        return self.of_waves.get(slug, self.now)


def load_server_keys(folder: Path, given: str = "") -> ServerKeys:
    """The server key and those before it that are still needed.

    Parameters
    ----------
    given : the text of the server key, where it is not kept as a file of the folder.

    Raises
    ------
    InputError : no key, or one of the files is none.
    """
    now = read_server_key(given) if given else load_server_key(folder)
    earlier: dict[str, bytes] = {}
    for path in _keys_before(folder):
        key, slugs = _key_before(path)
        earlier = dict.fromkeys(slugs, key) | earlier
    return ServerKeys(now, earlier)


def rotate_server_key(folder: Path, waves: Sequence[str]) -> Path:
    """Put a new server key in place of the one there is; returns the file that keeps that one.

    What rests of a wave cannot be moved to another key, because the server keeps neither the codes
    nor the secrets that it was made from. `waves` therefore go on under the key they began with,
    and only waves that begin from now on use the new one. Stopped at any moment, every wave still
    has its key.
    """
    before = load_server_key(folder)
    number = 1 + max(
        (int(path.stem.rpartition("-")[2]) for path in _keys_before(folder)), default=0
    )
    known = load_server_keys(folder).of_waves
    slugs = [slug for slug in waves if slug not in known]
    kept = folder / f"server-before-{number}.key"
    write_secret(kept, "\n".join((server_key_text(before).strip(), *slugs, "")))
    coming = folder / f"{SERVER_KEY}.new"
    coming.unlink(missing_ok=True)
    write_secret(coming, server_key_text(secrets.token_bytes(KEY_BYTES)))
    coming.replace(folder / SERVER_KEY)
    return kept


def retire_server_keys(folder: Path, waves: Sequence[str]) -> tuple[Path, ...]:
    """Delete the earlier server keys that none of `waves` needs any more; returns which."""
    gone = []
    for path in _keys_before(folder):
        if not set(_key_before(path)[1]) & set(waves):
            path.unlink()
            gone.append(path)
    return tuple(gone)


def load_server_key(folder: Path) -> bytes:
    """The server key; InputError with the remedy where there is none."""
    path = folder / SERVER_KEY
    try:
        return read_server_key(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError(
            Problem(
                "There is no server key.",
                str(path),
                ("Run: surveyapp keys init", "Set SURVEYAPP_KEYS to the folder that has it."),
                code="no key",
            )
        ) from error


def wave_key_path(folder: Path, slug: str) -> Path:
    """Where the private key of a wave is written unless another place is named."""
    return folder / f"{slug}.private.json"


def save_wave_key(path: Path, key: WaveKeyFile) -> None:
    """Write the private key of a wave; an existing file is never written over."""
    write_secret(path, key.text)


def load_wave_key(path: Path, slug: str, passphrase: str | None = None) -> bytes:
    """The private key of a wave from its file; InputError where it is not there or not it."""
    return read_wave_key(_wave_key_text(path), slug, passphrase)


def split_wave_key(private: bytes, slug: str, paths: Sequence[Path], words: Sequence[str]) -> str:
    """Write the private key of a wave as shares, of which any two together open answers.

    Shares are made in memory, and proved to give the key back before anything is written.

    Parameters
    ----------
    paths, words : file and passphrase of each person, two or more.

    Returns
    -------
    What the shares made together are called.

    Raises
    ------
    InputError : a file exists already (no share is written then), there are too few people or too
        many, or passphrases are too short or the same.
    """
    there = [str(path) for path in paths if path.exists()]
    if there or len(set(paths)) < len(paths):
        remedy = ("Name one new file for each person.",)
        raise InputError(Problem("The shares cannot be written.", ", ".join(there), remedy))
    salts = [secrets.token_bytes(_SALT_BYTES) for _ in paths]
    files = share_files(slug, private, secrets.token_bytes(KEY_BYTES), words, salts)
    done: list[Path] = []
    try:
        for path, file in zip(paths, files, strict=True):
            save_wave_key(path, file)
            done.append(path)
    except BaseException:
        for path in done:
            path.unlink()
        raise
    return set_name(files[0].text)


def is_share_file(path: Path) -> bool:
    """Whether a file is a share of a wave's key."""
    return is_share(_wave_key_text(path))


def join_wave_key(paths: Sequence[Path], slug: str, words: Sequence[str]) -> bytes:
    """The private key of a wave from the shares of two people or more; in memory only."""
    return joined_key([_wave_key_text(path) for path in paths], slug, words)


@dataclass(frozen=True, slots=True)
class KeyFileFacts:
    """What one key file is, after its passphrase opened it; nothing secret is in it.

    Attributes
    ----------
    share, of : which share of how many; both 0 for a whole key.
    set_name : the same for shares that were made together; empty for a whole key.
    """

    wave: str
    public: bytes
    share: int = 0
    of: int = 0
    set_name: str = ""


def check_key_file(path: Path, passphrase: str | None) -> KeyFileFacts:
    """Open one key file by itself, whole or share, and say what it is.

    Raises
    ------
    InputError : it is no key file, cut off or altered, or the passphrase does not open it.
    """
    text = _wave_key_text(path)
    if not is_share(text):
        wave = key_wave(text)
        return KeyFileFacts(wave, public_half(read_wave_key(text, wave, passphrase)))
    share = open_share(text, share_wave(text), passphrase or "")
    return KeyFileFacts(share.wave, share.public, share.number, share.of, share.set_name)


def key_file_wave(path: Path) -> str:
    """The wave that a key file names, whole or share."""
    text = _wave_key_text(path)
    return share_wave(text) if is_share(text) else key_wave(text)


def change_passphrase(path: Path, old: str | None, new: str) -> None:
    """Put a key file, whole or share, under another passphrase.

    The new file is written beside the old one and takes its place in one step: a crash leaves one
    of them whole. Copies elsewhere keep the old passphrase.

    Raises
    ------
    InputError : the old passphrase does not open it, or the new one is too short or the same.
    """
    if old == new:
        raise InputError(Problem("The new passphrase is the old one.", str(path)))
    text = _wave_key_text(path)
    salt = secrets.token_bytes(_SALT_BYTES)
    if is_share(text):
        file = rewritten_share(text, old or "", new, salt)
    else:
        file = rewritten_key(text, old, new, salt)
    beside = path.with_name(f"{path.name}.new")
    write_secret(beside, file.text)
    beside.replace(path)
    _keep_name(path.parent)


def needs_passphrase(path: Path) -> bool:
    """Whether the file of a wave's private key, or of a share of it, is protected."""
    text = _wave_key_text(path)
    return is_share(text) or is_protected(text)


def code_key_path(folder: Path, slug: str) -> Path:
    """Where the code key of a wave is kept on the server."""
    return folder / f"{slug}.codes.key"


def make_code_key(folder: Path, slug: str) -> Path:
    """Write a wave's code key, to be shared with the issuer alone; refused where one exists."""
    path = code_key_path(folder, slug)
    write_secret(path, code_key_text(slug, secrets.token_bytes(KEY_BYTES)))
    return path


def load_code_key(folder: Path, slug: str) -> bytes:
    """The code key of a wave; InputError with the remedy where there is none."""
    path = code_key_path(folder, slug)
    try:
        return read_code_key(path.read_text(encoding="utf-8"), slug)
    except FileNotFoundError as error:
        remedy = (f"Run: surveyapp wave codes key {slug}",)
        problem = Problem("The wave has no code key.", str(path), remedy, "no key")
        raise InputError(problem) from error
    except (OSError, UnicodeDecodeError) as error:
        remedy = ("Let the service's own user, and nobody else, read the file.",)
        raise InputError(
            Problem("The code key cannot be read.", str(path), remedy, "no key")
        ) from error


def write_secret(path: Path, text: str) -> None:
    """Write a new file that only its owner can read, durably; InputError where it exists."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        remedies = ("Keep it.", "Move it away first if you are sure.")
        problem = Problem("A key file is there already.", str(path), remedies, "exists")
        raise InputError(problem) from error
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    _keep_name(path.parent)


def _keep_name(folder: Path) -> None:
    """Have the folder's own entries written, without which a durable file has no name."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _keys_before(folder: Path) -> list[Path]:
    """The files of earlier server keys, the oldest first."""
    found = [path for path in folder.glob("server-before-*.key") if _BEFORE.fullmatch(path.name)]
    return sorted(found, key=lambda path: int(path.stem.rpartition("-")[2]))


def _key_before(path: Path) -> tuple[bytes, list[str]]:
    """An earlier server key, and the waves that began under it."""
    heading, key, *slugs = f"{path.read_text(encoding='utf-8')}\n\n".splitlines()
    return read_server_key(f"{heading}\n{key}\n"), [slug for slug in slugs if slug]


def _wave_key_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        remedy = ("Name the file made when the wave was opened: --key FILE",)
        raise InputError(Problem("There is no private key.", str(path), remedy)) from error
    except (OSError, UnicodeDecodeError) as error:
        remedy = ("Try another copy of the file.",)
        raise InputError(Problem("The key file cannot be read.", str(path), remedy)) from error
