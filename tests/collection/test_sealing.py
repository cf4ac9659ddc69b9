import contextlib
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.collection import sealing
from surveyapp.collection.code_text import ALPHABET, decode, encode
from surveyapp.collection.sealing_keys import (
    is_protected,
    practice_key,
    protected_key,
    read_server_key,
    read_wave_key,
    server_key_text,
)
from surveyapp.errors import InputError

KEY = bytes(range(32))
SECRET = b"0123456789"


@given(st.binary(max_size=300))
def test_only_the_private_half_opens_what_was_sealed(data):
    public, private = sealing.key_pair(KEY)
    blob = sealing.seal(public, data)
    assert len(blob) == len(data) + 48
    assert sealing.open_sealed(private, blob) == data
    other = sealing.key_pair(b"\1" * 32)[1]
    with pytest.raises(InputError, match="another key"):
        sealing.open_sealed(other, blob)


def test_sealing_twice_gives_unrelated_bytes():
    public, _ = sealing.key_pair(KEY)
    assert sealing.seal(public, b"same") != sealing.seal(public, b"same")


def test_an_altered_byte_is_noticed():
    public, private = sealing.key_pair(KEY)
    blob = bytearray(sealing.seal(public, b"answers"))
    blob[-1] ^= 1
    with pytest.raises(InputError, match="altered"):
        sealing.open_sealed(private, bytes(blob))


@given(st.binary(max_size=300))
def test_a_draft_opens_only_with_its_secret(data):
    key = sealing.draft_key(KEY, SECRET)
    blob = sealing.encrypt_draft(key, data)
    assert sealing.decrypt_draft(key, blob) == data
    with pytest.raises(InputError):
        sealing.decrypt_draft(sealing.draft_key(KEY, b"another010"), blob)
    with pytest.raises(InputError):
        sealing.decrypt_draft(sealing.draft_key(b"\2" * 32, SECRET), blob)


def test_everything_derived_from_a_secret_is_a_keyed_hash_and_differs_by_purpose():
    wanted = hmac.new(KEY, b"surveyapp draft id\0" + SECRET, hashlib.sha256).digest()
    assert sealing.draft_id(KEY, SECRET) == wanted
    nonce = sealing.nonce(KEY, SECRET)
    derived = {
        sealing.draft_id(KEY, SECRET),
        sealing.draft_key(KEY, SECRET),
        nonce,
        sealing.response_id(KEY, nonce),
    }
    assert len(derived) == 4
    assert sealing.receipt_hash(nonce) == (
        hashlib.sha256(b"surveyapp receipt\0" + nonce).hexdigest()
    )


@given(st.binary(min_size=10, max_size=10))
def test_a_resume_code_is_four_groups_of_four_and_is_read_back(secret):
    text = sealing.secret_text(secret)
    assert [len(group) for group in text.split("-")] == [4, 4, 4, 4]
    assert sealing.read_secret(text) == secret


@given(st.binary(min_size=15, max_size=15))
def test_a_receipt_is_read_back_however_it_is_typed(nonce):
    text = sealing.receipt_text(nonce)
    typed = text.lower().replace("-", "  ").replace("0", "o").replace("1", "l")
    assert sealing.read_receipt(typed) == nonce


@pytest.mark.parametrize(
    "text", ["", "ABCD", "ABCD-EFGH-JKMN-PQR", "ABCD-EFGH-JKMN-PQR!", "é" * 16]
)
def test_a_mistyped_code_is_refused_without_repeating_it(text):
    with pytest.raises(InputError, match="16 letters and digits") as refused:
        sealing.read_secret(text)
    assert refused.value.problems[0].code == "mistyped"
    assert not text or text not in str(refused.value)


@given(st.text(max_size=40))
def test_any_text_is_a_code_or_refused(text):
    with contextlib.suppress(InputError):
        assert len(sealing.read_secret(text)) == 10


def test_codes_have_no_look_alikes():
    assert not set("ILOU") & set(ALPHABET)
    assert decode(encode(b"\xff" * 5), 5, "code") == b"\xff" * 5


def test_a_protected_key_needs_its_passphrase_and_its_wave():
    public, private = sealing.key_pair(KEY)
    words = "correct horse battery"
    file = protected_key("w1", private, words, b"s" * 16, effort="interactive")
    assert file.protected
    assert is_protected(file.text)
    assert private.hex() not in file.text
    assert public.hex() in file.text
    assert read_wave_key(file.text, "w1", words) == private
    with pytest.raises(InputError, match="does not open"):
        read_wave_key(file.text, "w1", "wrong horse battery")
    with pytest.raises(InputError, match="no passphrase was given"):
        read_wave_key(file.text, "w1")
    with pytest.raises(InputError, match="belongs to wave 'w1'"):
        read_wave_key(file.text, "w2", words)


def test_a_short_passphrase_is_refused():
    with pytest.raises(InputError, match="at least 12"):
        protected_key("w1", KEY, "short", b"s" * 16)


def test_a_practice_key_says_that_it_protects_nothing():
    file = practice_key("w1", KEY)
    assert not file.protected
    assert "Practice city only" in file.text
    assert read_wave_key(file.text, "w1") == KEY


def test_the_server_key_is_read_back_and_anything_else_refused():
    assert read_server_key(server_key_text(KEY)) == KEY
    for text in ("", "surveyapp server key\nzz", "other\n" + KEY.hex(), "surveyapp server key\n00"):
        with pytest.raises(InputError, match="not a server key"):
            read_server_key(text)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"kind": "other"}'])
def test_what_is_no_wave_key_is_refused(text):
    with pytest.raises(InputError, match="not a wave's private key"):
        read_wave_key(text, "w1")
