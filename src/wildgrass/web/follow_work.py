"""The work behind the follow page: fetch open accounts and seal them with a card; loads nothing that opens a vault."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from wildgrass.flows.follow import Following, follow, follow_client
from wildgrass.text import LANGUAGES, explain
from wildgrass.web.work_lines import Rows, progress, tell


def work(order: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield, after a row for each account, how many there were."""
    following = Following(
        card=Path(order["card"]),
        targets=order["targets"],
        consent=order["consent"],
        client=follow_client(
            order["proxy"], order["pace"], on_wait=lambda _host, seconds: tell({"pace": [None, seconds]})
        ),
        state=Path(order["state"]) if order["state"] else None,
        index=order["index"],
        progress=progress(),
    )
    count = 0
    with Rows() as rows:
        for one in follow(following):
            count += 1
            said = {} if one.error is None else {each: explain(one.error, each) for each in LANGUAGES}
            rows.add({**one.to_json(), "said": said, "whole": one.is_whole})
    yield {"accounts": count}
