"""Write the vectors of this folder again: `python tests/vectors/tags/generate.py`. The same bytes every time.

`good-*.jsonl` are read, `bad-*.jsonl` are refused, `keys.json` holds what keys and tags come to, and `sealed.age` is
`good-whole.jsonl` sealed under the passphrase of `keys.json`.
"""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from wildgrass.crypto import age
from wildgrass.observatory.compare.sides import side_of
from wildgrass.observatory.compare.tags import file_tag, prepared, tag_key, words_tags

HERE = Path(__file__).parent
SPOKEN = "1234-5678 ９０１２ 3456 Abc Äpfel"  # noqa: RUF001 - full-width digits are meant
SALT, LOG2_N = bytes(range(16)), 10
HEAD = {"form": "wildgrass-tags-1", "salt": SALT.hex(), "log2_n": LOG2_N, "step_s": 60}
WORDS = ("好的", "See  you\u3000there…", "“维权”")
ONE = '{"t":28488960,"p":0,"w":"0011223344556677"}'


def fixed() -> Callable[[int], bytes]:
    """Return a source of bytes that is the same every time."""
    state = [b"vectors of tags"]

    def take(count: int) -> bytes:
        state[0] = hashlib.sha256(state[0]).digest()
        return state[0][:count]

    return take


def lines(head: dict[str, object], rows: list[str], foot: str = '{"pad":""}', end: str = "\n") -> bytes:
    return ("\n".join([json.dumps(head, separators=(",", ":")), *rows, foot]) + end).encode()


def good() -> dict[str, bytes]:
    """Return files that are read."""
    rows = [
        '{"t":28488960,"p":0,"w":"0011223344556677"}',
        '{"t":28488960,"p":1,"k":"image","f":["8899aabbccddeeff"]}',
        '{"t":28488961,"p":1,"k":"image","f":["0123456789abcdef"],"q":["' + "5a" * 32 + '"]}',
        '{"t":28488961,"p":0,"w":"0011223344556677","k":"file","e":true}',
        '{"t":28488962,"r":true}',
        '{"p":0,"w":"ffffffffffffffff"}',
    ]
    return {
        "whole": lines(HEAD | {"messages": len(rows)}, rows, '{"pad":"000"}'),
        "none": lines(HEAD | {"messages": 0}, []),
    }


def bad() -> dict[str, bytes]:
    """Return files that are refused, one failure each."""
    head = HEAD | {"messages": 1}
    without = {name: value for name, value in head.items() if name != "salt"}
    many = {
        "field": ONE[:-1] + ',"text":"x"}',
        "tag-short": '{"t":1,"w":"0011"}',
        "tag-capital": '{"t":1,"w":"00112233445566FF"}',
        "kind": '{"t":1,"k":"poll"}',
        "person": '{"t":1,"p":-1}',
        "time-text": '{"t":"1"}',
        "time-large": '{"t":1000000001}',
        "prints-fewer": '{"t":1,"k":"image","f":["8899aabbccddeeff","8899aabbccddeefe"],"q":[""]}',
        "print-short": '{"t":1,"k":"image","f":["8899aabbccddeeff"],"q":["5a"]}',
        "no-object": "[]",
        "no-json": "{",
        "not-utf8": "{\udcff}",
    }
    found = {name: lines(head, [row]) for name, row in many.items() if name != "not-utf8"}
    found["not-utf8"] = lines(head, ["{}"]).replace(b"\n{}\n", b'\n{"k":"\xff"}\n')
    return found | {
        "form": lines(head | {"form": "wildgrass-tags-2"}, [ONE]),
        "no-salt": lines(without, [ONE]),
        "salt-short": lines(head | {"salt": "00"}, [ONE]),
        "work": lines(head | {"log2_n": 19}, [ONE]),
        "step": lines(head | {"step_s": 0}, [ONE]),
        "fewer": lines(head | {"messages": 2}, [ONE]),
        "more": lines(HEAD | {"messages": 0}, [ONE]),
        "order": lines(HEAD | {"messages": 2}, ['{"t":2}', '{"t":1}']),
        "undated-first": lines(HEAD | {"messages": 2}, ["{}", '{"t":1}']),
        "pad": lines(head, [ONE], '{"pad":"01"}'),
        "no-foot": lines(head, [ONE], "{}"),
        "cut": lines(head, [ONE], end=""),
        "empty": b"",
    }


def keys() -> dict[str, object]:
    """Return what keys and tags come to."""
    secret = prepared(SPOKEN.encode())
    key = tag_key(secret, SALT, LOG2_N)
    digest = hashlib.sha256(b"a picture").hexdigest()
    return {
        "spoken": SPOKEN,
        "prepared": secret.decode(),
        "salt": SALT.hex(),
        "log2_n": LOG2_N,
        "key": key.hex(),
        "words": {text: word_tag(text, key) for text in WORDS},
        "files": {digest: file_tag(digest, key)},
    }


def word_tag(text: str, key: bytes) -> str:
    from observatory.made_chat import START, message

    tags = words_tags(side_of([message(1, "qq", "1", START, text)]), key)
    return tags.astype(">i8").tobytes().hex()


def main() -> None:
    """Write everything."""
    for kind, made in (("good", good()), ("bad", bad())):
        for name, data in made.items():
            (HERE / f"{kind}-{name}.jsonl").write_bytes(data)
    told = keys()
    (HERE / "keys.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    secret = str(told["prepared"]).encode()
    sealed = age.encrypt(good()["whole"], [age.ScryptRecipient(secret, LOG2_N)], random=fixed())
    (HERE / "sealed.age").write_bytes(sealed)


if __name__ == "__main__":
    main()
