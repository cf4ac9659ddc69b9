"""What the wave's private key adds to a copy of the store that was taken before the close."""

from __future__ import annotations

import json
from pathlib import Path

from surveyapp.collection.response import from_bytes
from surveyapp.collection.sealing import open_sealed
from tests.anonymity.copies import in_bytes, rows
from tests.anonymity.fieldwork import Fieldwork


def stolen_order(fieldwork: Fieldwork, files: dict[str, bytes]) -> list[int]:
    """People in the order in which their sealed responses lie in the files, or in the log.

    Parameters
    ----------
    files : name -> bytes of a copy. A row is found by its id, at its last place.
    """
    store = fieldwork.store
    order = "id" if store.is_sqlite else "xmin::text::bigint, ctid"
    query = f"SELECT id, sealed FROM sealed_response ORDER BY {order}"
    found = [(bytes(number), bytes(blob)) for number, blob in rows(store, query)]
    if store.is_sqlite:
        data = b"".join(files[name] for name in sorted(files) if not name.endswith("-shm"))
        found.sort(key=lambda row: data.find(row[1][-64:]))
    opened = [from_bytes(open_sealed(fieldwork.private, blob)) for _, blob in found]
    return in_bytes("\n".join(str(response.answers["words"]) for response in opened).encode())


def backup_order(fieldwork: Fieldwork, folder: Path) -> list[int]:
    """People in the order in which their sealed responses stand in a backup."""
    words = []
    for line in (folder / "fieldwork.jsonl").read_text().splitlines()[1:-1]:
        table, row = json.loads(line)
        if table == "sealed_response":
            blob = bytes.fromhex(row[-1]["bytes"])
            words.append(str(from_bytes(open_sealed(fieldwork.private, blob)).answers["words"]))
    return in_bytes("\n".join(words).encode())
