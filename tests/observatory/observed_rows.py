"""Made-up observations: removals at known ages, seen through looks that come ever more rarely."""

import json
from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from wildgrass.observatory.timeline.observed import Observed

CAUSES, SHARES = ("platform", "state", "author", "account"), (0.5, 0.1, 0.3, 0.1)
START = datetime(2021, 1, 1, tzinfo=UTC)


def observed(count: int, *, seed: int, days: float = 300, mean_h: float = 200) -> Iterator[Observed]:
    """Yield posts, in whole seconds; two of five go, by exponential lives, and are looked at for 60 days."""
    random = np.random.default_rng(seed)
    for number in range(count):
        published = START + timedelta(seconds=int(random.uniform(0, days * 86_400)))
        age = float(random.exponential(mean_h)) if random.random() < 0.4 else float("inf")
        looks, at = [0.0], 0.05 * float(random.uniform(1, 1.5))
        while at < 60 * 24:
            looks.append(at)
            at *= 1.5
        place = bisect_left(looks, age)
        is_gone = place < len(looks)
        yield Observed(
            archive=f"a{number % 9}",
            item=f"weibo:post:{number}",
            platform=("weibo", "x")[number % 2],
            published=published,
            last_seen=published + timedelta(seconds=int(3600 * looks[place - 1])),
            first_missing=published + timedelta(seconds=int(3600 * looks[place])) if is_gone else None,
            cause=str(random.choice(CAUSES, p=SHARES)) if is_gone else "unknown",
        )


def write(file: Path, rows: Iterator[Observed]) -> Path:
    """Write observations as people exchange them."""
    file.write_text("".join(json.dumps(one.to_json()) + "\n" for one in rows), encoding="utf-8")
    return file
