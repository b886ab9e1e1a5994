"""Loops in a structure where everything points at one thing above it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping


def find_loops(above: Mapping[str, str | None]) -> Iterator[tuple[str, ...]]:
    """Every loop of two or more, once; whatever merely leads into a loop is not part of it."""
    finished: set[str] = set()
    for start in above:
        path: dict[str, None] = {}
        node: str | None = start
        while node is not None and node not in finished and node not in path:
            path[node] = None
            node = above.get(node)
        if node in path:
            steps = list(path)
            loop = tuple(steps[steps.index(node) :])
            if len(loop) > 1:
                yield loop
        finished.update(path)
