"""The work behind the watch pages: consent, a look now, forgetting, and what all looks at each item say."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any, Final

from wildgrass.flows.watch import Watch, watch_client
from wildgrass.flows.watch_looking import Watched, Way
from wildgrass.library.place import LibraryPlace
from wildgrass.watch.book import NoConsentError
from wildgrass.watch.looks import Look
from wildgrass.watch.outcome import Verdict
from wildgrass.watch.panel import Panel
from wildgrass.watch.within import told_within
from wildgrass.web.work_lines import Rows, progress

_LOOKS: Final = 6  # of an item, the newest
_TEXT: Final = 120
_UNREAD: Final = 50  # wordings, those at most posts


def work(order: Mapping[str, Any], place: LibraryPlace) -> Iterator[dict[str, Any]]:
    """Do what is asked, then tell how the watch stands: the consent, what is due, and a row for each item."""
    watch = Watch(place, lambda: datetime.now(UTC))
    act = order["act"]
    panel, down = None, list[str]()
    if act == "agree":
        watch.book.agree(order["words"], watch.now())
    elif act == "revoke":
        watch.book.revoke(watch.now())
    elif act == "forget":
        watch.book.forget(order["item"])
    elif act == "look":
        panel, down = _look(watch, order)
    with Rows() as rows:
        for one in watch.standing():
            rows.add(_row(*one))
    yield (
        _state(watch)
        | {"down": down, "left_alone": watch.left_alone}
        | ({} if panel is None else watch.panel_said(panel).to_json())
    )


def _look(watch: Watch, order: Mapping[str, Any]) -> tuple[Panel | None, list[str]]:
    """Look at what is due, or at a random panel; return the panel, and which further ways out were down."""
    panel = watch.panel(order["panel"]) if order["panel"] else None
    told = progress()
    with ExitStack() as closing:
        client = closing.enter_context(watch_client(order["proxy"]))
        also = [
            Way(str(number), closing.enter_context(watch_client(url)))
            for number, url in enumerate(order["also"], 2)
        ]
        for _ in watch.run(
            client,
            most=order["most"],
            progress=lambda done, total: told("watch", done, total),
            also=also,
            listing=order["listing"],
            panel=panel,
        ):
            continue  # what they say together is told afterwards, for every item
    return panel, [way.name for way in also if way.is_down]


def _state(watch: Watch) -> dict[str, Any]:
    try:
        consent = watch.book.consent(watch.now())
        agreed = {"words": consent.words, "until": consent.until.date().isoformat()}
    except NoConsentError:
        agreed = None
    due = watch.next_due()
    return {
        "consent": agreed,
        "watched": len(watch.items),
        "left_out": len(watch.book.forgotten()),
        "due": len(watch.due(len(watch.items))),
        "next": None if due is None else due.isoformat(timespec="minutes"),
        "unread": [one.to_json() for one in watch.unread()[:_UNREAD]],
        "refused": len(watch.book.refused()),
    }


def _row(item: Watched, verdict: Verdict, looks: Sequence[Look]) -> dict[str, Any]:
    return {
        **verdict.to_json(),
        "within": [[name, dict(details)] for name, details in told_within(verdict)],
        "text": item.text[:_TEXT],
        "platform": item.platform,
        "url": item.url,
        "looks": [
            {"at": one.at.isoformat(timespec="minutes"), "path": one.path, "state": one.state}
            | {"by": one.by, "notice": one.notice[:_TEXT], "status": one.status, "via": one.via}
            for one in looks[-_LOOKS:]
        ],
    }
