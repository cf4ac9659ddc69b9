"""Key files on disk: the server key and the private halves of waves' keys."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from surveyapp.collection.code_file import code_key_text, read_code_key
from surveyapp.collection.key_shares import SHARES, is_share, joined_key, share_files
from surveyapp.collection.sealing import KEY_BYTES
from surveyapp.collection.sealing_keys import (
    WaveKeyFile,
    is_protected,
    read_server_key,
    read_wave_key,
    server_key_text,
)
from surveyapp.errors import InputError, Problem

SERVER_KEY = "server.key"


def make_server_key(folder: Path) -> Path:
    """Write a new server key, readable by its owner only; refused where one exists.

    Losing or replacing it makes every unfinished draft unreadable and receipts of open waves
    useless; sealed responses stay as they are.
    """
    path = folder / SERVER_KEY
    write_secret(path, server_key_text(secrets.token_bytes(KEY_BYTES)))
    return path


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


def split_wave_key(private: bytes, slug: str, paths: Sequence[Path], words: Sequence[str]) -> None:
    """Write the private key of a wave as two files, of which only both together open answers.

    Parameters
    ----------
    paths, words : file and passphrase of each of the two people.

    Raises
    ------
    InputError : a file exists already (neither half is written then), or the passphrases are too
        short or the same.
    """
    salts = [secrets.token_bytes(16) for _ in range(SHARES)]
    files = share_files(slug, private, secrets.token_bytes(KEY_BYTES), words, salts)
    there = [str(path) for path in paths if path.exists()]
    if there or len(set(paths)) != SHARES:
        remedy = ("Name two files that do not exist yet.",)
        raise InputError(Problem("The halves cannot be written.", ", ".join(there), remedy))
    for path, file in zip(paths, files, strict=True):
        save_wave_key(path, file)


def is_half(path: Path) -> bool:
    """Whether a file is half of a wave's key."""
    return is_share(_wave_key_text(path))


def join_wave_key(paths: Sequence[Path], slug: str, words: Sequence[str]) -> bytes:
    """The private key of a wave from the files of both people."""
    return joined_key([_wave_key_text(path) for path in paths], slug, words)


def needs_passphrase(path: Path) -> bool:
    """Whether the file of a wave's private key is protected."""
    return is_protected(_wave_key_text(path))


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


def _wave_key_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        remedy = ("Name the file made when the wave was opened: --key FILE",)
        raise InputError(Problem("There is no private key.", str(path), remedy)) from error
