"""How long the audit of a library takes, rules and exposure: `python -m benchmarks.audit [ITEMS] [--work FOLDER]`.

CPU seconds of the whole flow on a library of made-up items: of a hundred, seventy posts and comments on X and Weibo,
twenty messages of WeChat groups, and ten records of what platforms keep apart (sign-ins, advertising, contacts,
inferences, devices, apps, a phone number). Then the same pass with the rules alone, and with reading alone.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.library_corpus import START, Writer, build, post
from benchmarks.measure import machine
from wildgrass.audit.exposure import ExposureAudit
from wildgrass.audit.legal import LegalAudit
from wildgrass.audit.subject import subject_of_json
from wildgrass.flows.audit import audit
from wildgrass.library import Library
from wildgrass.library.place import LibraryPlace
from wildgrass.model import Actor, Audience, Item, Kind, Moment, Origin

GOAL_S: Final = 20.0
"""CPU seconds for 1,000,000 items, rules and exposure."""
_GROUPS: Final = 40
_MEMBERS: Final = 300


def items(count: int) -> Iterator[Item]:
    """Yield the items."""
    writer = Writer(4, [])
    texts = [writer.text() for _ in range(5_000)]
    for number in range(count):
        share = number % 100
        if share < 70:
            counts = {"shares": number % 700, "likes": number % 90} if share < 60 else {"likes": 3}
            kind = Kind.COMMENT if share < 10 else Kind.POST
            yield post(number, texts[number % len(texts)], kind=kind, counts=counts, extra={"lang": "zh"})
        elif share < 90:
            yield message(number, texts[number % len(texts)])
        else:
            yield withheld(number, share)


def message(number: int, text: str) -> Item:
    """Return a message of a group of some hundreds."""
    sender = f"wxid_{(number * 7919) % _MEMBERS}"
    return post(
        number,
        text,
        id=f"wechat:message:{number}",
        kind=Kind.MESSAGE,
        source="wechat",
        author=Actor(platform="wechat", id_kind="account", id=sender),
        thread=f"wechat:room:{(number // 100) % _GROUPS}",
        audience=Audience.DIRECT,
        origin=Origin(member="messages.json", record=number),
    )


def withheld(number: int, share: int) -> Item:
    """Return a record that platforms keep apart, of the nature that a share of the hundred has."""
    kind, member, extra = _record(number, share)
    return post(
        number,
        "",
        id=f"x:{kind}:{number}",
        kind=kind,
        source="x",
        audience=Audience.SELF,
        origin=Origin(member=f"data/{member}", record=number),
        published=Moment(instant=START + timedelta(minutes=number), precision_ms=1000),
        extra=extra,
    )


def _record(number: int, share: int) -> tuple[Kind, str, dict[str, object]]:
    if share >= 97:
        return _rarer(number, share)
    if share < 94:
        address = f"{(1, 8, 36, 114, 203)[number % 5]}.{number % 251}.{number // 251 % 251}.{number % 17}"
        return Kind.LOGIN, "ip-audit.js", {"loginIp": address, "createdAt": "2019-01-01T00:00:00.000Z"}
    advertiser = {"advertiserName": f"Company {number % 900}", "screenName": f"@company{number % 900}"}
    targeting = [{"targetingType": "Age", "targetingValue": "25 to 34"}]
    about = {"advertiserInfo": advertiser, "matchedTargetingCriteria": targeting}
    return Kind.AD, "ad-impressions.js", about


def _rarer(number: int, share: int) -> tuple[Kind, str, dict[str, object]]:
    if share == 97:
        return Kind.CONTACT, "contact.js", {"phoneNumbers": [f"+8613{number:09d}"[:14]], "emails": []}
    if share == 98:
        return Kind.INFERENCE, "personalization.js", {"name": f"Interest {number % 400}", "isDisabled": False}
    which = number // 100 % 3
    if which == 0:
        device = {"deviceManufacturer": "HUAWEI", "carrier": "cn.unicom", "phone": "+8613800138000"}
        return Kind.DEVICE, "ni-devices.js", {"messagingDevice": device}
    if which == 1:
        app = {"name": f"App {number % 60}", "permissions": ["read", "write"]}
        return Kind.APP, "connected-application.js", app
    return Kind.PHONE, "phone-number.js", {"phoneNumber": "+8613800138000"}


def cpu_seconds(run: Callable[[], object], rounds: int) -> list[float]:
    """Return the CPU seconds of each round."""
    took = []
    for _ in range(rounds):
        start = time.process_time()
        run()
        took.append(time.process_time() - start)
    return took


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("items", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--work", type=Path, help="keep the library here for another run")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        folder = (options.work or Path(passing)) / f"audited-{options.items}"
        if not folder.exists():
            build(items(options.items), folder)
        print(f"{options.items} items; {machine()}")
        print_figures(folder, options.items, options.rounds)


def print_figures(folder: Path, count: int, rounds: int) -> None:
    """Measure each pass and print it."""

    def texts() -> Iterator[bytes]:
        with Library.open(folder) as library:
            yield from library.item_texts()

    def rules() -> None:
        with Library.open(folder) as library:
            owners = {actor.key for actor in library.owners()}
        legal = LegalAudit(owners)
        for text in texts():
            legal.see(subject_of_json(text))
        list(legal.findings())

    def exposure() -> None:
        seen = ExposureAudit()
        for text in texts():
            seen.see(subject_of_json(text))
        list(seen.findings())

    passes: dict[str, Callable[[], object]] = {
        "reading alone": lambda: sum(1 for _ in texts()),
        "rules alone": rules,
        "exposure alone": exposure,
        "the audit": lambda: list(audit(LibraryPlace(folder))),
    }
    for name, run in passes.items():
        took = cpu_seconds(run, rounds)
        print(f"{name:<16}{median(took):8.2f} s of CPU (median of {rounds}; best {min(took):.2f})")
    print(f"goal: {GOAL_S * count / 1_000_000:.1f} s for {count} items")


if __name__ == "__main__":
    main()
