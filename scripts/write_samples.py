"""Write docs/samples.md: what the readers make of exports and fixtures that other projects published.

    python scripts/write_samples.py ../shared/samples

The samples are not part of this project; their counts were checked by hand in `tests/sources/test_*_samples.py`.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from wildgrass.errors import WildgrassError
from wildgrass.flows.inspect import inspect

TARGET: Final = Path(__file__).parent.parent / "docs" / "samples.md"
HEAD: Final = """\
# What the readers make of other people's exports

Written by `scripts/write_samples.py` over exports, fixtures and test vectors that other projects published; none of
them is part of this one. **Records** are what the readers saw in the files, **items** what became of them, **problems**
what was counted with its place (**lost**: a record that became no item), **ignored** members that carry nothing of a
person, and **unknown** members that no reader knows. Records and items differ where one record holds several things,
such as a repost with the post in it, or none. `tests/sources/test_*_samples.py` holds counts made by hand.

| sample | read as | records | items | problems | lost | ignored | unknown |
|---|---|---:|---:|---:|---:|---:|---:|
"""


def page(samples: Path) -> str:
    """Return the page."""
    return HEAD + "".join(f"| {' | '.join(map(str, row))} |\n" for row in _rows(samples))


def _rows(samples: Path) -> Iterator[tuple[object, ...]]:
    for folder in sorted(samples.glob("*/*/")):
        if folder.parent.name in ("censorship", "vectors"):
            continue
        name = f"{folder.parent.name}/{folder.name}"
        try:
            for inspection in inspect([folder]):
                for _ in inspection.problems():
                    continue
                yield _row(name, folder.name, inspection.report())
        except WildgrassError as error:
            yield f"`{name}`", f"not an export ({error.code})", "", "", "", "", "", ""


def _row(name: str, folder: str, report: dict[str, Any]) -> tuple[object, ...]:
    shown = f"`{name}`" if report["name"] == folder else f"`{name}` {report['name']}"
    return (
        shown,
        f"{report['source']}, {report['vintage']}",
        f"{sum(member['records'] or 0 for member in report['members']):,}",
        f"{sum(report['items'].values()):,}",
        report["problems"],
        report["records_lost"],
        report["ignored"],
        report["unknown"],
    )


def main() -> int:
    """Write the page."""
    TARGET.write_text(page(Path(sys.argv[1])), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
