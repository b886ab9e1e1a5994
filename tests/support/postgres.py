"""A real PostgreSQL for the tests: own data folder, free loopback port, gone afterwards."""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

from tests.support.network import free_port

DEBIAN_SERVERS = Path("/usr/lib/postgresql")
MEMORY, ROOM = Path("/dev/shm"), 4 * 1024**3  # noqa: S108  A folder of its own is made there.
OWNER = "berakhlak"
_PR_SET_PDEATHSIG = 1

# Nothing here must survive a crash, so nothing waits for the disk.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "40",
}


class PostgresServer:
    """Hands out fresh databases; address them with :meth:`url`. `folder`: all its files."""

    def __init__(
        self, port: int, folder: Path, account: pwd.struct_passwd | None, **settings: str
    ) -> None:
        self.port, self.folder, self._account = port, folder, account
        self.settings = SETTINGS | settings
        self._numbers = count(1)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Whatever it held when it was stopped is there again."""
        account = self._account
        user, group = (account.pw_uid, account.pw_gid) if account else (None, None)
        settings = [f"--{name}={value}" for name, value in self.settings.items()]
        command = [_program("postgres"), "-D", str(self.folder), "-p", str(self.port), *settings]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command,
                cwd="/",
                stdout=log,
                stderr=log,
                preexec_fn=_end_with_parent,
                user=user,
                group=group,
            )
        _wait_until_ready(self, self._process, self._log)

    def stop(self) -> None:
        """Fast: open sessions are cut."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(timeout=30)
            self._process = None

    def kill(self) -> None:
        """As if its machine lost power: nothing is brought to an end."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(timeout=30)
            self._process = None

    def make_standby(self, name: str, **settings: str) -> PostgresServer:
        """A running server that copies this one as it writes, until it is promoted."""
        account, folder = self._account, self.folder.with_name(name)
        command = [_program("pg_basebackup"), "--write-recovery-conf", "--checkpoint=fast"]
        command += ["--no-sync", "-D", str(folder), "-h", "127.0.0.1", "-p", str(self.port)]
        user, group = (account.pw_uid, account.pw_gid) if account else (None, None)
        subprocess.run([*command, "-U", OWNER], check=True, cwd="/", user=user, group=group)
        standby = PostgresServer(free_port(), folder, account, **settings)
        standby.start()
        return standby

    def promote(self) -> None:
        """Let a standby take writing from now on."""
        self._execute("SELECT pg_promote()")

    @property
    def _log(self) -> Path:
        return self.folder.with_name(f"{self.folder.name}.log")

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{OWNER}@127.0.0.1:{self.port}/{database}"

    def create_database(self, template: str = "template0") -> str:
        """Make a database of its own for one test; returns its name."""
        name = f"test_{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop_database(self, name: str) -> None:
        self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    def is_ready(self) -> bool:
        try:
            self._execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _execute(self, statement: str) -> None:
        address = f"postgresql://{OWNER}@127.0.0.1:{self.port}/postgres"
        with psycopg.connect(address, autocommit=True, connect_timeout=5) as connection:
            connection.execute(statement.encode())


@contextmanager
def running_postgres(**settings: str) -> Iterator[PostgresServer]:
    """Start a server for the length of a test session; LookupError when none is installed."""
    folder = Path(tempfile.mkdtemp(prefix="berakhlak-postgres-", dir=_place()))
    account = _server_account()
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
    try:
        server = _made(folder / "data", account, **settings)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def kept_postgres(folder: Path) -> Iterator[PostgresServer]:
    """The same in a folder that stays, with whatever an earlier one has left there."""
    account, data = _server_account(), folder / "postgres" / "data"
    data.parent.mkdir(exist_ok=True)
    if account:
        os.chown(data.parent, account.pw_uid, account.pw_gid)
    server = PostgresServer(free_port(), data, account) if data.exists() else _made(data, account)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _place() -> str | None:
    """In memory, where there is room: what no test reads again need not go to the disk."""
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        return str(MEMORY)
    return None


def _made(data: Path, account: pwd.struct_passwd | None, **settings: str) -> PostgresServer:
    user, group = (account.pw_uid, account.pw_gid) if account else (None, None)
    initdb = [_program("initdb"), "--no-sync", "--auth=trust", f"--username={OWNER}"]
    initdb += ["--encoding=UTF8", "--locale=C.UTF-8", f"--pgdata={data}"]
    subprocess.run(initdb, check=True, cwd="/", stdout=subprocess.DEVNULL, user=user, group=group)
    return PostgresServer(free_port(), data, account, **settings)


def _wait_until_ready(server: PostgresServer, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 30
    while not server.is_ready():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")
        time.sleep(0.05)


def _program(name: str) -> str:
    versions = sorted(DEBIAN_SERVERS.glob(f"*/bin/{name}"), key=lambda p: float(p.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which(name)
    if found is None:
        raise LookupError(f"PostgreSQL's {name} is not installed; `make test` installs it")
    return found


def _server_account() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root; name the account that it runs under instead."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _end_with_parent() -> None:
    # Tests that are killed must not leave a server behind.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
