"""How well rules are learnt that are known: `python -m benchmarks.infer_rules [--track T] [--posts N] [--seeds N]`.

The tracks are those of `benchmarks.infer_worlds` and `benchmarks.infer_confounders`, the measures those of
`benchmarks.infer_scores`; real texts as they are: `benchmarks.infer_unseen`. The tracks `list`, `titles` and `long`
take real texts (`--texts FILE:COLUMN`), a real list (`--list FILE:COLUMN[:COLUMN=VALUE]`, "a+b" being two parts), and
`--words FILE:COLUMN`, which is said too; no data is bundled. Seconds are CPU seconds.
"""

import argparse
from collections.abc import Callable
from random import Random

from benchmarks import infer_confounders as confounders
from benchmarks import infer_worlds as worlds
from benchmarks.infer_corpora import strangers
from benchmarks.infer_measure import over_seeds
from benchmarks.infer_scores import World
from benchmarks.infer_texts import rules_of as listed_rules
from wildgrass.observatory.infer.corpus import comparable

MADE: dict[str, Callable[[int, int, float], World]] = {
    "planted": worlds.planted,
    "natural": worlds.natural,
    "shared": worlds.shared,
    "drift": confounders.drift,
    "topic": confounders.topic,
    "burst": confounders.burst,
    "heavy": worlds.heavy,
}


def cells(source: str) -> list[str]:
    """Return a column's cells."""
    return [one.text for one in strangers(source)]


def world_of(options: argparse.Namespace, track: str, seed: int) -> World:
    """Make the world of a track."""
    if track in MADE:
        return MADE[track](seed, options.posts, options.noise)
    texts, rules = list(dict.fromkeys(cells(options.texts))), listed_rules(cells(options.list))
    if track == "titles":
        return worlds.taken_from(Random(seed), texts, rules, options.noise, common=0.02)
    words = [comparable(word) for word in cells(options.words)]
    make = worlds.articles if track == "long" else worlds.listed
    return make(seed, options.posts, options.noise, texts, rules, words)


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--examples", type=int, default=0)
    parser.add_argument("--noise", type=float, default=0.01)
    parser.add_argument("--track", choices=(*MADE, "list", "titles", "long"), action="append")
    parser.add_argument("--ours-only", action="store_true")
    for name in ("--texts", "--list", "--words"):
        parser.add_argument(name, default="")
    options = parser.parse_args()
    for track in options.track or ("planted", "natural"):
        over_seeds(
            f"{track}, noise {options.noise:g}",
            lambda seed, track=track: world_of(options, track, seed),
            range(options.seeds),
            with_others=not options.ours_only,
            examples=options.examples,
        )


if __name__ == "__main__":
    main()
