"""Looking at the pictures inside a post that is there: each at its own address, by the same ways."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from wildgrass.flows.watch_copies import Copies
from wildgrass.flows.watch_looking import Watched, Way, by_way, failed
from wildgrass.net import NetError, ProxyFailedError
from wildgrass.net.client import host_of
from wildgrass.watch.controls import Controls
from wildgrass.watch.looks import Look
from wildgrass.watch.media_verdicts import PLACEHOLDER, fewer_again, key_of, media_of, unmasked
from wildgrass.watch.outcome import Verdict
from wildgrass.watch.pictures import MOST_BYTES, Picture, judge_picture
from wildgrass.watch.record import write_record
from wildgrass.watch.verdicts import Ways, look_again_at

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


@dataclass(frozen=True, slots=True)
class Camera:
    """What looking at pictures needs: the time, where answers are kept, earlier looks, the archive's own copies."""

    now: Callable[[], datetime]
    folder: Path
    known: Looks
    copies: Copies


def pictures_looked_at(one: Watched, ways: Sequence[Way], camera: Camera) -> Iterator[Look]:
    """Yield the looks at a post's pictures; further ways out are asked where the usual one does not show one.

    Raises:
        ProxyFailedError: the usual way's proxy is down; nothing is looked at around it.
    """
    for picture in one.pictures:
        for way in ways if picture.url else ():
            if not way.may_ask(picture.url):
                continue
            looks = list(by_way(way, _looks(one, picture, way, camera)))
            yield from looks
            if any(look.state == "present" for look in looks):
                break


def _looks(one: Watched, picture: Picture, way: Way, camera: Camera) -> Iterator[Look]:
    key, at = key_of(one.id, picture.number), camera.now()
    look = Look(item=key, at=at, path=_PATH, state="error", via=way.name)
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
        yield failed(look, picture.url, error, camera.folder)
        return
    earlier = [(one.record, one.at) for one in camera.known.get(key, ()) if one.record]
    record = write_record(
        camera.folder, answer.url, at, answer.status, answer.headers, answer.body, earlier=earlier
    )
    moved = "" if answer.url == picture.url else answer.url
    said = judge_picture(answer.status, answer.body, picture.url, moved)
    if said["state"] == "present":
        said |= _compared(picture, record, answer.body, camera)
    yield replace(look, record=record, status=answer.status, **said)  # type: ignore[arg-type]


def _compared(picture: Picture, record: str, body: bytes, camera: Camera) -> dict[str, object]:
    """Return what differs where another picture than the archive's is served in its place."""
    if not picture.digest or record.endswith(f"sha256:{picture.digest}"):
        return {}
    bits = camera.copies.bits_apart(picture.digest, body)
    if bits is None:
        return {}
    return {"state": "tombstone", "notice": f"{PLACEHOLDER} another picture, {bits} of 256 bits apart"}
