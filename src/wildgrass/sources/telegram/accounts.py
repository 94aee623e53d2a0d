"""What an account's export holds besides chats: the person, her contacts, her sessions, her stories."""

from collections.abc import Iterator, Mapping
from typing import Final

from wildgrass.model import JSON, Actor, Attachment, Audience, Item, Kind, Moment, Problem
from wildgrass.model.item import Origin
from wildgrass.sources.localtime import LocalClock
from wildgrass.sources.telegram import peers, texts, times
from wildgrass.sources.telegram.media import Media, is_notice
from wildgrass.sources.telegram.peers import SOURCE

_KINDS: Final = {
    "contacts.list[]": ("contact", Kind.CONTACT, ("user_id", "phone_number", "first_name", "last_name")),
    "frequent_contacts.list[]": ("frequent-contact", Kind.CONTACT, ("id", "type", "category")),
    "sessions.list[]": (
        "session",
        Kind.LOGIN,
        ("application_name", "device_model", "platform", "created_unixtime", "created"),
    ),
    "web_sessions.list[]": (
        "web-session",
        Kind.LOGIN,
        ("domain_name", "bot_username", "browser", "platform", "created_unixtime", "created"),
    ),
}
_KNOWN: Final = frozenset({"about", "personal_information", "profile_pictures"})


class AccountReader:
    """Makes items of the lists of one member."""

    def __init__(self, media: Media, root: str, clock: LocalClock, as_of: Moment | None) -> None:
        self._media = media
        self._root = root
        self._clock = clock
        self._as_of = as_of
        self.owner: Actor | None = None
        self._pictures: list[Attachment] = []
        self._picture_records: list[JSON] = []

    @property
    def pictures(self) -> int:
        """How many profile pictures wait for the profile that they belong to."""
        return len(self._picture_records)

    def read(self, path: str, body: Mapping[str, JSON], origin: Origin) -> Item | None:
        """Return the item of a record in one of the lists; None for what the profile will hold."""
        if path == "profile_pictures[]":
            self._picture_records.append(dict(body))
            picture = body.get("photo")
            if isinstance(picture, str):
                self._pictures.append(self._file(picture, "avatar"))
            return None
        if path == "stories[]":
            return self._story(body, origin)
        what, kind, identity = _KINDS[path]
        native = body.get("user_id", body.get("id")) if kind is Kind.CONTACT else None
        own = [str(body[key]) for key in identity if key in body] or [str(sorted(body.items()))]
        number = str(native) if type(native) is int and what == "contact" else peers.digest(*own)
        when = ("last_active_unixtime", "last_active") if kind is Kind.LOGIN else ("date_unixtime", "date")
        return Item(
            id=f"{SOURCE}:{what}:{number}",
            kind=kind,
            source=SOURCE,
            origin=origin,
            author=self.owner,
            published=times.moment(body.get(when[0]), body.get(when[1]), self._clock),
            as_of=self._as_of,
            audience=Audience.SELF,
            target=_contact(body) if kind is Kind.CONTACT else None,
            extra=dict(body),
        )

    def _file(self, path: str, role: str) -> Attachment:
        if is_notice(path):
            return Attachment(name=role, role=role)
        return self._media.attachment(self._root, path, role=role)

    def _story(self, body: Mapping[str, JSON], origin: Origin) -> Item:
        extra = dict(body)
        published = times.moment(body.get("date_unixtime"), body.get("date"), self._clock)
        if published is not None:
            extra.pop("date", None)
            extra.pop("date_unixtime", None)
        path = body.get("media")
        files = (
            (self._file(path, "video" if path.endswith(".mp4") else "photo"),)
            if isinstance(path, str)
            else ()
        )
        if files and files[0].member is not None:
            extra.pop("media")
        said = texts.text_of({"text": body.get("caption"), "text_entities": body.get("caption_entities")})
        stated = body.get("date_unixtime") or body.get("date")
        return Item(
            id=f"{SOURCE}:story:{peers.digest(stated, files[0].name if files else '')}",
            kind=Kind.POST,
            source=SOURCE,
            origin=origin,
            author=self.owner,
            published=published,
            as_of=self._as_of,
            text=said.text,
            links=said.links,
            mentions=said.mentions,
            attachments=files,
            extra=extra,
        )

    def know(self, fields: Mapping[str, JSON]) -> None:
        """Learn whose account it is, where that already stands in what was read of the top object."""
        person = fields.get("personal_information")
        if self.owner is None and isinstance(person, dict) and type(person.get("user_id")) is int:
            names = [
                one for key in ("first_name", "last_name") if isinstance(one := person.get(key), str) and one
            ]
            handle = person.get("username")
            self.owner = peers.account(
                f"user{person['user_id']}",
                " ".join(names) or None,
                handle.removeprefix("@") if isinstance(handle, str) and handle else None,
            )

    def rest(self, member: str, fields: Mapping[str, JSON]) -> Iterator[Item | Problem]:
        """Yield what the top object says besides its lists: the person, and whatever nobody here knows."""
        self.know(fields)
        person = fields.get("personal_information")
        if isinstance(person, dict):
            yield self._person(member, "account", Kind.ACCOUNT, dict(person))
        if isinstance(person, dict) or self._pictures:
            shown = {key: part for key, part in (person or {}).items() if key != "phone_number"}  # type: ignore[union-attr]
            if self._picture_records:
                shown["profile_pictures"] = self._picture_records
            yield self._person(member, "profile", Kind.PROFILE, shown)
        for key, value in fields.items():
            if key not in _KNOWN and isinstance(value, dict | list) and value:
                yield Item(
                    id=f"{SOURCE}:other:{key}",
                    kind=Kind.ACTIVITY,
                    source=SOURCE,
                    origin=Origin(member=member, pointer=f"/{key}"),
                    author=self.owner,
                    as_of=self._as_of,
                    audience=Audience.SELF,
                    extra={key: value},
                )

    def _person(self, member: str, what: str, kind: Kind, extra: dict[str, JSON]) -> Item:
        bio = extra.get("bio") if kind is Kind.PROFILE else None
        number = self.owner.id if self.owner is not None else "unknown"
        return Item(
            id=f"{SOURCE}:{what}:{number}",
            kind=kind,
            source=SOURCE,
            origin=Origin(member=member, pointer="/personal_information"),
            author=self.owner,
            as_of=self._as_of,
            text=bio if isinstance(bio, str) else "",
            audience=Audience.SELF if kind is Kind.ACCOUNT else Audience.UNKNOWN,
            attachments=tuple(self._pictures) if kind is Kind.PROFILE else (),
            extra=extra,
        )


def _contact(body: Mapping[str, JSON]) -> Actor | None:
    names = [
        one for key in ("first_name", "last_name", "name") if isinstance(one := body.get(key), str) and one
    ]
    number, kind = body.get("user_id", body.get("id")), body.get("type")
    name = " ".join(names) or None
    if type(number) is int and number > 0:
        prefix = "user"
        if isinstance(kind, str) and kind != "user":
            prefix = "chat" if kind == "private_group" else "channel"
        return peers.account(f"{prefix}{number}", name)
    return peers.named(name) if name else None
