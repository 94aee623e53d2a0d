"""Checkpoints: the specification's example, round trips, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wildgrass.crypto.checkpoint import (
    Checkpoint,
    CheckpointError,
    CheckpointOriginError,
    open_checkpoint,
    sign_checkpoint,
)
from wildgrass.crypto.note import NoteUnsignedError, Signer, parse_note

# C2SP tlog-checkpoint, introduction.
SPEC_CHECKPOINT = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
""".encode()  # noqa: E501
SIGNER = Signer.from_seed("wildgrass.example/device", bytes(32))
GOOD = Checkpoint(origin="wildgrass.example/device", size=3, root=bytes(range(32)))


def test_the_checkpoint_of_the_specification_is_read_and_written():
    text, _ = parse_note(SPEC_CHECKPOINT)
    checkpoint = Checkpoint.from_text(text)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.root.hex().startswith("0ac5186a")
    assert checkpoint.to_text() == text


def test_what_was_signed_opens():
    data = sign_checkpoint(GOOD, [SIGNER])
    assert open_checkpoint(data, [SIGNER.verifier], origin=GOOD.origin) == GOOD


def test_another_logs_checkpoint_is_refused():
    with pytest.raises(CheckpointOriginError, match=r"wildgrass\.example/device.*expected other"):
        open_checkpoint(sign_checkpoint(GOOD, [SIGNER]), [SIGNER.verifier], origin="other")


def test_another_key_is_refused():
    stranger = Signer.from_seed(SIGNER.name, b"\x01" * 32)
    with pytest.raises(NoteUnsignedError):
        open_checkpoint(sign_checkpoint(GOOD, [stranger]), [SIGNER.verifier], origin=GOOD.origin)


ROOT = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "log\n3\n",
        f"log\n3\n{ROOT}",
        f"\n3\n{ROOT}\n",
        f"log\n03\n{ROOT}\n",
        f"log\n+3\n{ROOT}\n",
        f"log\n-1\n{ROOT}\n",
        f"log\n3 \n{ROOT}\n",
        f"log\n٣\n{ROOT}\n",
        f"log\n99999999999999999999\n{ROOT}\n",
        f"log\n9223372036854775808\n{ROOT}\n",
        "log\n3\nAAAA\n",
        f"log\n3\n{ROOT[:-2]}9=\n",
        f"log\n3\n{ROOT[:-1]}\n",
        f"log\n3\n!{ROOT}\n",
        f"log\n3\n{ROOT}\n\n",
        f"log\n3\n{ROOT}\nextension\n\n",
    ],
)
def test_malformed_checkpoints_are_refused(text):
    with pytest.raises(CheckpointError):
        Checkpoint.from_text(text)


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": ""},
        {"origin": "a\nb"},
        {"size": -1},
        {"size": 1 << 63},
        {"root": bytes(31)},
        {"extensions": ("",)},
        {"extensions": ("a\tb",)},
    ],
)
def test_a_checkpoint_that_could_not_be_read_back_is_not_made(wrong):
    with pytest.raises(CheckpointError):
        Checkpoint(**({"origin": "log", "size": 1, "root": bytes(32)} | wrong))


lines = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1)


@given(lines, st.integers(0, (1 << 63) - 1), st.binary(min_size=32, max_size=32), st.lists(lines, max_size=3))
def test_parsing_is_the_inverse_of_writing(origin, size, root, extensions):
    checkpoint = Checkpoint(origin=origin, size=size, root=root, extensions=tuple(extensions))
    assert Checkpoint.from_text(checkpoint.to_text()) == checkpoint


@given(st.text())
def test_any_text_is_refused_or_written_back_the_same(text):
    try:
        checkpoint = Checkpoint.from_text(text)
    except CheckpointError:
        return
    assert checkpoint.to_text() == text
