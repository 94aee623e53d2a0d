"""Share documents and commitments: strict, canonical, and silent about words."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wildgrass.crypto import age, slip39
from wildgrass.errors import WildgrassError
from wildgrass.vault.shares import (
    Commitments,
    CommitmentsError,
    ShareDocument,
    ShareDocumentError,
    TrusteeNameError,
    check_name,
    commit,
    file_stem,
    fingerprint,
)

VAULT = "00112233445566778899aabbccddeeff"
COORDINATOR = age.X25519Identity.from_secret(b"\x07" * 32).recipient().text
RECOVERY = age.X25519Identity.from_secret(b"\x09" * 32).recipient().text


def counting(seed=1):
    state = [seed]

    def random(size):
        state[0] = (state[0] * 6364136223846793005 + 1442695040888963407) % 2**64
        return (state[0].to_bytes(8, "big") * 8)[:size]

    return random


DEALT = slip39.split(bytes(range(32)), threshold=2, count=3, random=counting())
DOCUMENT = ShareDocument(
    vault_id=VAULT,
    index=2,
    trustee="李薇",
    threshold=2,
    total=3,
    coordinator=COORDINATOR,
    kind="x25519",
    recipient=fingerprint(RECOVERY),
    words=DEALT[1].phrase(),
)
COMMITMENTS = commit(VAULT, RECOVERY, [share.phrase() for share in DEALT], counting(5))


def test_a_document_is_read_back():
    assert ShareDocument.from_bytes(DOCUMENT.to_bytes()) == DOCUMENT


def test_a_document_never_shows_its_words():
    assert not any(word in repr(DOCUMENT) for word in DOCUMENT.words.split() if len(word) > 4)


def changed(**fields):
    return (
        json.dumps(json.loads(DOCUMENT.to_bytes()) | fields, ensure_ascii=False, indent=1, sort_keys=True)
        + "\n"
    ).encode()


@pytest.mark.parametrize(
    "fields",
    [
        {"share": 2},
        {"share": True},
        {"index": 1},
        {"index": 0},
        {"index": 4},
        {"index": "2"},
        {"index": True},
        {"index": 2.0},
        {"threshold": 3},
        {"threshold": 0},
        {"total": 1},
        {"total": 17},
        {"vault": VAULT.upper()},
        {"vault": VAULT[:-1]},
        {"vault": None},
        {"recipient": "00"},
        {"kind": "rsa"},
        {"trustee": ""},
        {"trustee": "Li\u202eWei"},
        {"trustee": "x" * 61},
        {"trustee": ["李薇"]},
        {"coordinator": "age1nothing"},
        {"coordinator": "AGE-SECRET-KEY-1QQPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQQFNN8P"},
        {"words": DEALT[0].phrase()},
        {"words": DOCUMENT.words.upper()},
        {"words": DOCUMENT.words + " "},
        {"words": DOCUMENT.words.replace(" ", "  ", 1)},
        {"words": "academic " * 5000},
        {"words": ""},
        {"more": 1},
    ],
)
def test_a_document_that_contradicts_itself_is_refused(fields):
    with pytest.raises(WildgrassError) as error:
        ShareDocument.from_bytes(changed(**fields), "share-2.age")
    assert "share-2.age" in str(error.value)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"share": 1}',
        b" " * 20_000,
        DOCUMENT.to_bytes()[:-1],
        DOCUMENT.to_bytes() + b"\n",
        DOCUMENT.to_bytes().replace(b"\n ", b"\n  "),
        DOCUMENT.to_bytes().replace(b'"index": 2,', b'"index": 1,\n "index": 2,'),
        DOCUMENT.to_bytes().replace("李薇".encode(), b"\\u674e\\u8587"),
    ],
)
def test_other_bytes_are_refused(data):
    with pytest.raises(ShareDocumentError):
        ShareDocument.from_bytes(data)


@given(st.integers(0, 5000), st.integers(1, 255))
def test_any_changed_byte_of_a_document_is_refused_or_is_a_whole_document(place, change):
    """The seal outside finds every change; the document alone still never reads as something malformed."""
    data = bytearray(DOCUMENT.to_bytes())
    data[place % len(data)] ^= change
    try:
        read = ShareDocument.from_bytes(bytes(data))
    except WildgrassError:
        return
    assert read.to_bytes() == bytes(data)
    assert read.words == DOCUMENT.words


names = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=60)


@given(names)
def test_any_visible_name_goes_into_a_document_and_a_file_name(name):
    document = replace(DOCUMENT, trustee=check_name(name))
    assert ShareDocument.from_bytes(document.to_bytes()) == document
    stem = file_stem(2, name)
    assert stem.startswith("share-2-")
    assert not set(stem) & set('/\\:*?"<>|. \0')
    assert len(stem.encode()) < 200


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Ana", "share-2-Ana"),
        ("Li Wei", "share-2-Li-Wei"),
        ("王小明 (Tante Grete)", "share-2-王小明-Tante-Grete"),
        ("../../etc/passwd", "share-2-etc-passwd"),
        ("CON", "share-2-CON"),
        ("🙂", "share-2-trustee"),
        ("a_b", "share-2-a-b"),
        ("國" * 60, "share-2-" + "國" * 40),
    ],
)
def test_file_names(name, stem):
    assert file_stem(2, name) == stem


@pytest.mark.parametrize(
    "name", ["", " ", " Ana", "Ana\n", "A\x00", "\u200b", "a\u2028b", "\ue000", "x" * 61]
)
def test_a_name_that_cannot_be_seen_is_refused(name):
    with pytest.raises(TrusteeNameError):
        check_name(name)


def test_commitments_are_read_back_and_know_exactly_the_dealt_shares():
    read = Commitments.from_bytes(COMMITMENTS.to_bytes())
    assert read == COMMITMENTS
    for index, share in enumerate(DEALT, 1):
        assert [read.has(number, share.phrase()) for number in range(18)] == [
            number == index for number in range(18)
        ]


def test_commitments_do_not_tell_names_or_how_many_shares_there_are():
    text = COMMITMENTS.to_bytes().decode()
    five = (
        commit(VAULT, RECOVERY, [share.phrase() for share in DEALT] + ["x", "y"], counting(6))
        .to_bytes()
        .decode()
    )
    assert len(text) == len(five)
    assert len(text.splitlines()) == 20
    assert "李薇" not in text


GOOD = COMMITMENTS.to_bytes()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        GOOD[:-1],
        GOOD + b"\n",
        GOOD.replace(b"\n", b"\r\n"),
        GOOD.replace(b"commitments 1", b"commitments 2"),
        GOOD.replace(b"vault 0", b"vault g"),
        GOOD.replace(b"salt ", b"salt"),
        GOOD.replace(b"\n2 ", b"\n1 "),
        GOOD.replace(b"\n2 ", b"\n02 "),
        GOOD.replace(b"\n16 ", b"\n17 "),
        b"\n".join(GOOD.split(b"\n")[:-2]) + b"\n",
        GOOD.upper(),
        b"x" * 100_000,
        "\u0660".encode() * 20,
    ],
)
def test_other_commitments_are_refused(data):
    with pytest.raises(CommitmentsError):
        Commitments.from_bytes(data)


@given(st.binary(max_size=2000))
def test_any_bytes_give_a_typed_error(data):
    with pytest.raises(CommitmentsError):
        Commitments.from_bytes(data)
    with pytest.raises(ShareDocumentError):
        ShareDocument.from_bytes(data)
