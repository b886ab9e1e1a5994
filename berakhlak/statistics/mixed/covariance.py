"""Posterior variances at scale: exact within clusters, messages between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from berakhlak.statistics.mixed.clusters import ClusterBlocks, cluster_levels
from berakhlak.statistics.mixed.design import CrossedDesign
from berakhlak.statistics.mixed.propagation import SettledMessages, propagate_messages
from berakhlak.statistics.mixed.results import Floats, Ints

UNIT = 2
"""The caller's index of the factor nested in factor 0, if there is a third."""


def clustered_variances(design: CrossedDesign, ratios: Floats) -> list[Floats]:
    """Return the posterior variances of every factor in units of the residual variance.

    Messages pass over the rating graph; levels that share many raters are inverted together,
    with messages from outside. Both leave out only walks around cycles that leave a cluster, so
    officers' and raters' variances are lower bounds. A unit factor is put on top as a hierarchy,
    which leaves out the ties that raters make between units.
    """
    places = [k for k, caller in enumerate(design.order) if caller != UNIT]
    large, small = places
    shared = design.shared(small, large)
    messages = propagate_messages(shared, ratios[small], ratios[large])
    labels = cluster_levels(shared, ratios[small], ratios[large])
    variances = [np.empty(0)] * len(ratios)
    variances[small], variances[large] = _within_clusters(
        messages, labels, shared.sum(axis=1) + 1.0 / ratios[small]
    )
    if len(ratios) > len(places):
        _add_unit(design, ratios, variances)
    return variances


@dataclass(frozen=True, slots=True)
class _Visits:
    """Column levels met within clusters: edges sorted by visit, a visit per column and cluster.

    ``row``, ``count``, ``visit``: per edge. ``column``, ``variance``: per visit; the variance of
    the column's effect had it only its prior and the messages from outside the cluster.
    """

    row: Ints
    count: Floats
    visit: Ints
    column: Ints
    variance: Floats


def _visits(messages: SettledMessages, labels: Ints) -> _Visits:
    inside = np.flatnonzero(labels[messages.row] >= 0)
    inside = inside[np.lexsort((labels[messages.row[inside]], messages.column[inside]))]
    row, column = messages.row[inside], messages.column[inside]
    key = labels[row]
    fresh = np.ones(len(inside), dtype=bool)
    fresh[1:] = (column[1:] != column[:-1]) | (key[1:] != key[:-1])
    visit = np.cumsum(fresh) - 1
    met = column[fresh]
    taken = np.bincount(visit, weights=messages.from_row[inside], minlength=len(met))
    variance = 1.0 / (messages.column_precision[met] + taken)
    return _Visits(row, messages.count[inside], visit, met, variance)


def _within_clusters(
    messages: SettledMessages, labels: Ints, prior: Floats
) -> tuple[Floats, Floats]:
    """Return row and column variances, bettered for the rows of clusters and their columns."""
    rows, columns = 1.0 / messages.row_precision, 1.0 / messages.column_precision
    visits = _visits(messages, labels)
    inverse = _inverse_blocks(visits, labels, prior)
    members = np.flatnonzero(labels >= 0)
    rows[members] = np.maximum(rows[members], inverse.flat[inverse.at(members, members)])
    spread = np.zeros(len(visits.column))
    for i, j in _pairs(visits.visit):
        between = inverse.flat[inverse.at(visits.row[i], visits.row[j])]
        amount = (1.0 + (i is not j)) * visits.count[i] * visits.count[j] * between
        spread += np.bincount(visits.visit[i], amount, minlength=len(spread))
    bettered = visits.variance + visits.variance**2 * spread
    np.maximum.at(columns, visits.column, bettered)
    return rows, columns


def _inverse_blocks(visits: _Visits, labels: Ints, prior: Floats) -> ClusterBlocks:
    """Absorb the columns into each cluster's equations and invert them."""
    blocks = ClusterBlocks(labels)
    members = np.flatnonzero(labels >= 0)
    blocks.flat[blocks.at(members, members)] = prior[members]
    for i, j in _pairs(visits.visit):
        row, other = visits.row[i], visits.row[j]
        amount = -visits.variance[visits.visit[i]] * visits.count[i] * visits.count[j]
        np.add.at(blocks.flat, blocks.at(row, other), amount)
        if i is not j:
            np.add.at(blocks.flat, blocks.at(other, row), amount)
    blocks.invert()
    return blocks


def _pairs(group: Ints) -> Iterator[tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]]:
    """Yield all unordered pairs within runs of equal ``group``; first each with itself."""
    i = np.arange(len(group))
    yield i, i
    apart = 1
    while len(i):
        i = i[i + apart < len(group)]
        i = i[group[i] == group[i + apart]]
        yield i, i + apart
        apart += 1


def _add_unit(design: CrossedDesign, ratios: Floats, variances: list[Floats]) -> None:
    """Widen officers' variances by what is unknown of their unit, as in a nested hierarchy."""
    officer, unit = design.order.index(0), design.order.index(UNIT)
    membership = design.shared(officer, unit)
    given = variances[officer]
    reliability = 1.0 - given / ratios[officer]
    # An officer tells of the unit with the officer's own spread and the data's: g / reliability.
    informs = reliability / ratios[officer]
    home = membership.indices
    variances[unit] = 1.0 / (
        1.0 / ratios[unit] + np.bincount(home, weights=informs, minlength=design.sizes[unit])
    )
    variances[officer] = given + reliability**2 * variances[unit][home]
