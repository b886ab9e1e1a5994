"""A signature by a key in a file: valid for two independent readers, and the tags stay."""

from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from berakhlak.signing.signatures import BrokenSignature, read_signature
from berakhlak.signing.signers import SigningNotConfigured, signer_from
from berakhlak.signing.signers.keyfile import KeyFileSigner
from config import SigningSettings
from tests.signing import keys
from tests.signing.conftest import ROOT, SEAL


def test_the_signature_holds_and_names_the_certificate(
    seal: KeyFileSigner, small_pdf: bytes
) -> None:
    signature = read_signature(seal.sign(small_pdf, reason="uji"), [keys.root_as_asn1(ROOT)])
    assert signature is not None
    assert signature.holds
    assert signature.trusted is True
    assert signature.subject == f"{SEAL}, Pemerintah Kabupaten Sukamaju"
    assert signature.issuer.startswith(ROOT)
    assert seal.vouches_for(signature)


def test_without_roots_trust_is_left_open_and_under_a_strange_root_it_is_denied(
    seal: KeyFileSigner, small_pdf: bytes
) -> None:
    signed = seal.sign(small_pdf, reason="uji")
    unexamined = read_signature(signed)
    strange = read_signature(signed, [keys.root_as_asn1("Akar Lain")])
    assert unexamined is not None
    assert unexamined.trusted is None
    assert unexamined.holds
    assert strange is not None
    assert strange.trusted is False
    assert not strange.holds


def test_signing_adds_to_the_file_and_changes_nothing_so_its_tags_stay(
    seal: KeyFileSigner, small_pdf: bytes
) -> None:
    signed = seal.sign(small_pdf, reason="uji")
    assert signed.startswith(small_pdf)
    with pikepdf.open(BytesIO(signed)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert pdf.open_metadata()["pdfuaid:part"] == "1"
        [field] = pdf.Root.AcroForm.Fields
        assert field.V.SubFilter == "/ETSI.CAdES.detached"
        assert str(field.TU)
        assert all(float(edge) < 0 for edge in field.Rect)


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="pdfsig (poppler-utils) is not here")
def test_an_independent_reader_finds_the_signature_valid(
    seal: KeyFileSigner, small_pdf: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(seal.sign(small_pdf, reason="uji"))
    said = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True).stdout
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said


def test_a_changed_byte_breaks_it_and_an_addition_is_seen(
    seal: KeyFileSigner, small_pdf: bytes
) -> None:
    signed = seal.sign(small_pdf, reason="uji")
    place = signed.index(b"%PDF-1.7") + 10  # In the comment line, which every parser skips.
    changed = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
    altered = read_signature(changed)
    added = read_signature(signed + b"\n% more\n")
    assert altered is not None
    assert not altered.intact
    assert added is not None
    assert added.intact
    assert not added.covers_all
    assert not added.holds


def test_a_file_without_a_signature_has_none_and_rubbish_is_called_broken(
    small_pdf: bytes,
) -> None:
    assert read_signature(small_pdf) is None
    with pytest.raises(BrokenSignature):
        read_signature(b"not a PDF")


@pytest.mark.parametrize("passphrase", ["", keys.PASSPHRASE])
def test_a_pem_file_serves_as_well(tmp_path: Path, small_pdf: bytes, passphrase: str) -> None:
    path = keys.pem_file(tmp_path, SEAL, ROOT, passphrase)
    signed = KeyFileSigner.from_file(path, passphrase).sign(small_pdf, reason="uji")
    signature = read_signature(signed, [keys.root_as_asn1(ROOT)])
    assert signature is not None
    assert signature.holds


@pytest.mark.parametrize("fault", ["missing", "passphrase", "rubbish", "unset", "word"])
def test_settings_that_cannot_work_are_named_without_their_secret(
    tmp_path: Path, fault: str
) -> None:
    path = keys.pkcs12_file(tmp_path, SEAL, ROOT)
    values = {"signer": "key", "key_file": path, "passphrase": keys.PASSPHRASE}
    if fault == "missing":
        path.unlink()
    elif fault == "passphrase":
        values["passphrase"] = "salah-sama-sekali"
    elif fault == "rubbish":
        path.write_bytes(b"no key at all")
    elif fault == "unset":
        values["key_file"] = None
    else:
        values["signer"] = "pena"
    with pytest.raises(SigningNotConfigured) as caught:
        signer_from(SigningSettings(**values))  # type: ignore[arg-type]
    assert caught.value.detail
    assert str(values["passphrase"]) not in caught.value.detail + str(caught.value)


def test_no_signer_is_chosen_unless_one_is_named() -> None:
    assert signer_from(SigningSettings()) is None


def test_settings_and_signers_do_not_show_their_secrets(tmp_path: Path) -> None:
    settings = SigningSettings(
        signer="key",
        key_file=keys.pkcs12_file(tmp_path, SEAL, ROOT),
        passphrase=keys.PASSPHRASE,
        bsre_password="sandi-layanan",
        bsre_nik="3201010101800001",
    )
    shown = repr(settings) + repr(signer_from(settings))
    assert not [
        word for word in (keys.PASSPHRASE, "sandi-layanan", "3201010101800001") if word in shown
    ]
