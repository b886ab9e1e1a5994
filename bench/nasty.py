"""What is dear and what is not: files made to be dear, dear requests, slow and many clients.

Run: python -m bench.nasty

Each is read as an upload is. Printed: its size, the seconds and megabytes of the child as shares of
its bounds, the seconds of the server's own process, and what HR is told. Then what the dearest
requests of each reader cost beside a page of one word, and how pages are served beside slow
connections and many sign-ins.
"""

from __future__ import annotations

import os
import resource
import time

from bench.crowd import hash_costs, serving, sign_ins_at_once, slow_connections
from bench.dearest import dearest_requests
from berakhlak.bounded_process import Bounds
from berakhlak.people.personnel_file.kinds import read_table_in_bounds
from berakhlak.people.personnel_file.reading import read_personnel_file
from tests.security.nasty_files import FILES, GOOD


def measure(name: str, content: bytes) -> str:
    """One file, read by a process of its own, so that its children are counted alone."""
    begun = time.process_time()
    file = read_personnel_file(content, read=read_table_in_bounds)
    own = time.process_time() - begun
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    bounds = Bounds()
    cpu = (child.ru_utime + child.ru_stime) / bounds.cpu_seconds
    memory = child.ru_maxrss / 1024 / bounds.megabytes
    said = str(file.defects[0].sentence)[:90] if file.defects else f"{len(file.rows)} rows"
    return f"{name:36}{len(content) / 1e3:8.0f} kB{cpu:7.2f}{memory:7.2f}{own:8.2f} s  {said}"


def main() -> None:
    print(f"{'file':36}{'size':>11}{'cpu':>7}{'memory':>7}{'own':>10}  told")
    for name, make in {"a sound workbook": lambda: GOOD, **FILES}.items():
        content = make()
        if os.fork() == 0:
            print(measure(name, content), flush=True)
            os._exit(0)
        os.wait()
    dearest_requests()
    hash_costs()
    with serving() as port:
        slow_connections(port)
        sign_ins_at_once(port)


if __name__ == "__main__":
    main()
