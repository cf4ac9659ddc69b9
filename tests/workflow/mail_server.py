"""A small mail server for tests: enough SMTP to take, refuse and break off."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Mailbox:
    """What the server took, and how it is to behave.

    Attributes
    ----------
    refused : recipient -> reply in place of acceptance. dies_after : messages, then hang up.
    """

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    dies_after: int | None = None
    connections: int = 0
    hangs_up_once_after: int | None = None


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        box: Mailbox = self.server.mailbox  # type: ignore[attr-defined]
        box.connections += 1
        taken_here = 0
        self.say("220 test")
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            verb = line.upper().partition(" ")[0]
            if verb in ("EHLO", "HELO"):
                self.say("250 test")
            elif verb == "RCPT":
                address = line.partition("<")[2].partition(">")[0]
                box.recipients.append(address)
                self.say(box.refused.get(address, "250 ok"))
            elif verb == "DATA":
                if box.dies_after is not None and len(box.taken) >= box.dies_after:
                    return
                self.say("354 go on")
                lines = []
                while (data := self.rfile.readline()) != b".\r\n":
                    lines.append(data)
                box.taken.append(message_from_bytes(b"".join(lines), policy=policy.default))
                taken_here += 1
                self.say("250 taken")
                if box.hangs_up_once_after == taken_here:
                    box.hangs_up_once_after = None
                    return
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def say(self, reply: str) -> None:
        self.wfile.write(f"{reply}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def mail_server(**behavior: object) -> Iterator[Mailbox]:
    """A running server and what it takes."""
    box = Mailbox(**behavior)  # type: ignore[arg-type]
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.mailbox = box  # type: ignore[attr-defined]
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield box
        server.shutdown()
        thread.join()
