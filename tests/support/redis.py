"""A real Redis for a test: loopback, free port, nothing on disk, gone afterwards."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import time
from pathlib import Path

import redis

_PR_SET_PDEATHSIG = 1


class RedisServer:
    """Started and stopped at one port, as often as a test wants."""

    def __init__(self, port: int, folder: Path) -> None:
        self.port, self.folder = port, folder
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1"]
        command += ["--save", "", "--appendonly", "no", "--dir", str(self.folder)]
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, preexec_fn=_end_with_parent
        )
        deadline = time.monotonic() + 20
        while not self._answers():
            assert self.process.poll() is None, "Redis ended"
            assert time.monotonic() < deadline, "Redis does not answer"
            time.sleep(0.05)

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(timeout=20)
            self.process = None

    def keys(self) -> list[bytes]:
        with redis.Redis(port=self.port) as client:
            return list(client.keys())

    def _answers(self) -> bool:
        try:
            with redis.Redis(port=self.port) as client:
                return bool(client.ping())
        except redis.ConnectionError:
            return False


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
