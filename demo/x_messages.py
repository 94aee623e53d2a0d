"""Direct messages of the synthetic X account: in pairs and groups, with reactions, pictures and events."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from demo import chinese_text, pictures
from demo.x_posts import Media, Person, code, iso, short_link, snowflake

_REACTIONS = ("like", "funny", "surprised", "sad", "excited", "agree", "disagree")
_OPENED = datetime(2017, 5, 1, 12, tzinfo=UTC)


@dataclass(slots=True)
class Message:
    """One message."""

    id: int
    when: datetime
    sender: Person
    text: str
    media: Media | None = None
    link: tuple[str, str] | None = None
    reactions: list[tuple[Person, str, datetime]] = field(default_factory=list)


@dataclass(slots=True)
class Event:
    """What a group says about itself: `kind` is the platform's key for it."""

    when: datetime
    kind: str
    fields: dict[str, object]


@dataclass(slots=True)
class Conversation:
    """One conversation, oldest first. `members` are the owner and one other person, or a group of more."""

    id: str
    members: list[Person]
    entries: list[Message | Event] = field(default_factory=list)

    @property
    def is_group(self) -> bool:
        """Say whether this is a group."""
        return "-" not in self.id

    @property
    def messages(self) -> list[Message]:
        """Return the messages, without the events."""
        return [entry for entry in self.entries if isinstance(entry, Message)]


def conversations(
    random: Random, known: list[Person], count: int, messages: int, end: datetime
) -> list[Conversation]:
    """Make conversations, one in six a group, that hold exactly `messages` messages in all."""
    made = [_opened(random, known, place, is_group=place % 6 == 5) for place in range(count)]
    weights = [random.paretovariate(1.1) for _ in made]
    shares = random.choices(range(count), weights, k=max(messages - count, 0)) if count else []
    counts = [int(messages > place) for place in range(count)]
    for place in shares:
        counts[place] += 1
    for conversation, number in zip(made, counts, strict=True):
        extend(random, conversation, number, end)
    return made


def extend(random: Random, conversation: Conversation, count: int, end: datetime) -> None:
    """Add messages up to `end`."""
    last = conversation.entries[-1].when if conversation.entries else _OPENED
    step = (end - last) / (count + 1)
    for _ in range(count):
        last += step * random.uniform(0.2, 0.95)
        conversation.entries.append(_message(random, conversation, last))
        if conversation.is_group and random.random() < 0.01:
            conversation.entries.append(_event(random, conversation, last + timedelta(seconds=1)))


def media_of(conversation: Conversation) -> list[tuple[int, Media]]:
    """Return the pictures of a conversation with the ids of their messages."""
    return [(message.id, message.media) for message in conversation.messages if message.media]


def attach(random: Random, where: list[Conversation], count: int) -> None:
    """Put `count` pictures on messages that have none."""
    bare = [message for talk in where for message in talk.messages if not message.media and not message.link]
    for message in random.sample(bare, min(count, len(bare))):
        base = code(random, 8)
        number = message.id - random.randrange(1 << 20, 1 << 22)
        message.media = Media(number, base, "jpg", pictures.size_of(base), short_link(random))
        message.text = f"{message.text} {message.media.short}"


def record(conversation: Conversation) -> dict[str, object]:
    """Return the archive's record: the newest entry first."""
    entries = [_entry(conversation, entry) for entry in reversed(conversation.entries)]
    return {"dmConversation": {"conversationId": conversation.id, "messages": entries}}


def header_record(conversation: Conversation, lost: Message | None = None) -> dict[str, object]:
    """Return the record of the headers file; `lost` is a message whose text the archive no longer has."""
    messages = [*conversation.messages, *([lost] if lost else [])]
    messages.sort(key=lambda message: message.when, reverse=True)
    entries = []
    for message in messages:
        head = {"id": str(message.id), "senderId": str(message.sender.id), "createdAt": iso(message.when)}
        entries.append({"messageCreate": head | _recipient(conversation, message)})
    return {"dmConversation": {"conversationId": conversation.id, "messages": entries}}


def lost_message(conversation: Conversation) -> Message:
    """Make up a message that only the headers file remembers."""
    first = conversation.messages[0]
    when = first.when + timedelta(seconds=3)
    return Message(snowflake(when, 9), when, first.sender, "")


