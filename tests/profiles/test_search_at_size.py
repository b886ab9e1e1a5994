"""A search for profiles looks at the seats of those alone whom the index of people gives."""

from __future__ import annotations

from berakhlak.profiles.finding import select_profiles
from tests.whole_app.test_query_plans import told


def test_words_are_looked_for_among_people_and_a_number_among_seats(session, published):
    officer = published.officers[0]
    with told() as seen:
        found = session.execute(select_profiles(published.cycle, search=officer.name)).all()
        spaced = f"{officer.nip[:8]} {officer.nip[8:]}"
        by_number = session.execute(select_profiles(published.cycle, search=spaced)).all()
    assert officer.id in [row[0] for row in found]
    assert [row[0] for row in by_number] == [officer.id]
    assert session.execute(select_profiles(published.cycle, search=officer.nip[:8])).all() == []
    words, number = [each for each in seen if "officer_result" in each]
    assert "nip =" not in words
    assert "participant.nip =" not in number
