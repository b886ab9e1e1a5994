"""What reads requests and writes answers: gunicorn's worker around waitress.

Threads see whole requests alone, and leave their answers to the loop of this process: who sends or
reads slowly keeps no thread, and is cut off in time. See docs/decisions/0152-gates-and-front.md.
"""

from __future__ import annotations

import logging
import os
import random
import resource
import socket
import struct
import time
from pathlib import Path
from typing import Any

from gunicorn.workers.base import Worker  # type: ignore[import-untyped]
from waitress import wasyncore  # type: ignore[import-untyped]
from waitress.adjustments import Adjustments  # type: ignore[import-untyped]
from waitress.channel import HTTPChannel  # type: ignore[import-untyped]
from waitress.server import BaseWSGIServer, TcpWSGIServer, UnixWSGIServer  # type: ignore[import-untyped]

from berakhlak.bounded_process import leave_no_core
from berakhlak.cli.lanes import Lanes

# Seconds.
FIRST_WORDS = 10.0  # For the first line and the headers.
IDLE = 15.0  # Between two requests of one connection.
BODY_GRACE = 20.0  # Then a body must have come at LEAST_RATE.
READER_WINDOW = 30.0  # In each of these, an answer must be read at LEAST_RATE.
_WORK_AT_END, _READING_AT_END = 20.0, 3.0
_LOOK = 0.5
LEAST_RATE = 1_000  # Bytes a second.
MOST_CONNECTIONS = 1_000  # Of one process; then the slowest sender gives way to a newcomer.
MOST_OF_BODIES = 128 << 20  # Bytes of unfinished bodies in one process.
_LOOK_AT_BODIES_AFTER = 8 << 20
_KEPT_IN_MEMORY = 5 << 20  # Of one body; of larger ones a nameless file that dies with us.
_HEADERS = 32 << 10
_AT_ONCE = struct.pack("ii", 1, 0)
_MOST_GROWTH = (400 << 20, 600 << 20)  # Each PDF leaves 0.2 MB of native memory behind.


class ImpatientChannel(HTTPChannel):  # type: ignore[misc]
    """A connection that has to get on with what it does."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.since = time.monotonic()  # When this request began, or the wait for one.
        self.sent, self.sent_before, self.window = 0, 0, 0.0
        super().__init__(*args, **options)

    def received(self, data: bytes) -> bool:
        if self.request is None:
            self.since = time.monotonic()
        has_received = bool(super().received(data))
        if self.request is None:
            self.since = time.monotonic()
        self.server.has_received(len(data))
        return has_received

    def send(self, data: bytes, do_close: bool = True) -> int:
        sent = int(super().send(data, do_close=do_close))
        self.sent += sent
        return sent

    def write_soon(self, data: bytes) -> int:
        # The answer is here: how long it was waited for must not count as silence behind it.
        self.since = time.monotonic()
        return int(super().write_soon(data))

    @property
    def body_bytes(self) -> int:
        """Of a request that is not whole yet."""
        return int(self.request.body_bytes_received) if self.request else 0

    @property
    def is_at_work(self) -> bool:
        """Whether a whole request of it is worked at, or its answer is on the way."""
        return bool(self.requests or self.total_outbufs_len)

    def is_overdue(self, now: float) -> bool:
        """Whether it has been slower than anybody needs to be."""
        if self.total_outbufs_len:
            return self._reads_too_slowly(now)
        self.window = 0.0
        if self.requests:
            return False
        if self.request is None:
            return now - self.since > (IDLE if self.sent else FIRST_WORDS)
        if not self.request.headers_finished:
            return now - self.since > FIRST_WORDS
        return now - self.since > BODY_GRACE + self.body_bytes / LEAST_RATE

    def break_off(self) -> None:
        """Close it, and let the kernel forget what it has not read."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        self.handle_close()

    def _reads_too_slowly(self, now: float) -> bool:
        if not self.window:
            self.window, self.sent_before = now, self.sent
        if now - self.window < READER_WINDOW:
            return False
        is_slow = self.sent - self.sent_before < READER_WINDOW * LEAST_RATE
        self.window, self.sent_before = now, self.sent
        return is_slow


