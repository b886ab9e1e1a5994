"""What can be mutated, and the tests that ought to notice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Area:
    """`code` and `tests` are globs from the root; the first folder of tests is the nearest."""

    code: tuple[str, ...]
    tests: tuple[str, ...]

    def files(self, root: Path) -> list[Path]:
        return sorted(set(_found(root, self.code)))

    def test_paths(self, root: Path) -> list[str]:
        return [str(path.relative_to(root)) for path in dict.fromkeys(_found(root, self.tests))]


def _found(root: Path, patterns: tuple[str, ...]) -> Iterator[Path]:
    for pattern in patterns:
        found = sorted(root.glob(pattern))
        if not found:
            raise LookupError(f"nothing is named {pattern}; mend mutation/areas.py")
        yield from found


AREAS = {
    "accounts": Area(
        ("berakhlak/accounts/*.py",),
        (
            "tests/accounts",
            "tests/test_text.py",
            "tests/people/test_people_commands.py",
            "tests/people/test_import.py",
        ),
    ),
    "guards": Area(
        ("berakhlak/web/guards.py", "berakhlak/web/headers.py", "berakhlak/extensions.py"),
        ("tests/web", "tests/accounts", "tests/whole_app/test_access.py"),
    ),
    "access": Area(
        (
            "berakhlak/profiles/access.py",
            "berakhlak/profiles/queries.py",
            "berakhlak/cycles/current_cycle.py",
        ),
        ("tests/profiles", "tests/profiles/test_views.py", "tests/exports/test_export.py"),
    ),
    "citizens": Area(
        ("berakhlak/citizens/*.py",), ("tests/citizens", "tests/sealing/test_other_cycles.py")
    ),
    "ratings": Area(
        ("berakhlak/ratings/*.py",),
        (
            "tests/ratings",
            "tests/cycles/test_stored_formats.py",
            "tests/assignments",
            "tests/cycle_administration/test_progress.py",
        ),
    ),
    "keys": Area(
        ("berakhlak/cycles/key*.py", "berakhlak/disk.py"),
        (
            "tests/cycles",
            "tests/test_disk.py",
            "tests/test_whole_files.py",
            "tests/inspection/test_keys.py",
            "tests/ratings/test_autosave.py",
        ),
    ),
    "cycles": Area(
        (
            "berakhlak/cycles/[opq]*.py",
            "berakhlak/assignments/operations.py",
            "berakhlak/assignments/queries.py",
        ),
        (
            "tests/cycles",
            "tests/assignments",
            "tests/cli/test_cycle.py",
            "tests/cycle_administration",
        ),
    ),
    "sealing": Area(
        tuple(
            f"berakhlak/{name}.py"
            for name in (
                "sealing/sealing",
                "sealing/closing",
                "sealing/freezing/frozen_cycle",
                "sealing/queries",
                "sealing/engine_input",
                "sealing/earlier_cycles",
                "sealing/linking",
                "sealing/row_counts",
                "sealing/deleted_pages",
                "sealing/rewritten_file",
                "sealing/merkle_tree",
                "sealing/result_leaves",
                "sealing/result_rows",
                "comments/operations",
                "comments/queries",
                "statistics/packed_sheets",
                "transparency/files",
            )
        ),
        (
            # The others there fill a cycle with hundreds of sheets first.
            *(
                f"tests/sealing/test_{name}.py"
                for name in (
                    "counts",
                    "digest",
                    "engine_input",
                    "earlier_cycles",
                    "kept_comments",
                    "other_cycles",
                    "read_results",
                    "rewriting",
                    "rewritten_file",
                    "sealing_edges",
                )
            ),
            "tests/transparency/test_leaves.py",
            "tests/transparency/test_files.py",
            "tests/transparency/test_tree.py",
            "tests/comments",
            "tests/statistics/test_packed_sheets.py",
            "tests/statistics/test_figures_edges.py",
        ),
    ),
    "suppression": Area(
        tuple(
            f"berakhlak/statistics/{name}.py" for name in ("suppression", "pinning", "categories")
        ),
        (
            "tests/statistics/test_suppression*.py",
            "tests/disclosure/test_cycle_guard.py",
            "tests/statistics/test_figures_edges.py",
        ),
    ),
    "audit": Area(
        ("berakhlak/disclosure/*.py", "berakhlak/audit/*.py"),
        (
            # The others there publish whole agencies.
            *(
                f"tests/disclosure/test_{name}.py"
                for name in (
                    "attack_parts",
                    "attackers",
                    "audit",
                    "cell_counts",
                    "cell_parts",
                    "intervals",
                    "composites",
                    "readers",
                    "released_once",
                    "stored_audits",
                    "wording",
                )
            ),
            "tests/audit",
            "tests/statistics/test_suppression.py",
        ),
    ),
    "signing": Area(
        ("berakhlak/signing/*.py", "berakhlak/signing/signers/*.py"),
        # The others there print whole profiles.
        tuple(
            f"tests/signing/test_{name}.py"
            for name in (
                "addresses",
                "answers",
                "bsre",
                "codes",
                "issuing_parts",
                "forged",
                "key_file",
                "record",
                "small_parts",
                "token",
                "uploads",
                "words_of_signers",
            )
        ),
    ),
}
