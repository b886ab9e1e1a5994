"""The table of PermenPANRB 6/2022: nine cells, word for word."""

from __future__ import annotations

from berakhlak.performance.models import ExpectationRating as R
from berakhlak.performance.predicate import MATRIX, predicate_of
from berakhlak.performance.words import PREDICATES

# Behaviour: below, as expected, above; one line for each rating of work results.
TABLE = {
    R.ABOVE: ("Kurang/Misconduct", "Baik", "Sangat Baik"),
    R.AS_EXPECTED: ("Kurang/Misconduct", "Baik", "Baik"),
    R.BELOW: ("Sangat Kurang", "Butuh Perbaikan", "Butuh Perbaikan"),
}


def test_the_predicate_is_that_of_the_regulation(app):
    behaviours = (R.BELOW, R.AS_EXPECTED, R.ABOVE)
    with app.test_request_context():
        found = {
            work: tuple(str(PREDICATES[predicate_of(work, each)]) for each in behaviours)
            for work in R
        }
    assert found == TABLE
    assert len(MATRIX) == 9
    assert predicate_of(None, R.ABOVE) is None
    assert predicate_of(R.ABOVE, None) is None
