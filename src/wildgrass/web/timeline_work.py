"""The process behind the page that tells what went when."""

import secrets
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from wildgrass.flows.timeline import check_collection, timeline
from wildgrass.library.place import LibraryPlace
from wildgrass.observatory.timeline.analysis import Timeline
from wildgrass.observatory.timeline.drawing import Words
from wildgrass.observatory.timeline.report import (
    Share,
    drawings,
    phrase,
    told_coverage,
    told_hints,
    told_shares,
)
from wildgrass.text.language import LANGUAGES


def work(order: Mapping[str, Any], place: LibraryPlace) -> dict[str, Any]:
    """Return totals, weeks, lives and coincidences, and the drawings in every language: a reader may change hers."""
    check_collection([place], order["collection"])
    events = Path(order["events"]) if order["events"] else None
    found = timeline([place], seed=secrets.randbits(32), language=order["language"], own_events=events)
    return {
        "totals": dict(found.totals),
        "ageless": found.counts.ageless,
        "said": {language: _said(found, partial(phrase, language)) for language in LANGUAGES},
        "coincidences": [one.to_json() for one in found.coincidences],
    }


def _said(found: Timeline, words: Words) -> dict[str, Any]:
    return {
        "drawings": list(drawings(found, words)),
        "coverage": told_coverage(found, words),
        "hints": list(told_hints(found, words)),
        "lives": [
            {
                "cause": curve.cause,
                "gone": curve.gone,
                "shares": [_share(one) for one in told_shares(found, curve, words)],
            }
            for curve in found.curves
        ],
    }


def _share(one: Share) -> dict[str, str]:
    """Return a share in words."""
    least, most = f"{one.least:.0%}", f"{one.most:.0%}"
    between = least if least == most else f"{least}-{most}"
    return (
        {"age": one.age, "said": between, "bounds": f"{one.low:.0%} … {one.high:.0%}"}
        if one.known
        else {"age": one.age, "said": "", "bounds": ""}
    )
