"""Paths on the command line that must be files: a device or a pipe may never end."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import click


class RegularFile(click.Path):
    """The path of a file that is there; folders, devices and pipes are refused by their kind."""

    def __init__(self) -> None:
        super().__init__(exists=True, dir_okay=False, readable=True, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path, once it is known to be a regular file."""
        path = Path(str(super().convert(value, param, ctx)))
        if not stat.S_ISREG(path.stat().st_mode):
            what = f"{click.format_filename(path)} is a device or a pipe. "
            self.fail(f"{what}Remedy: save it as a file, and give its path.", param, ctx)
        return path


FILE = RegularFile()
