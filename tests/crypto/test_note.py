"""Signed notes: the specification's note, and everything that must be refused."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wildgrass.crypto.note import (
    NoteError,
    NoteKeyError,
    NoteSignature,
    NoteSignatureError,
    NoteUnsignedError,
    Signer,
    Verifier,
    add_signatures,
    open_note,
    parse_note,
    sign_note,
)
from wildgrass.errors import WildgrassError

# C2SP signed-note, introduction. The specification prints no key, so the note is checked for its form only.
SPEC_NOTE = """Ognuno sta solo sul cuor della terra
trafitto da un raggio di sole:

ed è subito sera.

— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=
""".encode()  # noqa: E501

# golang.org/x/mod/sumdb/note, package documentation.
GO_SIGNER = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = """If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
""".encode()

TEXT = "one\n\ntwo: 野草\n"
ALICE = Signer.from_seed("alice.example/log", bytes(range(32)))
BOB = Signer.from_seed("bob.example", bytes(32))


def test_the_note_of_the_specification_splits():
    text, signatures = parse_note(SPEC_NOTE)
    assert text.endswith("ed è subito sera.\n")
    assert [(one.name, one.key_id.hex(), len(one.value)) for one in signatures] == [
        ("quasimodo.example/salvatore", "367ba04b", 64)
    ]


def test_the_note_of_the_go_package_verifies_and_is_made_again():
    note = open_note(GO_NOTE, [Verifier.from_text(GO_VERIFIER)])
    signer = Signer.from_secret_text(GO_SIGNER)
    assert signer.verifier.to_text() == GO_VERIFIER
    assert signer.secret_text() == GO_SIGNER
    assert sign_note(note.text, [signer]) == GO_NOTE


def test_known_signatures_count_and_unknown_ones_are_ignored():
    data = sign_note(TEXT, [ALICE, BOB])
    opened = open_note(data, [BOB.verifier])
    assert opened.text == TEXT
    assert [one.name for one in opened.signatures] == ["bob.example"]
    assert [one.name for one in opened.unknown] == ["alice.example/log"]


def test_a_known_key_with_a_wrong_signature_spoils_the_note():
    """Even when another known key's signature is right."""
    forged = NoteSignature(name=ALICE.name, key_id=ALICE.verifier.key_id, value=bytes(64))
    data = add_signatures(sign_note(TEXT, [BOB]), [forged])
    with pytest.raises(NoteSignatureError, match=r"alice\.example/log"):
        open_note(data, [ALICE.verifier, BOB.verifier])


def test_a_note_without_a_known_key_is_refused():
    with pytest.raises(NoteUnsignedError):
        open_note(sign_note(TEXT, [ALICE]), [BOB.verifier])


def test_the_same_name_with_another_key_is_unknown():
    impostor = Signer.from_seed(ALICE.name, bytes(31) + b"\x01")
    with pytest.raises(NoteUnsignedError):
        open_note(sign_note(TEXT, [impostor]), [ALICE.verifier])


def test_a_cosignature_is_added_once():
    data = sign_note(TEXT, [ALICE])
    both = add_signatures(data, [BOB.sign(TEXT)])
    assert add_signatures(both, [BOB.sign(TEXT)]) == both == sign_note(TEXT, [ALICE, BOB])


def test_sixteen_signatures_are_accepted_and_a_hundred_and_one_are_not():
    signers = [Signer.from_seed(f"witness-{number}", bytes([number]) * 32) for number in range(101)]
    assert len(open_note(sign_note(TEXT, signers[:16]), [signers[3].verifier]).unknown) == 15
    with pytest.raises(NoteError):
        sign_note(TEXT, signers)
    lines = "".join(signer.sign(TEXT).to_line() for signer in signers)
    with pytest.raises(NoteError, match="100"):
        parse_note((TEXT + "\n" + lines).encode())