class _BoundedConnections(BaseWSGIServer):  # type: ignore[misc]
    """Keeps as many connections, and as much of bodies, as a process can bear."""

    channel_class = ImpatientChannel
    _unlooked = 0

    def handle_accept(self) -> None:
        super().handle_accept()
        # Only now: the number of a file that is closed must not become the newcomer's while events
        # of the closed one wait.
        waiting = [] if len(self.active_channels) <= MOST_CONNECTIONS else self._waiting()
        if waiting:
            self._drop_oldest(waiting)

    def has_received(self, count: int) -> None:
        """Now and then, drop the oldest of those whose bodies together are too much."""
        self._unlooked += count
        if self._unlooked < _LOOK_AT_BODIES_AFTER:
            return
        self._unlooked = 0
        reading = [each for each in self._channels() if each.body_bytes]
        while reading and sum(each.body_bytes for each in reading) > MOST_OF_BODIES:
            reading.remove(self._drop_oldest(reading))

    def drop_overdue(self) -> None:
        now = time.monotonic()
        for each in self._channels():
            if each.is_overdue(now):
                each.break_off()

    def maintenance(self, now: float) -> None:
        """Not the library's way: it waits until a slow reader's socket has room."""

    def end_idle(self, *, is_late: bool) -> bool:
        """Close what nobody works at, and has been read or must be by now; whether any is left."""
        for each in self._channels():
            if not each.requests and (is_late or not each.total_outbufs_len):
                each.handle_close()
        return bool(self.active_channels)

    def _channels(self) -> list[ImpatientChannel]:
        return list(self.active_channels.values())

    def _waiting(self) -> list[ImpatientChannel]:
        return [each for each in self._channels() if not each.is_at_work]

    @staticmethod
    def _drop_oldest(channels: list[ImpatientChannel]) -> ImpatientChannel:
        oldest = min(channels, key=lambda each: each.since)
        oldest.break_off()
        return oldest


class _TcpFront(_BoundedConnections, TcpWSGIServer):  # type: ignore[misc]
    pass


class _UnixFront(_BoundedConnections, UnixWSGIServer):  # type: ignore[misc]
    pass


class FrontWorker(Worker):  # type: ignore[misc]
    """One process: a loop that reads and writes, and threads that work."""

    def run(self) -> None:
        _silence_addresses()
        _allow_many_files()
        leave_no_core()
        self._map: dict[int, Any] = {}
        # The jitter keeps the ends of processes apart.
        self._most_memory = _memory() + random.randint(*_MOST_GROWTH)  # noqa: S311
        self._threads = Lanes(self.cfg.threads, self.cfg.workers)
        self._fronts = [self._front(each.sock) for each in self.sockets]
        looked, worn_out = time.monotonic(), False
        while self.alive and not worn_out and os.getppid() == self.ppid:
            self._turn()
            if time.monotonic() - looked > _LOOK:
                looked = time.monotonic()
                worn_out = self._is_worn_out()
                for front in self._fronts:
                    front.drop_overdue()
        self._end()

    def _front(self, listener: socket.socket) -> _BoundedConnections:
        kind = _UnixFront if listener.family == socket.AF_UNIX else _TcpFront
        return kind(
            self.wsgi,
            self._map,
            True,
            listener,
            dispatcher=self._threads,
            adj=self._adjustments(listener),
            bind_socket=False,
            sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
        )

    def _adjustments(self, listener: socket.socket) -> Any:
        upload = self.app.load().config["BERAKHLAK"].max_upload_megabytes << 20
        return Adjustments(
            sockets=[listener],
            threads=self.cfg.threads,
            ident=None,
            backlog=self.cfg.backlog,
            # Beyond the largest upload a page of ours says what is wrong; beyond this, nobody.
            max_request_body_size=2 * upload,
            max_request_header_size=_HEADERS,
            inbuf_overflow=_KEPT_IN_MEMORY,
            outbuf_overflow=_KEPT_IN_MEMORY,
            connection_limit=2 * MOST_CONNECTIONS,
            asyncore_use_poll=True,
            log_socket_errors=False,
            # TRUSTED_PROXIES says whom to believe.
            clear_untrusted_proxy_headers=False,
        )

    def _turn(self) -> None:
        self.notify()
        wasyncore.loop(timeout=_LOOK, use_poll=True, map=self._map, count=1)

    def _is_worn_out(self) -> bool:
        """By memory, not by requests: whoever asks much must not wear processes out."""
        return _memory() > self._most_memory

    def _end(self) -> None:
        """Accept nothing more; finish what was begun."""
        for front in self._fronts:
            front.accepting = False
        begun, left = time.monotonic(), True
        while left and (passed := time.monotonic() - begun) < _WORK_AT_END:
            self._turn()
            ending = [each.end_idle(is_late=passed > _READING_AT_END) for each in self._fronts]
            left = any(ending)
        self._threads.shutdown(timeout=1)


class _WithoutAddresses(logging.Filter):
    """Addresses name officers and sheets, and some of them open tasks."""

    def filter(self, record: logging.LogRecord) -> bool:
        begin, found, _address = str(record.msg).partition(" while serving ")
        if found:
            record.msg = f"{begin}{found}a request"
        return True


def _memory() -> int:
    """Bytes of it that this process uses."""
    resident = Path("/proc/self/statm").read_text().split()[1]
    return int(resident) * resource.getpagesize()


def _silence_addresses() -> None:
    logging.getLogger("waitress").addFilter(_WithoutAddresses())
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


def _allow_many_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * MOST_CONNECTIONS + 500
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
