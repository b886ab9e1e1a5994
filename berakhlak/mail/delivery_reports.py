"""Reports of mail servers that something was refused later (RFC 3464), as strangers may forge them.

Nothing of a report is believed but the signed token that it was addressed to; see 0039.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from typing import IO

from berakhlak.mail.return_paths import TOKEN_LETTERS

MOST_BYTES, MOST_MESSAGES, LONGEST_LINE = 64 * 1024, 10_000, 4096
_PLACES = ("To", "Delivered-To", "X-Original-To", "Envelope-To")
_MOST_TOKENS, _LONGEST_HEADER = 10, 2000
_TOKEN = re.compile(rf"\+([A-Za-z2-7]{{{TOKEN_LETTERS}}})@")
# What parts messages in a mailbox: from whom, and when; a sentence may begin with From as well.
_BETWEEN = re.compile(rb"From \S{1,320} .{0,60}\d\d:\d\d")
_FAILED = re.compile(r"(?i)failed")
_PERMANENT = re.compile(r"5\.(\d{1,3})\.(\d{1,3})")
_ANSWER = re.compile(r"(5\d\d)(?!\d)")
# What an answer during sending would have been, by subject and detail of the status (RFC 3463).
_CODES = {("2", "2"): 552, ("1", ""): 550, ("2", ""): 550, ("7", ""): 554}


@dataclass(frozen=True)
class DeliveryReport:
    """A message was refused for good. `tokens`: what the report was addressed to, unchecked."""

    tokens: tuple[str, ...]
    code: int
    said: str


def split_messages(stream: IO[bytes]) -> Iterator[bytes]:
    """The beginning of each message of a mailbox (mbox), or of the one message that it is."""
    kept, count, is_mailbox, is_after_blank = bytearray(), 0, None, True
    while count < MOST_MESSAGES and (line := stream.readline(LONGEST_LINE)):
        begins = is_after_blank and _BETWEEN.match(line) is not None
        is_mailbox = begins if is_mailbox is None else is_mailbox
        if begins and is_mailbox:
            if kept:
                yield bytes(kept)
            kept, count = bytearray(), count + 1
        elif len(kept) < MOST_BYTES:
            kept += line
        is_after_blank = line in (b"\n", b"\r\n")
    if kept:
        yield bytes(kept)


def read_report(raw: bytes) -> DeliveryReport | None:
    """None for whatever is no report of a refusal for good."""
    try:
        message = message_from_bytes(raw[:MOST_BYTES])
    except RecursionError:  # Parts within parts, hundreds deep.
        return None
    tokens = _tokens(message)
    for recipient in _recipients(message) if tokens else ():
        status = _PERMANENT.match(_words(recipient, "Status"))
        if status and _FAILED.fullmatch(_words(recipient, "Action")):
            said = _words(recipient, "Diagnostic-Code").partition(";")[2].strip()
            answer = _ANSWER.match(said)
            code = int(answer[1]) if answer else _code(status[1], status[2])
            said = said[3:].strip() if answer else said
            return DeliveryReport(tokens, code, said or status[0])
    return None


def _tokens(message: Message) -> tuple[str, ...]:
    places = [str(each)[:_LONGEST_HEADER] for name in _PLACES for each in message.get_all(name, [])]
    return tuple(_TOKEN.findall(" ".join(places[:_MOST_TOKENS])))[:_MOST_TOKENS]


def _recipients(message: Message) -> Iterator[Message]:
    """The fields of the report, as groups; Python reads each group as a message of its own."""
    parts = message.get_payload()
    for part in parts if isinstance(parts, list) else []:
        if isinstance(part, Message) and part.get_content_type() == "message/delivery-status":
            groups = part.get_payload()
            yield from (each for each in groups if isinstance(each, Message))


def _words(group: Message, name: str) -> str:
    found = " ".join(str(group.get(name, ""))[:_LONGEST_HEADER].split())
    return "".join(letter for letter in found if letter.isprintable())


def _code(subject: str, detail: str) -> int:
    return _CODES.get((subject, detail)) or _CODES.get((subject, ""), 500)