LINE = ALICE.sign(TEXT).to_line()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"\n\n",
        TEXT.encode(),
        (TEXT + LINE).encode(),
        (TEXT + "\n" + LINE[:-1]).encode(),
        (TEXT + "\n" + LINE + "\n").encode(),
        (TEXT + "\n" + LINE + "x\n").encode(),
        (TEXT + "\n" + LINE.replace("\u2014", "-")).encode(),
        (TEXT + "\n" + LINE.replace("\n", "\r\n")).encode(),
        (TEXT.replace("one", "o\x00e") + "\n" + LINE).encode(),
        (TEXT + "\n" + LINE).encode("utf-16"),
        (TEXT + "\n" + LINE).encode() + b"\xff\n",
        (TEXT + "\n\u2014 alice AAAA\n").encode(),
        (TEXT + "\n\u2014 al+ice AAAAAAAA\n").encode(),
        (TEXT + "\n\u2014  AAAAAAAA\n").encode(),
        (TEXT + "\n\u2014 alice AAAAAAAB=\n").encode(),
        (TEXT + "\n\u2014 alice AAAA AAAA\n").encode(),
        b"x" * 1_000_001,
    ],
)
def test_malformed_notes_are_refused(data):
    with pytest.raises(NoteError):
        open_note(data, [ALICE.verifier])


@pytest.mark.parametrize("text", ["no newline", "a\x07b\n", "tab\there\n", "\ud800\n"])
def test_a_text_that_cannot_be_a_note_is_not_signed(text):
    with pytest.raises(NoteError):
        sign_note(text, [ALICE])


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_any_changed_byte_is_refused(place, change):
    data = bytearray(sign_note(TEXT, [ALICE]))
    data[place % len(data)] ^= change
    with pytest.raises((NoteError, NoteSignatureError, NoteUnsignedError)):
        open_note(bytes(data), [ALICE.verifier])


@given(st.binary(max_size=300))
def test_any_bytes_give_a_typed_error(data):
    with pytest.raises(WildgrassError):
        open_note(data, [ALICE.verifier])


note_texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.just("\n")).map(
    lambda text: text + "\n"
)


@given(note_texts)
def test_any_text_comes_back_as_it_was_signed(text):
    assert open_note(sign_note(text, [ALICE]), [ALICE.verifier]).text == text


def test_a_signer_never_shows_its_secret():
    for shown in (repr(ALICE), str(ALICE), f"{ALICE!r}"):
        assert ALICE.seed().hex() not in shown
        assert b64encode(b"\x01" + ALICE.seed()).decode() not in shown
        assert "alice.example/log" in shown


def test_a_generated_key_takes_its_32_bytes_from_the_random_source():
    asked = []
    signer = Signer.generate("device", lambda size: asked.append(size) or bytes(size))
    assert asked == [32]
    assert signer.seed() == bytes(32)
    assert Verifier.from_text(signer.verifier.to_text()) == signer.verifier
    assert len({signer.verifier, Verifier.from_text(signer.verifier.to_text())}) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PeterNeumann",
        GO_VERIFIER.replace("c74f20a3", "c74f20a4"),
        GO_VERIFIER.replace("c74f20a3", "C74F20A3"),
        GO_VERIFIER.replace("+AR", "+BB"),
        GO_VERIFIER[:-4],
        GO_VERIFIER + "\n",
        GO_VERIFIER.replace("PeterNeumann", "Peter Neumann"),
        GO_VERIFIER.replace("PeterNeumann", ""),
    ],
)
def test_a_malformed_verifier_key_is_refused(text):
    with pytest.raises(NoteKeyError):
        Verifier.from_text(text)


def test_a_key_of_another_length_is_refused():
    for make in (Signer.from_seed, Verifier):
        with pytest.raises(NoteKeyError, match="32 bytes"):
            make("name", bytes(31))


@pytest.mark.parametrize("text", [GO_VERIFIER, GO_SIGNER.replace("c74f20a3", "c74f20a4"), GO_SIGNER[:-4]])
def test_a_malformed_signer_key_is_refused_and_never_shown(text):
    with pytest.raises(NoteKeyError) as error:
        Signer.from_secret_text(text)
    assert text[-20:] not in f"{error.value} {error.value.hint_text()} {error.value.details}"
