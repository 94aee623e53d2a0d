"""The work behind the pages that bring a library back: here or on the network, rehearsed or real, item by item."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from wildgrass.flows.hiding import Hiding, Reviewed
from wildgrass.flows.media_counts import MEDIA
from wildgrass.flows.names_map import NamesMap
from wildgrass.flows.restore import publishes, publishing_means, restore
from wildgrass.flows.signing_key import new_signing_key, signing_key_text
from wildgrass.library.place import LibraryPlace
from wildgrass.targets.base import PrivateClass, RestoreOptions
from wildgrass.targets.means import Means, Progress
from wildgrass.text.redaction import PictureChoice, WordsClass
from wildgrass.web.thumbnails import thumbnails
from wildgrass.web.work_lines import Rows, ask, progress, tell

Choice = Mapping[str, Any]
"""What a person chose, without any secret: `target` is "bluesky:me.example@https://pds.example"."""
SURE: Final = "/setup/tools/publish/sure"
_MOST_NOTICES: Final = 100


def options_of(choice: Choice, *, simulate: bool, means: Means | None = None) -> RestoreOptions:
    """Return the options of a run."""
    is_local = not publishes(choice["target"])
    return RestoreOptions(
        simulate=simulate,
        publish=not simulate and not is_local,
        private=choice.get("private", False),
        likes=choice.get("likes", False),
        base=choice.get("base") or None,
        include=frozenset(map(PrivateClass, choice.get("include", ()))),
        mentions=choice.get("mentions", False),
        custody=choice.get("custody", False),
        origin=not choice.get("no_origin", False),
        media_server=choice.get("blossom") or None,
        media_base=choice.get("media_base") or None,
        language=choice["language"],
        shows_names=choice.get("shows_names", False),
        means=means,
    )


def hiding_of(choice: Choice, passphrase: str = "") -> Hiding | None:
    """Return how other people are hidden, None where they are not."""
    if not choice.get("hide"):
        return None
    return Hiding(
        is_struck=choice["hide"] == "struck",
        decisions=_path(choice.get("decisions")),
        names=NamesMap(
            file=_path(choice.get("names_map")),
            recipients=tuple(choice.get("names_recipients", ())),
            key=_path(choice.get("names_key")),
            ask_passphrase=lambda: passphrase.encode("utf-8", "surrogatepass"),
        ),
        faces=PictureChoice(choice.get("faces") or PictureChoice.BLUR),
        pictures={digest: PictureChoice(do) for digest, do in choice.get("pictures", {}).items()},
        named=tuple(choice.get("named", ())),
        shown_words=frozenset(map(WordsClass, choice.get("words", ()))),
    )


def work(order: Mapping[str, Any], place: LibraryPlace) -> Iterator[dict[str, Any]]:
    """Yield, after a row for every item, how many came to what, and where the preview stands."""
    choice, simulates = order["choice"], order["simulate"]
    shown: list[str] = []
    reviewed: list[Reviewed] = []
    is_local = not publishes(choice["target"])
    means = None if is_local else _means(order, place, shown)
    options = options_of(choice, simulate=simulates, means=means)
    hiding = hiding_of(choice, order.get("names_passphrase", ""))
    counts: Counter[str] = Counter()
    media: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    told = progress()
    with Rows() as rows:
        outcomes = restore(place, choice["target"], options, hiding, reviewed=reviewed.append)
        for number, outcome in enumerate(outcomes, 1):
            counts[outcome.status] += 1
            reasons[outcome.reason or ""] += 1
            media.update(outcome.media or {})
            rows.add(outcome.to_json())
            if is_local or simulates:
                told("restore", number, None)
    del reasons[""]
    yield {
        "counts": dict(counts),
        "reasons": reasons.most_common(),
        "preview": shown[-1] if shown else "",
        "media": {name: media[name] for name in MEDIA} if simulates else None,
        "hidden": reviewed[-1].places if reviewed else None,
        "thumbs": thumbnails(place, reviewed[-1].pictures) if reviewed else {},
        "pictures": list(reviewed[-1].pictures) if reviewed else [],
        "maybe": [{"text": one["text"], "where": one["where"]} for one in reviewed[-1].maybe]
        if reviewed
        else [],
    }


def _means(order: Mapping[str, Any], place: LibraryPlace, shown: list[str]) -> Means:
    choice = order["choice"]
    return publishing_means(
        place.folder,
        secret=_secret(order),
        confirm=lambda account, count: _named(account, ask({"at": SURE, "account": account, "count": count})),
        deliver=lambda followers, count: _agreed(
            ask({"at": SURE, "followers": followers, "count": count, "account": ""})
        ),
        progress=_pace(),
        preview=lambda page: shown.append(str(page)),
        notice=lambda name, details: tell({"notice": [name, {**details}]}),
        state=_path(choice.get("state")),
        proxy=choice.get("proxy") or None,
    )


def _secret(order: Mapping[str, Any]) -> Callable[[str], str]:
    """Return what gives the account's password, token or key: as it was typed, or from the file that was named."""

    def secret(_account: str) -> str:
        choice, typed = order["choice"], str(order.get("secret", ""))
        if not choice.get("key"):
            return typed
        file, passphrase = Path(choice["key"]), typed.encode("utf-8", "surrogatepass")
        if not choice.get("new_key"):
            return signing_key_text(file, lambda: passphrase)
        made = new_signing_key(file, passphrase)
        tell({"notice": ["publish-key-made", {"file": str(file), "account": made.npub}]})
        return made.text()

    return secret


def _named(account: str, said: Mapping[str, Any]) -> bool:
    return str(said.get("said", "")).strip().removeprefix("@") == account.removeprefix("@")


def _agreed(said: Mapping[str, Any]) -> bool:
    return said.get("agreed") is True


def _pace() -> Callable[[Progress], None]:
    told = progress()

    def report(one: Progress) -> None:
        if one.total:
            told("publish", one.done, one.total)
        tell({"pace": [one.seconds_left, one.waiting_s]})

    return report


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None
