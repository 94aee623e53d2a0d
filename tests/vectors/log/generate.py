"""Write the vectors of this folder again: `python tests/vectors/log/generate.py`. The same bytes every time."""

from base64 import b64encode
from pathlib import Path

from wildgrass.crypto.checkpoint import Checkpoint, sign_checkpoint
from wildgrass.crypto.note import NoteSignature, Signer, add_signatures, sign_note
from wildgrass.crypto.tlog import Tree, leaf_hash

HERE = Path(__file__).parent
SIGNER = Signer.from_seed("vault.example/log", b"\x01" * 32)
WITNESS = Signer.from_seed("witness.example", b"\x02" * 32)
TREE = Tree(leaf_hash(f"entry {number}".encode()) for number in range(11))


def write(name: str, expect: str, comment: str, fields: dict[str, object], body: bytes = b"") -> None:
    """Write one vector: header lines, an empty line, and the checkpoint if there is one."""
    head = {"expect": expect, "comment": comment} | fields
    text = "".join(f"{key}: {value}\n" for key, value in head.items()) + "\n"
    (HERE / f"{name}.txt").write_bytes(text.encode() + body)


def checkpoints() -> None:
    """Write the signed checkpoints."""
    head = {"kind": "checkpoint", "origin": SIGNER.name, "key": SIGNER.verifier.to_text()}
    good = Checkpoint(origin=SIGNER.name, size=11, root=TREE.root())
    data, text = sign_checkpoint(good, [SIGNER]), good.to_text()
    forged = NoteSignature(name=SIGNER.name, key_id=SIGNER.verifier.key_id, value=bytes(64))
    root = b64encode(good.root).decode()
    write("checkpoint", "success", "size 11, one signature", head, data)
    write("checkpoint-cosigned", "success", "a second signature, of a key that is not known", head,
          add_signatures(data, [WITNESS.sign(text)]))  # fmt: skip
    write("checkpoint-extended", "success", "an extension line", head, sign_note(text + "more\n", [SIGNER]))
    write(
        "checkpoint-unsigned",
        "note-unsigned",
        "signed by an unknown key only",
        head,
        sign_note(text, [WITNESS]),
    )
    write("checkpoint-forged", "note-signature-wrong", "the right name and key id, 64 zero bytes", head,
          add_signatures(sign_note(text, [WITNESS]), [forged]))  # fmt: skip
    write("checkpoint-changed", "note-signature-wrong", "the size was changed after signing", head,
          data.replace(b"\n11\n", b"\n12\n"))  # fmt: skip
    write("checkpoint-other-log", "checkpoint-foreign", "signed by our key for another origin", head,
          sign_note(text.replace("vault.example/log", "other"), [SIGNER]))  # fmt: skip
    for name, comment, wrong in (
        ("size-zero", "a zero before the size", text.replace("\n11\n", "\n011\n")),
        ("size-negative", "a size below nothing", text.replace("\n11\n", "\n-11\n")),
        ("size-huge", "a size of 64 bits", text.replace("\n11\n", f"\n{1 << 63}\n")),
        ("root-short", "a root hash of 31 bytes", text.replace(root, b64encode(good.root[1:]).decode())),
        (
            "root-loose",
            "bits after the end of the root hash",
            text.replace(root, root[:-2] + _next(root[-2]) + "="),
        ),
        ("two-lines", "no root hash", "".join(text.splitlines(keepends=True)[:2])),
    ):
        write(f"checkpoint-{name}", "checkpoint-malformed", comment, head, sign_note(wrong, [SIGNER]))
    for name, comment, bad in (
        ("crlf", "line ends of Windows", data.replace(b"\n", b"\r\n")),
        ("no-newline", "the last newline is missing", data[:-1]),
        ("no-signature", "no signature line", text.encode()),
        ("hyphen", "a hyphen for the em dash", data.replace("\u2014".encode(), b"-")),
    ):
        write(f"note-{name}", "note-malformed", comment, head, bad)


def _next(sign: str) -> str:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return alphabet[alphabet.index(sign) + 1]


def proofs() -> None:
    """Write inclusion and consistency proofs."""
    inclusion = {
        "kind": "inclusion", "index": 6, "size": 11, "leaf": leaf_hash(b"entry 6").hex(), "root": TREE.root().hex(),
    }  # fmt: skip
    path = [part.hex() for part in TREE.inclusion_proof(6)]
    consistency = {
        "kind": "consistency", "old": 6, "new": 11, "old-root": TREE.root(6).hex(), "root": TREE.root().hex(),
    }  # fmt: skip
    steps = [part.hex() for part in TREE.consistency_proof(6)]
    for kind, head, good in (("inclusion", inclusion, path), ("consistency", consistency, steps)):
        for name, expect, comment, proof in (
            ("", "success", "a good proof", good),
            ("-short", "log-proof-wrong", "the last hash is missing", good[:-1]),
            ("-long", "log-proof-wrong", "a hash more", [*good, "00" * 32]),
            ("-swapped", "log-proof-wrong", "the first two hashes swapped", [good[1], good[0], *good[2:]]),
            ("-cut", "log-proof-wrong", "a hash of 31 bytes", [good[0][:-2], *good[1:]]),
        ):
            write(kind + name, expect, comment, head | {"proof": " ".join(proof)})
    write("inclusion-other-index", "log-proof-wrong", "the proof of entry 6 for place 7", inclusion | {
        "index": 7, "proof": " ".join(path)})  # fmt: skip
    write("consistency-fork", "log-proof-wrong", "the old root is another log's", consistency | {
        "old-root": "11" * 32, "proof": " ".join(steps)})  # fmt: skip


if __name__ == "__main__":
    checkpoints()
    proofs()
