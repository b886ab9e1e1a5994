"""What severity adjustment costs: CPU, memory, and how both grow with the sheets.

Run ``python -m bench.severity``; takes about half a minute. Each fit runs in a process of its own,
so that peak memory is its own. Scores are simulated from a seed: ten sheets and three raters per
officer, a residual of the size seen in cycles. In ``units`` officers sit in units of twelve and
nine sheets in ten come from the unit; in ``random`` anyone rates anyone, which is the worst case
for a direct factorization and for memory locality.

Printed beside each fit, from the same run: one ``pass``, the two weighted sums over sheets (by
officer and by rater) that any iteration must make, in bare NumPy; and one ``direct`` sparse LU
factorization of the same equations at known variances, which REML would repeat dozens of times.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.linalg import splu

from berakhlak.statistics.mixed import MixedFit, adjustable_officers, fit_crossed

SIZES = (3_000, 30_000, 300_000, 1_000_000)
DESIGNS = ("units", "random")
LARGEST_DIRECT = 30_000
BUDGET_SECONDS = 5.0
UNIT = 12
Simulated = tuple[npt.NDArray[np.float64], npt.NDArray[np.intp], npt.NDArray[np.intp]]


def simulate(design: str, sheets: int) -> Simulated:
    """Return scores, officers and raters of ``sheets`` simulated sheets."""
    rng = np.random.default_rng(20_210_728)
    officers = sheets // 10
    officer = np.repeat(np.arange(officers), 10)
    rater = rng.integers(0, 3 * officers, len(officer))
    if design == "units":
        own = officer // UNIT * 3 * UNIT + rng.integers(0, 3 * UNIT, len(officer))
        rater = np.where(rng.random(len(officer)) < 0.9, own, rater)
    rater = np.unique(rater, return_inverse=True)[1]
    score = 3.7 + 0.43 * rng.standard_normal(officers)[officer]
    score += 0.36 * rng.standard_normal(int(rater.max()) + 1)[rater]
    score += 0.37 * rng.standard_normal(len(officer))
    return score, officer, rater


def cpu_seconds(work: Callable[[], object], repeats: int = 1) -> float:
    """Return the CPU seconds of the quickest of ``repeats`` runs."""
    spent = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent)


def one_pass(score: npt.NDArray[np.float64], *codes: npt.NDArray[np.intp]) -> None:
    """Sum what is left after both effects, by officer and by rater."""
    effects = [np.zeros(int(code.max()) + 1) for code in codes]
    left = score - sum(effect[code] for effect, code in zip(effects, codes, strict=True))
    for effect, code in zip(effects, codes, strict=True):
        effect += np.bincount(code, weights=left, minlength=len(effect))


def factorize(officer: npt.NDArray[np.intp], rater: npt.NDArray[np.intp]) -> None:
    """Factorize the mixed model equations once, at the variances simulated from."""
    cross = sparse.csc_array((np.ones(len(officer)), (officer, rater)))
    blocks = [
        sparse.diags_array(cross.sum(axis=axis) + (0.37 / sd) ** 2)
        for axis, sd in ((1, 0.43), (0, 0.36))
    ]
    whole = sparse.block_array([[blocks[0], cross], [cross.T, blocks[1]]], format="csc")
    splu(whole, permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True})


def peak_megabytes() -> float:
    """Return the most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(design: str, sheets: int) -> tuple[float, float, float, float | None, MixedFit]:
    """Return CPU of the adjustment, peak megabytes of the process, CPU of a pass and of a direct
    factorization, and the fit."""
    score, officer, rater = simulate(design, sheets)
    pass_cpu = cpu_seconds(lambda: one_pass(score, officer, rater), repeats=5)
    fits: list[MixedFit] = []

    def adjust() -> None:
        fits.append(fit_crossed(score, officer, rater))
        adjustable_officers(officer, rater, fit=fits[-1])

    fit_cpu = cpu_seconds(adjust)
    memory = peak_megabytes()
    direct = None
    if sheets <= LARGEST_DIRECT:
        direct = cpu_seconds(lambda: factorize(officer, rater))
    return fit_cpu, memory, pass_cpu, direct, fits[-1]


def row(design: str, sheets: int) -> float:
    """Measure in a fresh process, print a line, return the CPU of the adjustment."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        cpu, memory, pass_cpu, direct, fit = pool.apply(measure, (design, sheets))
    rater = fit.rater.variance**0.5 if fit.rater else float("nan")
    print(
        f"{design:8}{sheets:>10,}  {fit.method:16}{cpu:8.2f}{cpu / BUDGET_SECONDS:9.2f}"
        f"{cpu / pass_cpu:9.0f}{'' if direct is None else f'{direct:.2f}':>10}{memory:9.0f}"
        f"   {fit.officer.variance**0.5:.4f} {rater:.4f} {fit.residual_variance**0.5:.4f}"
    )
    return cpu


def main() -> None:
    """Print the table and the slope of CPU over sheets."""
    # Idle BLAS threads spin; on a busy machine that would be counted as work. Children inherit it.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    print(f"Severity adjustment, budget {BUDGET_SECONDS:.0f} s CPU at 1,000,000 sheets")
    print("CPU in seconds; simulated SDs are .43 .36 .37")
    print(
        f"{'design':8}{'sheets':>10}  {'method':16}{'CPU':>8}{'/budget':>9}{'/pass':>9}"
        f"{'direct':>10}{'peak MB':>9}   SD officer, rater, residual"
    )
    for design in DESIGNS:
        cpu = [row(design, sheets) for sheets in SIZES]
        slope = np.log(cpu[-1] / cpu[1]) / np.log(SIZES[-1] / SIZES[1])
        print(
            f"{design:8}CPU grows with sheets to the power {slope:.2f} (30 thousand to a million)"
        )


if __name__ == "__main__":
    main()
