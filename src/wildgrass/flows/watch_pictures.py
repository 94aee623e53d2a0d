"""Looking at the pictures inside a post that is there: each at its own address, by the same ways."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from wildgrass.flows.watch_looking import Watched, Way, by_way, failed
from wildgrass.net import NetError, ProxyFailedError
from wildgrass.net.client import host_of
from wildgrass.watch.controls import Controls
from wildgrass.watch.looks import Look
from wildgrass.watch.media_verdicts import fewer_again, key_of, media_of, unmasked
from wildgrass.watch.pictures import MOST_BYTES, Picture, judge_picture
from wildgrass.watch.record import write_record
from wildgrass.watch.verdicts import Verdict, Ways, look_again_at

_PATH: Final = "picture"
_ACCEPT: Final = "image/*"
Looks = Mapping[str, Sequence[Look]]


class Album:
    """All pictures of what is watched, with the looks at them: what is said of one post's rests on the others'."""

    def __init__(self, items: Sequence[Watched], looks: Looks) -> None:
        """Take everything that is watched, and all looks at pictures."""
        pictures = {key_of(one.id, picture.number): picture for one in items for picture in one.pictures}
        self._looks = unmasked(pictures, looks)
        platforms = {
            key_of(one.id, picture.number): one.platform for one in items for picture in one.pictures
        }
        self._controls = Controls(platforms, self._looks) if looks else None

    def with_media(self, said: Verdict, one: Watched, post: Sequence[Look]) -> Verdict:
        """Return a verdict together with what is known of the post's pictures."""
        media = media_of(said, one.pictures, post, self._looks, beside=self._beside)
        return said if media is None else replace(said, media=media)

    def again(self, one: Watched, post: Sequence[Look]) -> datetime | None:
        """Return when the pictures of a post are to be looked at again to be sure, None where nothing is doubted."""
        times = [
            since + wait
            for picture in one.pictures
            if (seen := self._looks.get(key_of(one.id, picture.number)))
            and (found := look_again_at(seen)) is not None
            for since, wait in [found]
        ]
        return min([*times, *fewer_again(post, len(one.pictures))], default=None)

    def _beside(self, key: str, seen: Sequence[Look]) -> tuple[bool | None, Ways]:
        assert self._controls is not None  # there are looks
        return self._controls.beside(key, seen[-1].at)


def pictures_looked_at(
    one: Watched, ways: Sequence[Way], now: Callable[[], datetime], folder: Path, known: Looks
) -> Iterator[Look]:
    """Yield the looks at a post's pictures; further ways out are asked where the usual one does not show one.

    Raises:
        ProxyFailedError: the usual way's proxy is down; nothing is looked at around it.
    """
    for picture in one.pictures:
        before = known.get(key_of(one.id, picture.number), ())
        for way in ways if picture.url else ():
            if not way.may_ask(picture.url):
                continue
            looks = list(by_way(way, _looks(one, picture, way, now(), folder, before)))
            yield from looks
            if any(look.state == "present" for look in looks):
                break


def _looks(
    one: Watched, picture: Picture, way: Way, at: datetime, folder: Path, before: Sequence[Look]
) -> Iterator[Look]:
    look = Look(item=key_of(one.id, picture.number), at=at, path=_PATH, state="error", via=way.name)
    try:
        answer = way.get(
            picture.url,
            headers={"Accept": _ACCEPT},
            most_bytes=MOST_BYTES,
            near=frozenset({host_of(one.url)}),
        )
    except ProxyFailedError:
        raise
    except NetError as error:
        yield failed(look, picture.url, error, folder)
        return
    record = write_record(
        folder,
        answer.url,
        at,
        answer.status,
        answer.headers,
        answer.body,
        earlier=[(one.record, one.at) for one in before if one.record],
    )
    moved = "" if answer.url == picture.url else answer.url
    said = judge_picture(answer.status, answer.body, picture.url, moved)
    yield replace(look, record=record, status=answer.status, **said)  # type: ignore[arg-type]
