"""Events of Nostr: what we name and sign others accept, and what anybody changes we refuse. Checked with nostr-sdk."""

from hashlib import sha256

import msgspec
import nostr_sdk
from hypothesis import given, settings
from hypothesis import strategies as st

from wildgrass.crypto import nip01
from wildgrass.crypto.nip01 import SignedEvent
from wildgrass.crypto.schnorr import SchnorrKey

KEY = SchnorrKey(bytes.fromhex("67dea2ed018072d675f5415ecfaed7d2597555e202d85b3d65ea4e58d2d92ffa"))
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
TAGS = st.lists(st.lists(TEXT, min_size=1, max_size=4), max_size=4)


def signed(created_at: int, kind: int, tags: list[list[str]], content: str) -> SignedEvent:
    public = KEY.public.hex()
    digest = sha256(nip01.serialised(public, created_at, kind, tags, content)).digest()
    return SignedEvent(
        id=digest.hex(),
        pubkey=public,
        created_at=created_at,
        kind=kind,
        tags=tags,
        content=content,
        sig=KEY.sign(digest, b"\0" * 32).hex(),
    )


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 1 << 33), st.integers(0, 65535), TAGS, TEXT)
def test_what_we_name_and_sign_others_accept(at: int, kind: int, tags: list[list[str]], content: str) -> None:
    """Any words in any script, control characters and quotes too: the same bytes are hashed."""
    made = signed(at, kind, tags, content)
    assert nostr_sdk.Event.from_json(made.json().decode()).verify()
    assert made.trouble() is None
    assert nip01.read(made.json()) == made


@given(st.sampled_from(["content", "created_at", "kind", "tags", "pubkey", "id", "sig"]))
def test_what_anybody_changes_is_refused(name: str) -> None:
    made = signed(1_600_000_000, 1, [["t", "草"]], "野草")
    others = SchnorrKey(b"\x07" * 32).public.hex()
    changed = {
        "content": "枯草",
        "created_at": 1_600_000_001,
        "kind": 7,
        "tags": [["t", "木"]],
        "pubkey": others,
    }
    changed |= {"id": "0" * 64, "sig": "0" * 128}
    assert msgspec.structs.replace(made, **{name: changed[name]}).trouble() is not None


def test_a_signature_of_no_number_is_refused_and_no_error() -> None:
    made = signed(1, 1, [], "")
    for sig in ("", "zz", "0" * 127, "草" * 64):
        assert msgspec.structs.replace(made, sig=sig).trouble() is not None


@given(st.binary(max_size=80) | TEXT.map(str.encode))
def test_no_bytes_break_the_reading(data: bytes) -> None:
    assert nip01.read(data) is None
