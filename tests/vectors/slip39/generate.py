"""Write the vectors of this folder again: `python tests/vectors/slip39/generate.py`. The same bytes every time."""

from collections.abc import Callable
from pathlib import Path

from wildgrass.crypto.slip39 import Share, split

HERE = Path(__file__).parent
SECRET = bytes(range(32))


def counting(seed: int) -> Callable[[int], bytes]:
    """Return a random source that is none."""
    state = [seed]

    def random(size: int) -> bytes:
        state[0] = (state[0] * 6364136223846793005 + 1442695040888963407) % 2**64
        return (state[0].to_bytes(8, "big") * 8)[:size]

    return random


def phrases(threshold: int, count: int, seed: int = 1) -> list[str]:
    return [
        share.phrase() for share in split(SECRET, threshold=threshold, count=count, random=counting(seed))
    ]


def rewritten(share: Share, **fields: object) -> str:
    """Return the words of a share with other fields and a right checksum."""
    raw = share._raw
    values = {name: getattr(raw, name) for name in raw.__dataclass_fields__} | fields
    return " ".join(type(raw)(**values).words())


def write(name: str, expect: str, comment: str, lines: list[str]) -> None:
    """Write one vector: header lines, an empty line, and a share a line."""
    secret = f"secret: {SECRET.hex()}\n" if expect == "success" else ""
    text = f"expect: {expect}\ncomment: {comment}\n{secret}\n" + "".join(line + "\n" for line in lines)
    (HERE / f"{name}.txt").write_text(text, encoding="utf-8")


def main() -> None:
    """Write them all."""
    a, b, c, *_ = two_of_four = phrases(2, 4)
    shares = split(SECRET, threshold=2, count=4, random=counting(1))
    words = c.split()
    wrong = ["academic" if words[9] != "academic" else "acid", *words]
    write("two-of-four", "success", "any two of four", [a, c])
    write("all-of-four", "success", "more than enough shares that fit together", two_of_four)
    write("one-of-one", "success", "a person who is her own only trustee", phrases(1, 1))
    write("sixteen", "success", "the most shares there can be", phrases(16, 16))
    numbered = " ".join(f"{number}. {word.upper()}" for number, word in enumerate(a.split(), 1))
    write("numbered", "success", "as copied from a page: numbers and capitals", [numbered, b])
    write("too-few", "shares-too-few", "one of two", [a])
    write(
        "word-unknown",
        "share-word-unknown",
        "the tenth word is in no list",
        [a, c.replace(words[9], "grass", 1)],
    )
    write("word-wrong", "share-checksum-wrong", "the tenth word is another of the list",
          [a, " ".join([*words[:9], wrong[0], *words[10:]])])  # fmt: skip
    write("words-swapped", "share-checksum-wrong", "words 9 and 10 in the wrong order",
          [a, " ".join([*words[:8], words[9], words[8], *words[10:]])])  # fmt: skip
    write("word-missing", "share-length-wrong", "the last word is missing", [a, " ".join(words[:-1])])
    write("short", "share-length-wrong", "nineteen words", [a, " ".join(words[:19])])
    write("long", "share-length-wrong", "sixty words", [a, " ".join((words * 2)[:60])])
    write("duplicate", "share-duplicate", "the same share twice", [a, a])
    write("conflict", "share-conflict", "two shares of one place, one of them forged",
          [a, rewritten(shares[0], value=bytes(32))])  # fmt: skip
    write("foreign", "share-foreign", "the second share is of another deal", [a, phrases(2, 4, 5)[1]])
    write("foreign-threshold", "share-foreign", "the second share says another threshold",
          [a, rewritten(shares[1], member_threshold=3)])  # fmt: skip
    write("altered-named", "share-altered", "three shares, the third altered with a right checksum",
          [a, b, rewritten(shares[2], value=bytes(32))])  # fmt: skip
    write("altered", "share-set-wrong", "two shares, one altered with a right checksum",
          [a, rewritten(shares[2], value=bytes(32))])  # fmt: skip
    write("too-much-work", "share-malformed", "iteration exponent 15: minutes of work",
          [rewritten(share, iteration_exponent=15) for share in shares[:2]])  # fmt: skip


if __name__ == "__main__":
    main()