def _opened(random: Random, known: list[Person], place: int, *, is_group: bool) -> Conversation:
    owner = known[0]
    if not is_group:
        other = known[1 + place % (len(known) - 1)]
        low, high = sorted((owner.id, other.id))
        return Conversation(f"{low}-{high}", [owner, other])
    started = _OPENED + timedelta(days=random.randrange(1500), seconds=random.randrange(80_000))
    members = [owner, *random.sample(known[1:], min(len(known) - 1, random.randint(3, 9)))]
    group = Conversation(str(snowflake(started, place)), members)
    snapshot = [str(person.id) for person in members]
    join: dict[str, object] = {
        "initiatingUserId": str(members[1].id),
        "participantsSnapshot": snapshot,
        "createdAt": iso(started),
    }
    group.entries.append(Event(started, "joinConversation", join))
    for kind in ("conversationNameUpdate", "participantsJoin", "participantsLeave"):
        started += timedelta(minutes=random.randint(2, 90))
        group.entries.append(_event(random, group, started, kind))
    return group


def _message(random: Random, conversation: Conversation, when: datetime) -> Message:
    when = when.replace(microsecond=when.microsecond // 1000 * 1000)
    sender = random.choice(conversation.members)
    tongue = chinese_text.language(random)
    long = random.random() < 0.4
    # No "&", "<" or ">" here: whether the platform escapes them in messages is not known.
    text = chinese_text.sentence(random, tongue) if long else chinese_text.reply(random, tongue)
    message = Message(snowflake(when, random.randrange(4096)), when, sender, text.replace("&", "and"))
    if random.random() < 0.05:
        message.link = (short_link(random), f"https://example.org/{code(random, 9).lower()}")
        message.text += f" {message.link[0]}"
    if random.random() < 0.08:
        person = random.choice(conversation.members)
        message.reactions.append(
            (person, random.choice(_REACTIONS), when + timedelta(minutes=random.randint(1, 600)))
        )
    return message


def _event(random: Random, group: Conversation, when: datetime, kind: str = "") -> Event:
    kind = kind or random.choice(("participantsJoin", "participantsLeave", "conversationNameUpdate"))
    someone = random.choice(group.members[1:])
    fields: dict[str, object] = {"createdAt": iso(when)}
    if kind == "conversationNameUpdate":
        fields |= {"initiatingUserId": str(someone.id), "name": chinese_text.name(random)}
    elif kind == "participantsJoin":
        fields |= {"initiatingUserId": str(group.members[0].id), "userIds": [str(someone.id)]}
    else:
        fields |= {"userIds": [str(someone.id)]}
    return Event(when, kind, fields)


def _entry(conversation: Conversation, entry: Message | Event) -> dict[str, object]:
    if isinstance(entry, Event):
        return {entry.kind: entry.fields}
    urls: list[object] = []
    pictured: list[object] = []
    if entry.link:
        short, target = entry.link
        urls.append({"url": short, "expanded": target, "display": target.removeprefix("https://")})
    if entry.media:
        page = f"https://twitter.com/messages/media/{entry.id}"
        shown = entry.media.short.replace("https://t.co/", "pic.twitter.com/")
        urls.append({"url": entry.media.short, "expanded": page, "display": shown})
        pictured.append(f"https://ton.twitter.com/dm/{entry.id}/{entry.media.id}/{entry.media.file}")
    reactions = [
        {
            "senderId": str(who.id),
            "reactionKey": key,
            "eventId": str(snowflake(when, 3)),
            "createdAt": iso(when),
        }
        for who, key, when in entry.reactions
    ]
    message: dict[str, object] = {
        "reactions": reactions,
        "urls": urls,
        "text": entry.text,
        "mediaUrls": pictured,
    }
    message |= {
        "senderId": str(entry.sender.id),
        "id": str(entry.id),
        "createdAt": iso(entry.when),
        "editHistory": [],
    }
    return {"messageCreate": _recipient(conversation, entry) | message}


def _recipient(conversation: Conversation, message: Message) -> dict[str, object]:
    if conversation.is_group:
        return {}
    owner, other = conversation.members
    return {"recipientId": str(owner.id if message.sender is other else other.id)}
