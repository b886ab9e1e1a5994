"""Clients that keep a server waiting, each in its own way; they need no threads."""

from __future__ import annotations

import select
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_REQUEST = b"GET /masuk HTTP/1.1\r\nHost: 127.0.0.1\r\n"
_FORM = (
    b"POST /masuk HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nname="
)
_FONT = b"/static/vendor/plus-jakarta-sans-5.3.0/plus-jakarta-sans-latin-wght-normal.woff2"
_MANY_ANSWERS = (b"GET " + _FONT + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n") * 200

# What each kind says at once, and then now and then.
SAYS: dict[str, tuple[bytes, bytes]] = {
    "silent": (b"", b""),
    "slow headers": (_REQUEST, b"X-A: b\r\n"),
    "slow body": (_FORM, b"a"),
    "slow reader": (_MANY_ANSWERS, b""),
}


class SlowClients:
    """Connections to one port that say little and read nothing."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.open: list[tuple[socket.socket, bytes]] = []

    def begin(self, kind: str, count: int) -> None:
        first, _more = SAYS[kind]
        for _ in range(count):
            each = socket.socket()
            each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            each.settimeout(5)
            each.connect(("127.0.0.1", self._port))
            each.sendall(first)
            each.setblocking(False)
            self.open.append((each, SAYS[kind][1]))

    def say_more(self) -> None:
        """What makes each of them look alive."""
        for each, more in self.open:
            try:
                each.send(more)
            except OSError:
                continue

    def still_open(self) -> int:
        return sum(_is_open(each) for each, _more in self.open)

    def end(self) -> None:
        for each, _more in self.open:
            each.close()


def _is_open(client: socket.socket) -> bool:
    poll = select.poll()
    poll.register(client, select.POLLIN)
    told = dict(poll.poll(0)).get(client.fileno(), 0)
    if told & (select.POLLERR | select.POLLHUP):
        return False
    return not told or client.recv(1, socket.MSG_PEEK) != b""


@contextmanager
def slow_clients(port: int, per_kind: int) -> Iterator[Callable[[], int]]:
    """So many of each kind; the value says how many are still open, and lets them say more."""
    clients = SlowClients(port)
    for kind in SAYS:
        clients.begin(kind, per_kind)

    def look() -> int:
        clients.say_more()
        return clients.still_open()

    try:
        yield look
    finally:
        clients.end()
