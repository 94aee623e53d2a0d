"""A chat that is exported twice: what really happened is known, so every class can be checked."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

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


def made_chat(
    count: int,
    seed: int,
    *,
    lost: float = 0.01,
    altered: float = 0.0,
    offset_s: int = 0,
    drift: float = 0.0,
    jitter_s: int = 1,
    minutes: bool = False,
    people: int = 6,
) -> Chat:
    """Return a chat of `count` messages, in bursts; B's clock and names differ, some messages never came."""
    random, chat, when = Random(seed), Chat(), START
    for number in range(count):
        when += timedelta(seconds=random.choice((0, 0, 1, 2, 5, 20, 300)))
        who, text = random.randrange(people), words(random)
        one = message(number, "wechat", f"wxid_{who}", when, text)
        chat.a.append(one)
        if random.random() < lost:
            chat.lost.add(one.id)
            continue
        seen = when + timedelta(
            seconds=offset_s + drift * (when - START).total_seconds() + random.randint(0, jitter_s)
        )
        if minutes:
            seen = seen.replace(second=0)
        other = message(number, "qq", f"备注{who}", seen, text, precision_ms=60_000 if minutes else 1000)
        if len(text) > 8 and random.random() < altered:
            other = replace(other, text=text[:-1] + "!")
            chat.altered.add(one.id)
        chat.b.append(other)
    return chat
