"""What a stranger's test would say: `python -m benchmarks.infer_unseen TRACK... [--seeds N] [--texts FILE:COLUMN]`.

drawn     rules drawn from what stands together in real Chinese texts: half of them, by hash; the other: `--held-out`
alphabets the same in English, Russian and Ukrainian texts
invented  the same in an invented language with topics, phrases, footers, reposts and news: as many `--posts` as wanted
natural   each real list over the real texts as they are, where it takes five posts of anything
said      words of each real list said in the real texts
planted   real rules of 1 to 4 parts planted in 3 to 40 real texts each, with decoys (T2)
long      articles, and texts of all lengths (T3)
drift     rules that come and go on their list's own days (T4)
real      what WeChat said it removed against what authors deleted, through the real command (T5)
Real texts and lists lie beside the project (`benchmarks.infer_corpora`, `benchmarks.infer_lists`) or are a stranger's:
`--texts FILE:COLUMN` in place of all texts, `--list FILE:COLUMN` of all lists. `--noise`, `--miss`, `--topic` and
`--burst` are why else posts go (`benchmarks.infer_filters`). Seconds are CPU seconds.
"""

import argparse
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random

from benchmarks import infer_said as said
from benchmarks.infer_corpora import ALPHABETS, CHINESE, Said, half, strangers, texts_of
from benchmarks.infer_drawn import drawn
from benchmarks.infer_filters import Reasons, filtered_by
from benchmarks.infer_language import invented
from benchmarks.infer_lists import LISTS, dated
from benchmarks.infer_measure import over_seeds
from benchmarks.infer_real import removed_articles
from benchmarks.infer_scores import Rule, Truth, World
from benchmarks.infer_texts import rules_of

_TRACKS = ("drawn", "alphabets", "invented", "natural", "said", "planted", "long", "drift", "real")
_MIXED = (10,) * 4 + (30,) * 4 + (60,) * 3 + (150, 150, 400, 1000, 3000)
_FEW = 5
"""A list over texts as they are is measured where at least so many of its rules can be found."""


class Unseen:
    """The worlds that are asked for."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._reasons = Reasons(options.noise, options.miss, options.topic, options.burst)

    def texts(self, names: tuple[str, ...] = CHINESE) -> list[Said]:
        """Return the texts without dates, as most archives mix many years."""
        held = texts_of([self._options.texts] if self._options.texts else names)
        digest = hashlib.sha256("\n".join(one.text for one in held).encode()).hexdigest()[:8]
        print(f"{len(held)} texts, digest {digest}: equal figures can only be had of equal texts")
        return [replace(one, seconds=None) for one in held]

    def lists(self) -> dict[str, list[Rule]]:
        """Return the lists, and what all of them say together."""
        if self._options.list:
            return {"given": rules_of(one.text for one in strangers(self._options.list))}
        chosen = self._options.lists.split(",") if self._options.lists else list(LISTS)
        held = {name: LISTS[name].rules() for name in chosen}
        return held | ({"all": _together(held)} if len(held) > 1 else {})

    def measure(self, name: str, make: Callable[[Random], World]) -> None:
        """Measure a world over the seeds."""
        over_seeds(
            f"{name} ({self._said()})",
            lambda seed: make(Random(seed)),
            range(self._options.first, self._options.first + self._options.seeds),
            with_others=self._options.others,
            examples=self._options.examples,
        )

    def _said(self) -> str:
        one = self._reasons
        return f"noise {one.noise:g}, miss {one.miss:g}, topic {one.topic:g}, burst {one.burst}"

    def drawn(self, names: tuple[str, ...] = CHINESE) -> None:
        texts = half(self.texts(names), held_out=self._options.held_out)
        which = "held out" if self._options.held_out else "for tuning"
        self.measure(f"drawn, {which}", lambda random: drawn(random, texts, self._reasons))

    def alphabets(self) -> None:
        self.drawn(ALPHABETS)

    def invented(self) -> None:
        def make(random: Random) -> World:
            posts, words = invented(random.randrange(1 << 32), self._options.posts)
            return drawn(random, [replace(one, seconds=None) for one in posts], self._reasons, words)

        self.measure("invented", make)

    def natural(self) -> None:
        texts = self.texts()
        for name, rules in self.lists().items():
            first = filtered_by(Random(0), texts, rules, Reasons(0, 0), common=0.01)
            findable = len(Truth(first).findable)
            if findable < _FEW:
                print(f"natural, {name}: {findable} findable of {len(rules)} rules, not measured")
                continue
            self.measure(
                f"natural, {name}",
                lambda random, rules=rules: filtered_by(random, texts, rules, self._reasons, common=0.01),
            )

    def said(self) -> None:
        texts = self.texts()
        for name, rules in self.lists().items():
            self.measure(
                f"said, {name}, {len(rules)} rules",
                lambda random, rules=rules: said.said(random, texts, rules, self._reasons),
            )

    def planted(self) -> None:
        texts, rules = self.texts(), _together(self.lists())
        self.measure("planted", lambda random: said.planted(random, texts, rules, self._reasons))

    def long(self) -> None:
        texts = self.texts()
        for name, lengths in (("articles", (said.LONG,)), ("one in eight an article", _MIXED)):

            def make(random: Random, lengths: tuple[int, ...] = lengths) -> World:
                held = said.joined(random, texts, lengths, 1500)
                return drawn(random, held, self._reasons)

            self.measure(f"long, {name}", make)

    def drift(self) -> None:
        texts = self.texts()
        for name in ("live 2016", "wechat covid"):
            rules = dated(name)
            self.measure(
                f"drift, {name}",
                lambda random, rules=rules: said.drift(random, texts, rules, self._reasons),
            )

    def real(self) -> None:
        removed_articles(self._options.seeds)


def _together(lists: Mapping[str, list[Rule]]) -> list[Rule]:
    return list(dict.fromkeys(rule for rules in lists.values() for rule in rules))


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("track", choices=_TRACKS, nargs="+")
    for name, default in (("seeds", 5), ("first", 0), ("posts", 10_000), ("burst", 0), ("examples", 0)):
        parser.add_argument(f"--{name}", type=int, default=default)
    for name, share in (("noise", 0.01), ("miss", 0.02), ("topic", 1.0)):
        parser.add_argument(f"--{name}", type=float, default=share)
    for name in ("texts", "list", "lists"):
        parser.add_argument(f"--{name}", default="")
    for name in ("held-out", "others"):
        parser.add_argument(f"--{name}", action="store_true")
    options = parser.parse_args()
    for track in options.track:
        getattr(Unseen(options), track)()


if __name__ == "__main__":
    main()
