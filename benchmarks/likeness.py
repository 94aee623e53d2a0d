"""How fast near texts, alike pictures and places are found, against every pair: `python -m benchmarks.likeness`.

`--hashes N` (100,000), `--texts N` (100,000), `--checked N` (3,000 texts held to every pair). Hashes are random, with
planted neighbours; posts are made up as for `library_search`, every tenth a copy with up to an eighth of its characters
changed. Figures are CPU seconds of this process; "every pair" is measured on a part and scaled by the number of pairs.
"""

import argparse
import io
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image, ImageFilter

from benchmarks.library_corpus import Writer
from wildgrass.files import hamming
from wildgrass.files.perceptual import fingerprint
from wildgrass.files.preview import Previewer
from wildgrass.text.fold import fold
from wildgrass.text.nearness import NEAR_LEAST, form, near_pairs
from wildgrass.text.places import Gazetteer, gazetteer

_PART = 300  # rows of which every pair is counted


def cpu(run: Callable[[], object]) -> tuple[float, object]:
    """Return the CPU seconds of a call, and what it returned."""
    start = time.process_time()
    result = run()
    return time.process_time() - start, result


def hashes(count: int) -> bool:
    """All pairs up to 31 bits, by sixteen tables and by counting; say whether none was missed."""
    rng = np.random.default_rng(1)
    plain = rng.integers(0, 1 << 64, (count, 4), dtype=np.uint64)
    planted = plain[:_PART].copy()
    for row in planted:
        for bit in rng.choice(256, rng.integers(0, 32), replace=False):
            row[bit // 64] ^= np.uint64(1) << np.uint64(bit % 64)
    table = np.concatenate([plain, planted])
    near_s, near = cpu(lambda: hamming.within_near(table, table))
    brute_s, brute = cpu(lambda: hamming.within(31, planted, table))
    query_s, _ = cpu(lambda: [hamming.distances(row.tobytes(), table) for row in planted[:50]])
    whole = brute_s * len(table) / _PART
    found = set(zip(near[0].tolist(), near[1].tolist(), strict=True))  # type: ignore[index]
    wanted = {(row + count, other) for row, other in zip(brute[0].tolist(), brute[1].tolist(), strict=True)}  # type: ignore[index]
    missed = len(wanted - found)
    print(
        f"{len(table):,} hashes: {near_s:.1f} s; every pair {whole:.0f} s; ratio {near_s / whole:.3f}; "
        f"missed {missed}"
    )
    print(f"one picture against {len(table):,}, at any distance: {query_s / 50 * 1000:.1f} ms")
    return missed == 0


def posts(count: int) -> list[str]:
    """Return posts, every tenth a changed copy."""
    writer, rng = Writer(4, []), Random(3)
    made = [writer.text() for _ in range(count)]
    for at in range(9, count, 10):
        copy = list(made[rng.randrange(at)])
        for _ in range(rng.randint(1, max(1, len(copy) // 8))):
            copy[rng.randrange(len(copy))] = rng.choice("的一是不了人我在有他")
        made[at] = "".join(copy)
    return made


def texts(made: list[str], checked: int) -> bool:
    """Near texts, against every pair of a part of them; say whether enough were found and none was wrong."""
    forms = [form(text) for text in made[:checked]]
    some_s, found = cpu(lambda: {(one, other) for one, other, _ in near_pairs(forms)})
    sets = [one.pairs for one in forms]

    def every() -> set[tuple[int, int]]:
        return {
            (first, second)
            for first, one in enumerate(sets)
            for second, other in enumerate(sets[first + 1 :], first + 1)
            if len(one & other) >= NEAR_LEAST * len(one | other)
        }

    brute_s, true = cpu(every)
    assert isinstance(found, set)
    assert isinstance(true, set)
    recall, wrong = len(found & true) / len(true), len(found - true)
    print(
        f"{checked:,} texts: {some_s:.2f} s; every pair {brute_s:.1f} s; ratio {some_s / brute_s:.3f}; "
        f"recall {recall:.4f} of {len(true)}, wrong {wrong}"
    )
    all_s, pairs = cpu(lambda: sum(1 for _ in near_pairs([form(text) for text in made])))
    print(f"{len(made):,} texts: {all_s:.1f} s, {pairs:,} near pairs")
    return recall >= 0.99 and wrong == 0


def places(made: list[str]) -> None:
    """Names of places, against one regular expression of all names."""
    part = made[:2000]
    load_s, _ = cpu(Gazetteer)
    gazetteer()
    find_s, count = cpu(lambda: sum(len(gazetteer().find(text)) for text in part))
    names = sorted(gazetteer().names(), key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, names)))
    regex_s, _ = cpu(lambda: sum(len(pattern.findall(fold(text))) for text in part))
    speed = sum(map(len, part)) / find_s / 1e6
    print(f"places: {speed:.1f} million characters a second ({count} in {len(part):,} texts)")
    print(
        f"    a regular expression {regex_s:.2f} s, ratio {find_s / regex_s:.4f}; loading {load_s * 1000:.0f} ms"
    )


def pictures() -> None:
    """One picture of 12 million pixels and one of a chat's size, through the sandbox."""
    rng = np.random.default_rng(2)
    small = Image.fromarray(rng.integers(0, 255, (60, 80, 3), dtype=np.uint8))
    with tempfile.TemporaryDirectory() as folder, Previewer() as previewer:
        for width, height in ((1080, 810), (4000, 3000)):
            data = io.BytesIO()
            small.resize((width, height)).filter(ImageFilter.GaussianBlur(2)).save(data, "JPEG", quality=85)
            file = Path(folder) / "picture"
            file.write_bytes(data.getvalue())
            previewer.pixels(file)
            start = time.perf_counter()
            for _ in range(10):
                pixels = previewer.pixels(file)
            decoded = (time.perf_counter() - start) / 10
            hashed, _ = cpu(lambda seen=pixels: [fingerprint(seen) for _ in range(20)])
            took = f"decoded in {decoded * 1000:.0f} ms, fingerprint {hashed * 50:.1f} ms"
            print(f"a picture of {width} x {height}: {took}")


def main() -> int:
    """Measure; 1 where something was missed."""
    parser = argparse.ArgumentParser(prog="benchmarks.likeness")
    parser.add_argument("--hashes", type=int, default=100_000)
    parser.add_argument("--texts", type=int, default=100_000)
    parser.add_argument("--checked", type=int, default=3_000)
    options = parser.parse_args()
    made = posts(options.texts)
    is_right = [hashes(options.hashes), texts(made, min(options.checked, len(made)))]
    places(made)
    pictures()
    return 0 if all(is_right) else 1


if __name__ == "__main__":
    sys.exit(main())
