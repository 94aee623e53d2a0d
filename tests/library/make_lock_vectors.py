"""Makes tests/vectors/library: key files and sealed files, one fault a file. Run once for a version of the format.

    python tests/library/make_lock_vectors.py NEW_FOLDER

Each vector is a few `name: value` lines, an empty line, and the file in base64. `expect` is what opening it gives.
"""

import base64
import hashlib
import io
import sys
from pathlib import Path

from wildgrass.crypto import age
from wildgrass.crypto.padding import padme
from wildgrass.library.keys import LibraryKeys
from wildgrass.library.sealed import SealedWriter

PASSPHRASE = "野火烧不尽 春风吹又生".encode()
CONTENT = "离离原上草，一岁一枯荣。".encode()  # noqa: RUF001
DIGEST = hashlib.sha256(CONTENT).hexdigest()


def stream(seed: bytes):
    """Bytes that are the same every time."""
    made = 0

    def random(size: int) -> bytes:
        nonlocal made
        made += 1
        return hashlib.shake_128(seed + made.to_bytes(4, "big")).digest(size)

    return random


KEYS = LibraryKeys.new(stream(b"keys"))
TEXT = age.decrypt(
    KEYS.sealed(PASSPHRASE, work_factor=2, random=stream(b"text")), [age.ScryptIdentity(PASSPHRASE)]
)


def key_file(text: bytes = TEXT, passphrase: bytes = PASSPHRASE, work_factor: int = 2) -> bytes:
    return age.encrypt(text, [age.ScryptRecipient(passphrase, work_factor)], random=stream(b"key"))


def sealed(content: bytes) -> bytes:
    class Kept(io.BytesIO):
        def close(self) -> None:
            self.kept = self.getvalue()
            super().close()

    out = Kept()
    writer = SealedWriter(out, KEYS.identity.recipient(), is_lasting=False, random=stream(b"sealed"))
    writer.write(content)
    writer.close()
    return out.kept


def aged(plaintext: bytes) -> bytes:
    return age.encrypt(plaintext, [KEYS.identity.recipient()], random=stream(b"aged"))


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at:][1:]


def key_vectors():
    good = key_file()
    stanza = good.replace(b" 2\n", b" 19\n", 1)
    yield "key-good", "opens", good
    yield "key-wrong-passphrase", "passphrase", key_file(passphrase=b"another")
    yield "key-cut", "damaged", good[:-1]
    yield "key-empty", "damaged", b""
    yield "key-flipped-header", "damaged", flipped(good, 3)
    yield "key-flipped-payload", "damaged", flipped(good, len(good) - 20)
    yield "key-too-much-work", "damaged", stanza
    yield "key-of-version-2", "damaged", key_file(TEXT.replace(b"version 1", b"version 2"))
    yield "key-text-after-it", "damaged", key_file(TEXT + b"more\n")
    yield "key-short-database", "damaged", key_file(TEXT.replace(b"database ", b"database \n", 1))
    yield "key-upper-case-hex", "damaged", key_file(TEXT.replace(KEYS.database.hex().encode(), b"A" * 64))
    yield "key-damaged-identity", "damaged", key_file(flipped(TEXT, len(TEXT) - 10))


def file_vectors():
    good = sealed(CONTENT)
    room = padme(len(CONTENT) + 8)
    yield "file-good", "opens", good
    yield "file-empty", "opens", sealed(b"")
    yield "file-cut", "damaged", good[:-1]
    yield "file-flipped", "damaged", flipped(good, len(good) - 30)
    yield "file-without-length", "damaged", aged(b"short")
    yield (
        "file-length-beyond-its-end",
        "damaged",
        aged(CONTENT.ljust(room - 8, b"\0") + room.to_bytes(8, "big")),
    )


def main(target: Path) -> None:
    """Write the vectors."""
    target.mkdir(parents=True)
    for name, expect, data in (*key_vectors(), *file_vectors()):
        lines = [f"expect: {expect}"]
        if name.startswith("key-"):
            lines += [f"passphrase: {PASSPHRASE.hex()}"]
            if expect == "opens":
                lines += [f"database: {KEYS.database.hex()}", f"identity: {KEYS.identity.text()}"]
                lines += [f"sha256: {DIGEST}", f"name: {KEYS.name_of(DIGEST)}"]
        else:
            lines += [f"identity: {KEYS.identity.text()}"]
            if expect == "opens":
                lines += [f"content: {'' if name == 'file-empty' else CONTENT.hex()}"]
        body = base64.encodebytes(data).decode()
        (target / name).write_text("\n".join(lines) + "\n\n" + body)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
