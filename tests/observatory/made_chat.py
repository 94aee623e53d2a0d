"""A chat that is exported twice: what really happened is known, so every class can be checked."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from wildgrass.model import Actor, Audience, Item, Kind, Moment, Origin

START = datetime(2024, 3, 1, 8, tzinfo=UTC)
SYLLABLES = "风雨山河日月花草鸟鱼春夏秋冬东西南北人家书信茶米油灯桥路船车门窗云雪"
SHORT = ("好", "好的", "嗯", "哈哈", "收到", "谢谢", "👍", "在吗")


@dataclass
class Chat:
    """Both exports, and the ids of A's messages that B really lacks (`lost`), and that B has in another wording."""

    a: list[Item] = field(default_factory=list)
    b: list[Item] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    altered: set[str] = field(default_factory=set)


def message(
    number: int, source: str, who: str, when: datetime, text: str, *, precision_ms: int = 1000
) -> Item:
    return Item(
        id=f"{source}:message:{number}",
        kind=Kind.MESSAGE,
        source=source,
        origin=Origin(member="chat", record=number),
        author=Actor(platform=source, id_kind="label", id=who),
        published=Moment(instant=when, precision_ms=precision_ms),
        text=text,
        thread=f"{source}:conversation:1",
        audience=Audience.DIRECT,
    )


def words(random: Random) -> str:
    if random.random() < 0.25:
        return random.choice(SHORT)
    return "".join(random.choice(SYLLABLES) for _ in range(random.randint(4, 24)))


@dataclass(frozen=True)
class Way:
    """How two exports of one chat differ."""

    lost: float = 0.01
    altered: float = 0.0
    offset_s: int = 0
    drift: float = 0.0
    jitter_s: int = 1
    minutes: bool = False
    people: int = 6


def made_messages(count: int, seed: int, way: Way) -> Iterator[tuple[Item, Item | None]]:
    """Yield messages as A sent them and as B got them, None where one never came, in bursts."""
    random, when = Random(seed), START
    for number in range(count):
        when += timedelta(seconds=random.choice((0, 0, 1, 2, 5, 20, 300)))
        who, text = random.randrange(way.people), words(random)
        one = message(number, "wechat", f"wxid_{who}", when, text)
        if random.random() < way.lost:
            yield one, None
            continue
        shift = way.offset_s + way.drift * (when - START).total_seconds() + random.randint(0, way.jitter_s)
        seen = when + timedelta(seconds=shift)
        if way.minutes:
            seen = seen.replace(second=0)
        other = message(number, "qq", f"备注{who}", seen, text, precision_ms=60_000 if way.minutes else 1000)
        is_altered = len(text) > 8 and random.random() < way.altered
        yield one, replace(other, text=text[:-1] + "!") if is_altered else other


def made_chat(count: int, seed: int, **way: Any) -> Chat:
    """Return a chat of `count` messages, in bursts; B's clock and names differ, some messages never came."""
    chat = Chat()
    for one, other in made_messages(count, seed, Way(**way)):
        chat.a.append(one)
        if other is None:
            chat.lost.add(one.id)
            continue
        chat.b.append(other)
        if other.text != one.text:
            chat.altered.add(one.id)
    return chat
