"""Who may be named, and which codes open a cycle together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from berakhlak.key_holders.codes import CodeMistyped, spell
from berakhlak.key_holders.envelopes import EnvelopeDamaged, EnvelopeOpener, EnvelopeSealer
from berakhlak.key_holders.handing_over import (
    forget_process_key,
    hand_over,
    process_public_key,
    taken_over,
)
from berakhlak.key_holders.holders import (
    HolderRole,
    HoldersUnsound,
    KeyHolders,
    holders_from,
    name_holders,
)
from berakhlak.key_holders.wrapping import (
    CodeForeign,
    CodesNotEnough,
    HoldersIncomplete,
    WrapsGone,
    begin_holding,
    confirm_code,
    holder_of_code,
    make_code,
    open_with_codes,
    opener_of,
    reissue,
)
from tests.factories.holders import FOUR, hold

TODAY = date(2026, 11, 3)
WITNESSES = {2, 3}
HANDLE = b"h" * 32


@pytest.mark.parametrize("needed", [2, 3])
def test_every_allowed_set_of_codes_opens_and_no_other(needed):
    holders, codes = hold(FOUR, needed)
    private = open_with_codes(holders, codes[-needed:]).private.private_bytes_raw()
    for size in range(5):
        for places in combinations(range(4), size):
            typed = [codes[place] for place in places]
            if size == needed and WITNESSES & set(places):
                assert open_with_codes(holders, typed).private.private_bytes_raw() == private
            else:
                with pytest.raises(CodesNotEnough):
                    open_with_codes(holders, typed)


def test_one_code_typed_twice_is_one_code():
    holders, codes = hold()
    with pytest.raises(CodesNotEnough, match="dua kali"):
        open_with_codes(holders, [codes[2], codes[2].lower()])


def test_the_two_of_management_are_told_that_a_witness_is_missing():
    holders, codes = hold()
    with pytest.raises(CodesNotEnough, match="saksi"):
        open_with_codes(holders, codes[:2])


def test_codes_of_another_cycle_and_slips_are_told_apart():
    holders, codes = hold()
    _others, strange = hold()
    with pytest.raises(CodeForeign):
        open_with_codes(holders, [codes[0], strange[2]])
    with pytest.raises(CodeMistyped):
        open_with_codes(holders, [codes[0], codes[2][:-1]])


def test_wraps_of_another_set_or_cycle_do_not_open():
    """Whoever can write the cycle's row gains nothing by exchanging what lies there."""
    holders, codes = hold()
    others, _strange = hold()
    moved = replace(holders, wraps=holders.wraps | {(0, 2): holders.wraps[0, 3]})
    for spoilt in (moved, replace(holders, wraps=others.wraps), holders.without_wraps()):
        with pytest.raises((WrapsGone, CodeForeign)):
            open_with_codes(spoilt, [codes[0], codes[2]])


def test_a_lost_code_is_replaced_by_enough_others_and_then_useless():
    holders, codes = hold()
    before = open_with_codes(holders, codes[1:3]).private.private_bytes_raw()

    renewed, code = reissue(holders, 0, codes[1:3])

    assert renewed.public == holders.public
    assert not renewed.holders[0].is_confirmed
    after = open_with_codes(renewed, [code, codes[3]]).private.private_bytes_raw()
    assert after == before
    with pytest.raises(CodeForeign):
        open_with_codes(renewed, [codes[0], codes[3]])
    with pytest.raises(CodesNotEnough):
        reissue(holders, 2, codes[:2])


def test_a_code_is_tested_without_opening_anything():
    holders, codes = hold()
    bare = replace(holders, wraps={})

    assert holder_of_code(bare, codes[3])[0] == 3
    assert confirm_code(bare, 3, codes[3], TODAY).holders[3].tested_on == TODAY
    with pytest.raises(CodeForeign, match="Kepala Biro SDM"):
        confirm_code(bare, 0, codes[3], TODAY)


def test_nothing_begins_before_every_code_was_typed_back():
    named = name_holders(FOUR, 2)
    for place in range(4):
        with pytest.raises(HoldersIncomplete):
            begin_holding(named)
        named, code = make_code(named, place)
        with pytest.raises(HoldersIncomplete):
            begin_holding(named)
        named = confirm_code(named, place, code, TODAY)

    assert len(begin_holding(named).wraps) == 5  # Of six pairs, all but the two of management.


