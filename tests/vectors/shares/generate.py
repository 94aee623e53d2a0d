"""Write the vectors of this folder again: `python tests/vectors/shares/generate.py`. The same bytes every time.

All keys are X25519, because the seal of a hybrid key draws on randomness that cannot be passed in.
"""

import json
from dataclasses import replace
from pathlib import Path
from random import Random

from wildgrass.crypto import age
from wildgrass.vault.shares import COMMITMENTS, KEYCHECK, ShareDocument, file_stem
from wildgrass.vault.trustees import Kit, make_kit

HERE = Path(__file__).parent
VAULT = "00112233445566778899aabbccddeeff"
ANA, BEN, COORDINATOR, STRANGER = (
    age.X25519Identity.from_secret(bytes([number]) * 32) for number in (1, 2, 9, 10)
)
RANDOM = Random(1)


def make(vault: str = VAULT) -> Kit:
    """Deal a 2-of-3 kit of two sealed shares and a page."""
    return make_kit(
        vault,
        trustees=[("Ana", ANA.recipient().text), ("李薇", BEN.recipient().text)],
        paper=["Oma"],
        threshold=2,
        coordinator=COORDINATOR.recipient().text,
        hybrid=False,
        random=RANDOM.randbytes,
    )


def document(kit: Kit, index: int, name: str, identity: age.X25519Identity) -> ShareDocument:
    """Open a kit's sealed share."""
    return ShareDocument.from_bytes(age.decrypt(kit.files[f"{file_stem(index, name)}.age"], [identity]))


def sealed(data: bytes, identity: age.X25519Identity = COORDINATOR) -> bytes:
    return age.encrypt(data, [identity.recipient()], random=RANDOM.randbytes)


def write(name: str, expect: str, comment: str, kit: Kit, answers: list[bytes], recipient: str = "") -> None:
    """Write one vector: header lines, then each answer armored, the commitments and the keycheck last."""
    head = {
        "expect": expect,
        "comment": comment,
        "vault": VAULT,
        "recipient": recipient or kit.recipient,
        "coordinator": COORDINATOR.text(),
    }
    objects = [kit.vault_objects[COMMITMENTS].decode(), age.armor(kit.vault_objects[KEYCHECK])]
    text = "".join(f"{key}: {value}\n" for key, value in head.items())
    (HERE / f"{name}.txt").write_text("\n".join([text, *map(age.armor, answers), *objects]), encoding="utf-8")


def main() -> None:
    """Write them all."""
    kit = make()
    ana, li = document(kit, 1, "Ana", ANA), document(kit, 2, "李薇", BEN)
    good = [sealed(each.to_bytes()) for each in (ana, li)]
    fields = json.loads(li.to_bytes())

    def wrong(**changes: object) -> list[bytes]:
        text = json.dumps(fields | changes, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        return [good[0], sealed(text.encode())]

    other = make("ff" * 16)
    indented = (json.dumps(fields, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()
    write("open", "success", "two answers of a 2-of-3 vault", kit, good)
    write("too-few", "shares-too-few", "one answer", kit, good[:1])
    write("twice", "share-duplicate", "one answer sent twice", kit, [good[0], good[0]])
    write(
        "cut",
        "share-seal-damaged",
        "the last byte of the second answer is missing",
        kit,
        [good[0], good[1][:-1]],
    )
    write("not-for-us", "share-other-key", "sealed to another coordinator", kit,
          [good[0], sealed(li.to_bytes(), STRANGER)])  # fmt: skip
    write("other-vault", "share-other-vault", "a whole share of another vault", kit,
          [good[0], sealed(document(other, 2, "李薇", BEN).to_bytes())])  # fmt: skip
    write("other-coordinator", "share-other-coordinator", "sealed to us past the coordinator inside", kit,
          [good[0], sealed(replace(li, coordinator=STRANGER.recipient().text).to_bytes())])  # fmt: skip
    again = document(make(), 2, "李薇", BEN)
    write("not-dealt", "share-not-dealt", "of this vault by its own word, dealt at another time", kit,
          [good[0], sealed(again.to_bytes())])  # fmt: skip
    write("version", "share-document-wrong", "version 2", kit, wrong(share=2))
    write("field-unknown", "share-document-wrong", "a field more", kit, wrong(note=""))
    write("index-wrong", "share-document-wrong", "number 3 with the words of number 2", kit, wrong(index=3))
    write(
        "threshold-wrong",
        "share-document-wrong",
        "a threshold that the words do not have",
        kit,
        wrong(threshold=3),
    )
    write("words-capital", "share-document-wrong", "words in capitals", kit, wrong(words=li.words.upper()))
    write("words-wrong", "share-checksum-wrong", "two words swapped", kit,
          wrong(words=" ".join(li.words.split()[::-1])))  # fmt: skip
    write("name-hidden", "share-document-wrong", "a name with a sign that turns text round", kit,
          wrong(trustee="Li\u202eWei"))  # fmt: skip
    write("not-canonical", "share-document-wrong", "two spaces of indent", kit, [good[0], sealed(indented)])
    write(
        "key-wrong", "share-commitments-wrong", "the recipient of another vault", kit, good, other.recipient
    )


if __name__ == "__main__":
    main()
