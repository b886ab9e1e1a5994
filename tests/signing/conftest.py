"""Published profiles to issue, and signers to issue them with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string

from berakhlak.documents.pdf import render_pdf
from berakhlak.profiles.printing import file_identifier
from berakhlak.profiles.profile import Profile
from berakhlak.signing.signers.keyfile import KeyFileSigner
from config import SigningSettings
from tests.factories.published import PublishedCycle, make_published_cycle
from tests.signing import keys
from tests.signing.bsre_service import BsreService, serving_bsre
from tests.support.pages import PageClient
from tests.support.pdf import text_of

SEAL, ROOT = "Segel BKD Sukamaju", "Akar Uji"
BSRE_ROOT = "BSrE CA Uji"
PRINTED = """<html lang="id"><title>Profil</title><h1>{{ profile.name }}</h1>
<meta name="keywords" content="verifikasi/{{ profile.verification.code }}">
{% include "signing/_printed.html" %}</html>"""


@pytest.fixture
def published(session: Any, app: Flask) -> PublishedCycle:
    from berakhlak.cycles.keyring import key_store

    made = make_published_cycle(session, key_store(), staff=2)
    session.commit()
    return made


@pytest.fixture
def settings_for(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Give the running application other settings of signing for one test."""

    def change(**values: Any) -> None:
        config = replace(app.config["BERAKHLAK"], signing=SigningSettings(**values))
        monkeypatch.setitem(app.config, "BERAKHLAK", config)

    return change


@pytest.fixture
def key_settings(tmp_path: Path) -> dict[str, Any]:
    """Sign with a seal under a root that this application trusts."""
    return {
        "signer": "key",
        "key_file": keys.pkcs12_file(tmp_path, SEAL, ROOT),
        "passphrase": keys.PASSPHRASE,
        "roots_file": keys.roots_file(tmp_path, ROOT),
    }


@pytest.fixture
def seal(tmp_path: Path) -> KeyFileSigner:
    return KeyFileSigner.from_file(keys.pkcs12_file(tmp_path, SEAL, ROOT), keys.PASSPHRASE)


@pytest.fixture
def bsre(tmp_path: Path) -> Iterator[BsreService]:
    """The national service as documented, with a certificate under a root of that name."""
    folder = tmp_path / "bsre"
    folder.mkdir()
    key = KeyFileSigner.from_file(
        keys.pkcs12_file(folder, "Kepala BKD", BSRE_ROOT), keys.PASSPHRASE
    )
    with serving_bsre(key) as service:
        yield service


@pytest.fixture(scope="session")
def small_pdf() -> bytes:
    """A tagged document of a few lines."""
    return render_pdf(
        "<html lang='id'><title>Uji</title><h1>Uji</h1><p>Satu halaman.</p></html>",
        identifier=b"uji",
    )


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> None:
    """Print the issuing part of a profile alone, which takes a tenth of the time."""
    import berakhlak.profiles.views

    def printed(profile: Profile) -> bytes:
        words = render_template_string(PRINTED, profile=profile)
        return render_pdf(words, identifier=file_identifier(profile))

    monkeypatch.setattr(berakhlak.profiles.views, "profile_pdf", printed)


@pytest.fixture
def issue(client: PageClient, published: PublishedCycle) -> Callable[..., bytes]:
    """Download the PDF of an officer (0, 1) as that officer; the bytes as issued."""

    def download(number: int = 0) -> bytes:
        officer = published.officers[number]
        reader = PageClient(client.app).sign_in(published.account_of(officer))
        answer = reader.open(f"/profil/{officer.id}.pdf")
        assert answer.status_code == 200, answer.get_data(as_text=True)[:500]
        return bytes(answer.data)

    return download


@pytest.fixture
def words_of(tmp_path: Path) -> Callable[[bytes], str]:
    """The words of a PDF, as an independent program reads them."""
    return lambda pdf: text_of(pdf, tmp_path, "-raw")
