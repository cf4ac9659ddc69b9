"""Ways a message leaves the issuer's machine: a folder, SMTP, or a program that sends texts."""

from __future__ import annotations

import smtplib
import ssl
import subprocess
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import localtime, make_msgid
from pathlib import Path
from typing import Literal, Protocol

from surveyapp.errors import InputError, Problem
from surveyapp.workflow.whole_file import write_whole

Security = Literal["starttls", "tls", "none"]
_SECONDS = 30
_REJECTED = 500


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one person; a text message has no subject and no sender.

    Attributes
    ----------
    reference : names it in a folder, such as the case number.
    """

    reference: str
    to: str
    text: str
    subject: str = ""
    sender: str = ""
    language: str = ""


class NotDelivered(Exception):
    """One message was not taken; `for_good` where trying again cannot help."""

    def __init__(self, reason: str, *, for_good: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.for_good = for_good


class Sender(Protocol):
    """Takes one message at a time.

    Raises NotDelivered where this one is not taken, InputError where none will be.
    """

    def send(self, message: Message) -> None:
        """Hand over one message; when it returns, the message is out of our hands."""


@dataclass(frozen=True, slots=True)
class Outbox:
    """Writes each message to a file of its own; the default, and what a dry run would send."""

    folder: Path

    def send(self, message: Message) -> None:
        """Write one file, `.eml` for e-mail and `.txt` for a text message: whole, or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if message.subject:
            path, data = self.folder / f"{message.reference}.eml", email_of(message).as_bytes()
        else:
            path = self.folder / f"{message.reference}.txt"
            data = f"To: {message.to}\n\n{message.text}\n".encode()
        write_whole(path, data)

    def holds(self, reference: str) -> bool:
        """Whether the message of a reference lies in the folder."""
        return any((self.folder / f"{reference}{end}").exists() for end in (".eml", ".txt"))


@dataclass(slots=True)
class Smtp:
    """A mail server, spoken to over one connection that is renewed where it breaks.

    Attributes
    ----------
    security : "starttls" (587), "tls" (465), or "none" for a server on this machine only.
    """

    host: str
    port: int
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    _connection: smtplib.SMTP | None = field(default=None, repr=False)

    def send(self, message: Message) -> None:
        """Hand one e-mail to the server."""
        email = email_of(message)
        email["Date"] = localtime()
        email["Message-ID"] = make_msgid(domain=message.sender.rpartition("@")[2].strip("> "))
        try:
            try:
                self._connected().send_message(email)
            except smtplib.SMTPServerDisconnected:
                self.close()
                self._connected().send_message(email)
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise _not_taken(code, words) from error
        except smtplib.SMTPDataError as error:
            # The whole message was turned down, which says nothing about the person.
            raise _not_taken(error.smtp_code, error.smtp_error, about_message=True) from error
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise self._unreachable(error) from error

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connected(self) -> smtplib.SMTP:
        if self._connection is None:
            context = ssl.create_default_context()
            if self.security == "tls":
                made: smtplib.SMTP = smtplib.SMTP_SSL(
                    self.host, self.port, timeout=_SECONDS, context=context
                )
            else:
                made = smtplib.SMTP(self.host, self.port, timeout=_SECONDS)
            self._connection = made
            if self.security == "starttls":
                made.starttls(context=context)
            if self.user:
                made.login(self.user, self.password)
        return self._connection

    def _unreachable(self, error: Exception) -> InputError:
        return InputError(
            Problem(
                f"The mail server does not take messages: {error}",
                f"{self.host}:{self.port}",
                ("Check its name, port, security, user and password; then run the command again.",),
                code="smtp",
            )
        )


@dataclass(frozen=True, slots=True)
class TextProgram:
    """Any gateway for text messages, behind a program of the city's own.

    The program gets the number as its last argument and the text on its standard input. Status 0
    means taken, 69 and 75 (as in sysexits.h) "not now", 67 and 68 "no such number"; any other
    status stops the sending.
    """

    command: tuple[str, ...]

    def send(self, message: Message) -> None:
        """Run the program once."""
        try:
            ended = subprocess.run(  # nosec B603  # the issuer named the program; no shell reads it
                [*self.command, message.to],
                input=message.text.encode(),
                capture_output=True,
                timeout=_SECONDS * 2,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise NotDelivered("the program took too long", for_good=False) from error
        except OSError as error:
            raise self._stopped(str(error)) from error
        said = ended.stderr.decode(errors="replace").strip()[:200]
        if ended.returncode in (67, 68):
            raise NotDelivered(said or "no such number", for_good=True)
        if ended.returncode in (69, 75):
            raise NotDelivered(said or "not now", for_good=False)
        if ended.returncode:
            raise self._stopped(f"status {ended.returncode} {said}")

    def _stopped(self, why: str) -> InputError:
        remedy = ("Mend the program, then run the command again: it goes on where it stopped.",)
        what = f"The program for text messages failed: {why}"
        return InputError(Problem(what, self.command[0], remedy, "sms"))


def email_of(message: Message) -> EmailMessage:
    """A plain-text e-mail: no picture, no link of its own for each reader, nothing that tracks."""
    email = EmailMessage()
    email["To"] = Address(addr_spec=message.to)
    email["From"] = message.sender
    email["Subject"] = message.subject
    if message.language:
        email["Content-Language"] = message.language
    email["Auto-Submitted"] = "auto-generated"
    email.set_content(message.text)
    return email


def _not_taken(code: int, words: bytes | str, *, about_message: bool = False) -> NotDelivered:
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    return NotDelivered(f"{code} {said}"[:200], for_good=code >= _REJECTED and not about_message)
