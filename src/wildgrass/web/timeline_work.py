"""The process behind the page that tells what went when."""

import secrets
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from wildgrass.flows.timeline import check_collection, timeline
from wildgrass.library.place import LibraryPlace
from wildgrass.observatory.timeline.report import drawings, phrase, told_shares


def work(order: Mapping[str, Any], place: LibraryPlace) -> dict[str, Any]:
    """Return totals, drawings, lives and coincidences of an archive, in the language of the page."""
    check_collection([place], order["collection"])
    events = Path(order["events"]) if order["events"] else None
    language: str = order["language"]
    found = timeline([place], seed=secrets.randbits(32), language=language, own_events=events)
    words = partial(phrase, language)
    return {
        "totals": dict(found.totals),
        "ageless": found.counts.ageless,
        "drawings": list(drawings(found, words)),
        "lives": [
            {
                "cause": curve.cause,
                "gone": curve.gone,
                "shares": [_share(one) for one in told_shares(found, curve, words)],
            }
            for curve in found.curves
        ],
        "coincidences": [one.to_json() for one in found.coincidences],
    }


def _share(one: Any) -> dict[str, str]:  # a share, in words
    least, most = f"{one.least:.0%}", f"{one.most:.0%}"
    between = least if least == most else f"{least}-{most}"
    return (
        {"age": one.age, "said": between, "bounds": f"{one.low:.0%} … {one.high:.0%}"}
        if one.known
        else {"age": one.age, "said": "", "bounds": ""}
    )
