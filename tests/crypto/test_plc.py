"""Keys, signatures and operations of the PLC directory, against what others made."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wildgrass.crypto import plc
from wildgrass.crypto.did_key import DidKeyError, SigningKey, base58, check_key, from_base58, is_signed

VECTORS = Path(__file__).parent.parent / "vectors" / "plc"
DID = "did:plc:ana7n2ppeqk57pay7azhjs24"


def _vectors(name: str) -> Any:
    return json.loads((VECTORS / name).read_text())


def _key(number: int) -> SigningKey:
    return SigningKey(bytes.fromhex(_vectors("w3c_didkey_K256.json")[number]["privateKeyBytesHex"]))


def _first(key: SigningKey, **changes: Any) -> dict[str, Any]:
    made = {
        "type": "plc_operation",
        "rotationKeys": [key.did],
        "verificationMethods": {},
        "alsoKnownAs": ["at://草.test"],
        "services": {},
        "prev": None,
    }
    return plc.signed(made | changes, key)


@pytest.mark.parametrize("number", range(5))
def test_a_secret_keys_public_half_is_the_published_one(number: int) -> None:
    key = _key(number)
    assert key.did == _vectors("w3c_didkey_K256.json")[number]["publicDidKey"]
    assert SigningKey.of(key.text()).did == key.did


def test_the_published_key_of_the_other_curve_is_one() -> None:
    check_key(_vectors("w3c_didkey_P256.json")[0]["publicDidKey"])


@pytest.mark.parametrize("one", _vectors("signature-fixtures.json"), ids=lambda one: one["comment"])
def test_published_signatures_hold_or_not(one: dict[str, Any]) -> None:
    def raw(text: str) -> bytes:
        return base64.b64decode(text + "=" * (-len(text) % 4))

    held = is_signed(one["publicKeyDid"], raw(one["messageBase64"]), raw(one["signatureBase64"]))
    assert held is one["validSignature"]


@given(st.binary(max_size=100))
def test_what_is_signed_holds_and_anything_else_does_not(data: bytes) -> None:
    key = _key(0)
    signature = key.sign(data)
    assert is_signed(key.did, data, signature)
    assert not is_signed(_key(1).did, data, signature)
    assert not is_signed(key.did, data + b"x", signature)
    assert not is_signed(key.did, data, signature[:-1])
    assert not is_signed(key.did, data, bytes(64))


@given(st.binary(max_size=60))
def test_letters_lead_back_to_bytes(data: bytes) -> None:
    assert from_base58(base58(data)) == data


@pytest.mark.parametrize(
    "text",
    [
        "",
        "did:key:",
        "did:key:z",
        "did:key:zQ3shO",
        "did:key:z" + "1" * 48,
        "did:web:x",
        "did:key:z" + "Q" * 5000,
    ],
)
def test_other_texts_are_no_keys(text: str) -> None:
    with pytest.raises(DidKeyError):
        check_key(text)


@pytest.mark.parametrize(
    "text", ["", "z", "zz", "x" * 48, "9085d2", "zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme"]
)
def test_other_texts_are_no_secret_keys_and_are_not_quoted(text: str) -> None:
    with pytest.raises(DidKeyError) as caught:
        SigningKey.of(text)
    assert len(text) < 3 or text not in str(caught.value)


def test_a_key_shows_nothing_of_its_secret() -> None:
    key = _key(0)
    assert key.text() not in f"{key!r} {key}"
    assert key.did in repr(key)


def test_a_published_log_holds_and_its_operations_have_their_published_names() -> None:
    """Those that were taken back are signed and named rightly too; they only stand aside."""
    entries = _vectors("log_nullification_nontrivial.json")
    by_name = {one["cid"]: one["operation"] for one in entries}
    for one in entries:
        assert plc.name_of(one["operation"]) == one["cid"]
        before = by_name.get(one["operation"]["prev"], one["operation"])
        assert plc.signer(one["operation"], before["rotationKeys"]) is not None
    standing = [one["operation"] for one in entries if not one["nullified"]]
    assert plc.checked(DID, standing)["alsoKnownAs"] == ["at://op7"]


def _standing() -> list[dict[str, Any]]:
    found = _vectors("log_nullification_nontrivial.json")
    return [one["operation"] for one in found if not one["nullified"]]


def _changed(log: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [*log[:-1], log[-1] | {"alsoKnownAs": ["at://op8"]}]


@pytest.mark.parametrize(
    ("log", "reason"),
    [
        ([], "empty"),
        (_standing()[1:], "another identity"),
        ([_standing()[0], _standing()[2]], "does not follow"),
        (_changed(_standing()), "none of the keys"),
        ([_standing()[0], plc.signed(_standing()[1], _key(0))], "none of the keys"),
        ([1, 2], "form"),
        ({"a": 1}, "empty"),
        (None, "empty"),
        ([{"type": "plc_operation"}], "another identity"),
        ([_standing()[0] | {"services": {"a": 1.5}}], "form"),
        ([_standing()[0] | {"sig": "!"}], "another identity"),
    ],
)
def test_a_log_that_does_not_hold_is_refused(log: Any, reason: str) -> None:
    with pytest.raises(plc.PlcLogError) as caught:
        plc.checked(DID, log)
    assert reason in str(caught.value)


def test_an_identity_that_was_given_up_is_said() -> None:
    key = _key(0)
    first = _first(key)
    end = plc.signed({"type": "plc_tombstone", "prev": plc.name_of(first)}, key)
    with pytest.raises(plc.PlcLogError, match="given up"):
        plc.checked(plc.did_of(first), [first, end])


def test_a_first_operation_of_the_old_form_names_its_keys() -> None:
    one, other = _key(0), _key(1)
    first = plc.signed(
        {
            "type": "create",
            "signingKey": one.did,
            "recoveryKey": other.did,
            "handle": "me.test",
            "service": "pds.test",
            "prev": None,
        },
        one,
    )
    assert plc.checked(plc.did_of(first), [first]) == first
    made = plc.normal(first)
    assert made["rotationKeys"] == [other.did, one.did]
    assert made["services"]["atproto_pds"]["endpoint"] == "https://pds.test"


_VALUES = st.recursive(
    st.none() | st.text(max_size=9) | st.integers() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
)


@given(_VALUES)
def test_no_answer_of_a_directory_does_anything_but_hold_or_be_refused(log: Any) -> None:
    with pytest.raises(plc.PlcLogError):
        plc.checked(DID, [_standing()[0], log])
    with pytest.raises(plc.PlcLogError):
        plc.checked(DID, log)
