"""Keys of cycles in a token (SoftHSM, the real one): made there, never handed out, destroyed."""

from __future__ import annotations

import gc
import multiprocessing
from types import SimpleNamespace

import pkcs11
import pytest

from berakhlak.cycles.key_errors import KeyUnreachable
from berakhlak.cycles.keys import KeyForeign, KeyMissing, KeyNotMade, KeyStore
from berakhlak.cycles.token_secrets import PURPOSE, TokenSecrets
from config import Config
from tests.support.soft_token import DRIVER, LABEL, PIN, make_token

NAME = "a1b2c3"


def forget_sessions():
    """As when the network to the token was away: the driver knows no session any more."""
    gc.collect()  # What is only half let go of would be told of later.
    pkcs11.lib(DRIVER).reinitialize()


@pytest.fixture
def token(tmp_path, monkeypatch):
    """A fresh token; the driver in this process is told to look there."""
    made = make_token(tmp_path)
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("berakhlak.cycles.token_secrets._DEVICES", {})
    forget_sessions()
    return made


@pytest.fixture
def secrets(token):
    return TokenSecrets(DRIVER, LABEL, PIN)


def read_elsewhere(environment, answer):
    """As another host does; here another process, which is not given what ours has opened."""
    import os

    os.environ.update(environment)
    key = KeyStore(TokenSecrets(DRIVER, LABEL, PIN)).load_key(NAME)
    answer.put(key.handle(7))


@pytest.mark.exercises("KEY_STORE", "KEY_TOKEN_MODULE", "KEY_TOKEN_LABEL", "KEY_TOKEN_PIN")
def test_the_settings_choose_the_token_and_every_process_derives_the_same_key(token):
    from berakhlak.cycles.keyring import key_store_of

    config = Config.read(token.settings)
    assert not config.defects
    keys = key_store_of(config)
    made = keys.create(NAME)

    for method in ("spawn", "fork"):  # A fork inherits a session that is not its own.
        context = multiprocessing.get_context(method)
        answer = context.Queue()
        other = context.Process(target=read_elsewhere, args=(token.environment, answer))
        other.start()
        assert answer.get(timeout=30) == made.handle(7)
        other.join(30)

    assert keys.key_names() == [NAME]
    assert keys.key_of(SimpleNamespace(key_name=NAME, key_fingerprint=made.fingerprint)) == made
    with pytest.raises(KeyForeign):
        keys.key_of(SimpleNamespace(key_name=NAME, key_fingerprint="0" * 64))


def test_the_token_hands_out_no_key_and_lets_nobody_change_or_copy_one(secrets):
    KeyStore(secrets).create(NAME)

    [key] = secrets._do(lambda session: secrets._found(session, NAME))
    with pytest.raises(pkcs11.AttributeSensitive):
        key[pkcs11.Attribute.VALUE]
    assert key[pkcs11.Attribute.EXTRACTABLE] is False
    with pytest.raises(pkcs11.PKCS11Error):
        key[pkcs11.Attribute.EXTRACTABLE] = True


def test_a_destroyed_key_is_gone_for_every_process_and_from_the_disk(token, secrets):
    keys = KeyStore(secrets)
    keys.create(NAME)
    keys.create("andmore")
    before = set(token.objects())
    [held] = secrets._do(lambda session: secrets._found(session, NAME))

    keys.destroy(NAME)
    keys.destroy(NAME)

    assert not keys.exists(NAME)
    assert keys.key_names() == ["andmore"]
    assert len(before - set(token.objects())) == 1
    with pytest.raises(pkcs11.PKCS11Error):  # What somebody held of it opens nothing either.
        held.sign(PURPOSE, mechanism=pkcs11.Mechanism.SHA256_HMAC)
    with pytest.raises(KeyMissing) as gone:
        keys.load_key(NAME)
    assert "tidak ada di token" in gone.value.detail


def test_a_key_is_made_once_and_trying_leaves_nothing(token, secrets):
    keys = KeyStore(secrets)
    keys.require_makeable(NAME)
    assert (keys.key_names(), token.objects()) == ([], [])

    keys.create(NAME)
    with pytest.raises(FileExistsError):
        keys.create(NAME)
    keys.require_makeable(NAME)
    with pytest.raises(ValueError, match="letters and digits"):
        keys.load_key("../x")


# The driver of a session that is gone complains once more when what it was at is let go of.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_token_that_is_away_is_told_and_nothing_passes_for_gone(token, secrets):
    keys = KeyStore(secrets)
    keys.create(NAME)
    wrong = TokenSecrets(DRIVER, "lain", PIN)

    for act in (lambda: KeyStore(wrong).load_key(NAME), lambda: wrong.destroy(NAME), wrong.maker):
        with pytest.raises(KeyUnreachable) as away:
            act()
        assert "token lain tidak dapat dipakai" in away.value.detail
    assert KeyStore(wrong).exists(NAME)
    for act in (wrong.make, wrong.require_makeable):
        with pytest.raises(KeyNotMade):
            act(NAME)

    forget_sessions()
    assert keys.load_key(NAME).fingerprint


def test_a_wrong_pin_is_tried_once_for_a_token_locks_itself(secrets, monkeypatch):
    tried = []
    spoilt = TokenSecrets(DRIVER, LABEL, "000000")
    forget_sessions()
    opening = type(pkcs11.lib(DRIVER).get_token(token_label=LABEL)).open

    def counted(self, *args, **named):
        tried.append(1)
        return opening(self, *args, **named)

    device = SimpleNamespace(open=lambda **named: counted(found, **named))
    found = pkcs11.lib(DRIVER).get_token(token_label=LABEL)
    monkeypatch.setattr(
        pkcs11, "lib", lambda _: SimpleNamespace(get_token=lambda **_: device, reinitialize=int)
    )
    for _ in range(3):
        with pytest.raises(KeyUnreachable) as refused:
            spoilt.read(NAME)
        assert "PinIncorrect" in refused.value.detail

    assert len(tried) == 1