@pytest.mark.parametrize(
    ("kept", "needed", "words"),
    [
        (slice(0, 4), 4, "lebih banyak"),  # k = n
        (slice(2, 4), 2, "lebih banyak"),
        (slice(0, 3), 2, "dua saksi"),  # One witness alone.
        (slice(0, 4), 1, "Paling sedikit dua kode"),
    ],
)
def test_a_choice_in_which_one_lost_code_loses_the_cycle_is_refused(kept, needed, words):
    with pytest.raises(HoldersUnsound, match=words):
        name_holders(FOUR[kept], needed)


def test_names_are_needed_and_differ():
    for name in ("", " kepala  biro sdm ", "x" * 101):
        with pytest.raises(HoldersUnsound):
            name_holders([*FOUR, (name, HolderRole.WITNESS)], 2)


def test_how_many_codes_may_be_lost_is_told_as_it_is():
    counts = {
        (size, needed): name_holders(FOUR[:size] if size == 4 else FOUR[1:], needed).spare
        for size, needed in [(3, 2), (4, 2), (4, 3)]
    }
    # Of four, two and one of them a witness: both witnesses lost lose the cycle.
    assert counts == {(3, 2): 1, (4, 2): 1, (4, 3): 1}


def test_what_is_stored_holds_no_code_and_no_private_key():
    holders, codes = hold()
    written = holders.to_json()
    private = open_with_codes(holders, codes[1:3]).private.private_bytes_raw().hex()

    assert holders_from(written) == KeyHolders.from_json(written) == holders
    assert holders_from(None) is None
    assert private not in written
    assert not any(code in written for code in codes)
    with pytest.raises(ValueError, match="berakhlak-pemegang"):
        KeyHolders.from_json(written.replace("pemegang/1", "pemegang/9"))


def test_an_envelope_opens_under_its_own_handle_and_key_alone():
    holders, codes = hold()
    sealer, opener = EnvelopeSealer.of(holders.public), open_with_codes(holders, codes[1:3])
    sealed = sealer.seal("isi é".encode(), HANDLE)

    assert opener.open(sealed, HANDLE).decode() == "isi é"
    stranger = EnvelopeOpener(X25519PrivateKey.generate())
    for other, box, handle in [
        (opener, sealed, b"x" * 32),
        (opener, sealed[:-1] + bytes([sealed[-1] ^ 1]), HANDLE),
        (opener, sealed[:20], HANDLE),
        (stranger, sealed, HANDLE),
    ]:
        with pytest.raises(EnvelopeDamaged):
            other.open(box, handle)


def test_envelopes_fill_the_boxes_around_them_whatever_they_hold():
    sealer = EnvelopeSealer(X25519PrivateKey.generate().public_key())
    sizes = {n: len(sealer.seal(b"x" * n, HANDLE)) for n in (0, 21, 840, 841, 1736, 1737)}

    assert sizes == {0: 892, 21: 892, 840: 892, 841: 1788, 1736: 1788, 1737: 2684}


def test_what_is_handed_over_opens_in_the_process_it_is_meant_for_and_for_its_cycle():
    holders, codes = hold()
    opener = open_with_codes(holders, codes[1:3])
    elsewhere = X25519PrivateKey.generate().public_key().public_bytes_raw().hex()

    assert set(hand_over(opener, [elsewhere], about=7)) == {elsewhere}
    assert set(hand_over(opener, [], about=7)) == {process_public_key()}
    handed = hand_over(opener, [elsewhere, process_public_key()], about=7)

    private = taken_over(handed, about=7)
    assert opener_of(holders, private).private.private_bytes_raw() == private
    assert taken_over(handed, about=8) is None
    assert taken_over({elsewhere: handed[elsewhere]}, about=7) is None
    with pytest.raises(CodeForeign):
        opener_of(hold()[0], private)
    forget_process_key()
    assert taken_over(handed, about=7) is None


def test_codes_are_spelled_from_what_derives_the_key():
    holders, codes = hold()
    assert {spell(bytes(16)), *codes} > set(codes)
    assert len(set(codes)) == 4
    with pytest.raises(CodeForeign):
        holder_of_code(holders, spell(bytes(16)))
