"""A vault to practise with: every step as in need, made-up people and posts, and a passphrase that everybody knows."""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from wildgrass.flows import birth, trustee
from wildgrass.flows.add import add
from wildgrass.flows.kit import check_kit_folder

PASSPHRASE: Final = "practice"  # noqa: S105 - it is shown to everybody: nothing real may go into this vault
NAMES: Final = ("Ana", "Ben", "Chen")
THRESHOLD: Final = 2
_POSTS: Final = (
    "离离原上草，一岁一枯荣。",  # noqa: RUF001 - Chinese punctuation
    "野火烧不尽，春风吹又生。",  # noqa: RUF001
    "Wild fire cannot burn it away: it grows again with the spring wind.",
)
_FIRST_ID: Final = 1_596_000_000_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Friend:
    """One of those who hold a share: the name, the sealed share, the key that opens it, and where the answer goes."""

    name: str
    share: Path
    key: Path
    answer: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """What was made; everything lies in one folder, which real shares never do."""

    vault: Path
    card: Path
    coordinator: Path
    answers: Path
    library: Path
    friends: Sequence[Friend]
    items: int

    def to_json(self) -> dict[str, object]:
        """Return the object that `practice` prints."""
        return {
            "vault": str(self.vault),
            "card": str(self.card),
            "coordinator": str(self.coordinator),
            "answers": str(self.answers),
            "library": str(self.library),
            "passphrase": PASSPHRASE,
            "threshold": THRESHOLD,
            "items": self.items,
            "friends": [
                {"name": one.name, "share": str(one.share), "key": str(one.key), "answer": str(one.answer)}
                for one in self.friends
            ],
        }


def practise(
    folder: Path,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    random: Callable[[int], bytes] = os.urandom,
) -> Practice:
    """Make keys, a vault and its kit in a new folder, and seal three made-up posts.

    Raises:
        KitThereError: the folder holds something. FileTroubleError, StoreError: the disk refused.
    """
    check_kit_folder(folder)
    keys, answers, vault, kit = (folder / name for name in ("keys", "answers", "vault", "kit"))
    for made in (folder, keys, answers):
        made.mkdir(mode=0o700, parents=True, exist_ok=True)
    holders = {name: _key(keys / f"{name.lower()}.key", random) for name in (*NAMES, "coordinator")}
    born = birth.init(
        birth.Wishes(
            places=[str(vault)],
            trustees=[(name, holders[name]) for name in NAMES],
            paper=[],
            threshold=THRESHOLD,
            coordinator=holders["coordinator"],
            kit=kit,
        ),
        clock=clock,
        random=random,
    )
    with TemporaryDirectory(dir=folder) as export:
        _write_export(Path(export), clock())
        (added,) = add(born.card, [Path(export)], clock=clock)
    return Practice(
        vault=vault,
        card=born.card,
        coordinator=keys / "coordinator.key",
        answers=answers,
        library=folder / "library",
        friends=[_friend(name, born.files, keys, answers) for name in NAMES],
        items=sum((added.report or {"items": {}})["items"].values()),
    )


def _key(path: Path, random: Callable[[int], bytes]) -> str:
    return trustee.new(path, PASSPHRASE.encode(), random=random)


def _friend(name: str, files: Sequence[Path], keys: Path, answers: Path) -> Friend:
    share = next(file for file in files if file.name.endswith(f"-{name}.age"))
    low = name.lower()
    return Friend(name=name, share=share, key=keys / f"{low}.key", answer=answers / f"{low}.answer")


def _write_export(folder: Path, now: datetime) -> None:
    """Write an account's archive as X gives it, of somebody who does not exist."""
    data = folder / "data"
    data.mkdir()
    account = {"accountId": "1", "username": "practice", "accountDisplayName": "野草 practice"}
    tweets = [
        {
            "tweet": {
                "id_str": str(_FIRST_ID + number),
                "created_at": now.astimezone(UTC).strftime("%a %b %d %H:%M:%S +0000 %Y"),
                "full_text": text,
            }
        }
        for number, text in enumerate(_POSTS)
    ]
    for name, records in (("account", [{"account": account}]), ("tweets", tweets)):
        text = f"window.YTD.{name}.part0 = {json.dumps(records, ensure_ascii=False)}"
        (data / f"{name}.js").write_text(text, "utf-8")
