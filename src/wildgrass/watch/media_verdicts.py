"""What all looks say of a post's pictures: as for the post itself, two looks apart or by two ways, and never an outage.

A picture is missing where its own address says so, or where an answer that lists the post's media names fewer than it
did before. One file that stands for several different pictures is a placeholder.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from wildgrass.watch.looks import Look
from wildgrass.watch.media import Lost, Media
from wildgrass.watch.outcome import ABSENT, Verdict
from wildgrass.watch.pictures import Picture
from wildgrass.watch.verdicts import APART, Ways, verdict

Beside = Callable[[str, Sequence[Look]], tuple[bool | None, Ways]]
"""Whether another picture was seen at the time of the newest look, and by which ways."""
PLACEHOLDER: Final = "placeholder"
"""How the notice of a look begins that saw another file in a picture's place."""


def key_of(item: str, number: int) -> str:
    """Return what looks at a picture are kept under."""
    return f"{item}#{number}"


def unmasked(
    pictures: Mapping[str, Picture], looks: Mapping[str, Sequence[Look]]
) -> dict[str, Sequence[Look]]:
    """Return the looks at pictures, with those that saw a placeholder as what they are: the picture was not there."""
    shared = _placeholders(pictures, looks)
    return {
        key: [_unmasked(look, pictures[key], shared) for look in seen] if key in pictures else seen
        for key, seen in looks.items()
    }


def _placeholders(pictures: Mapping[str, Picture], looks: Mapping[str, Sequence[Look]]) -> frozenset[str]:
    """Return the digests of files that stand in the place of several pictures which are known to differ."""
    found: dict[str, set[str]] = {}
    for key, picture in pictures.items():
        served = [_digest(look) for look in looks.get(key, ()) if look.state == "present"]
        if not served or served[-1] == picture.digest:
            continue
        was = picture.digest or (served[0] if served[0] != served[-1] else "")
        if was:
            found.setdefault(served[-1], set()).add(was)
    return frozenset(digest for digest, stood_for in found.items() if len(stood_for) > 1)


def media_of(
    said: Verdict,
    pictures: Sequence[Picture],
    post: Sequence[Look],
    looks: Mapping[str, Sequence[Look]],
    *,
    beside: Beside,
) -> Media | None:
    """Return what is known of the pictures of a post that is there; None where nothing was said of them.

    `post` are the looks at it, `looks` those at its pictures, unmasked.
    """
    if said.state != "present" or not pictures:
        return None
    listed, listed_needs = _listed(post, len(pictures))
    named = next((look.media for look in reversed(post) if look.media is not None), None)
    judged = list(_judged(said.item, pictures, looks, beside))
    if named is None and not judged:
        return None
    lost = tuple(one for one in judged if one.state != "present")
    missing = sum(one.state in ABSENT for one in lost)
    needs = {need for one in lost if one.state == "unknown" for need in one.needs} | listed_needs
    return Media(
        archived=len(pictures),
        named=named,
        looked_at=len(judged),
        missing=max(missing, listed),
        replaced=sum(one.state == "replaced" for one in lost),
        needs=tuple(sorted(needs)),
        lost=lost,
    )


def _listed(post: Sequence[Look], archived: int) -> tuple[int, set[str]]:
    """Return how many pictures the newest answers list fewer than before, and what that still needs."""
    most, fewer = _fewer(post, archived)
    if not fewer:
        return 0, set()
    if fewer[-1].at - fewer[0].at < APART:
        return 0, {"time"}
    return most - max(look.media or 0 for look in fewer), set()


def fewer_again(post: Sequence[Look], archived: int) -> list[datetime]:
    """Return from when on a post is looked at again because an answer listed fewer of its pictures; one or none."""
    _, fewer = _fewer(post, archived)
    return [fewer[-1].at + APART] if fewer and fewer[-1].at - fewer[0].at < APART else []


def _fewer(post: Sequence[Look], archived: int) -> tuple[int, list[Look]]:
    """Return the most pictures that one way of asking named, and the newest looks by it that name fewer.

    Where an answer lists media, what the archive holds counts as named before.
    """
    rows = [look for look in post if look.state == "present" and look.media is not None]
    rows = [look for look in rows if (look.path, look.lists) == (rows[-1].path, rows[-1].lists)]
    most = max([look.media or 0 for look in rows] + [archived if rows and rows[-1].lists else 0])
    found: list[Look] = []
    for look in reversed(rows):
        if look.media == most:
            break
        found.insert(0, look)
    return most, found


def _judged(
    item: str,
    pictures: Sequence[Picture],
    looks: Mapping[str, Sequence[Look]],
    beside: Beside,
) -> Iterator[Lost]:
    for picture in pictures:
        key = key_of(item, picture.number)
        seen = looks.get(key, ())
        if seen:
            visible, proven = beside(key, seen)
            yield _lost(picture.number, verdict(seen, control_is_visible=visible, proven=proven))


def _unmasked(look: Look, picture: Picture, shared: frozenset[str]) -> Look:
    digest = _digest(look)
    is_other = look.state == "present" and digest in shared and digest != picture.digest
    return replace(look, state="tombstone", notice=f"{PLACEHOLDER} sha256:{digest}") if is_other else look


def _lost(number: int, said: Verdict) -> Lost:
    is_replaced = said.state == "tombstone" and said.notice.startswith(PLACEHOLDER)
    return Lost(
        number=number,
        state="replaced" if is_replaced else said.state,
        by=said.by,
        notice=said.notice,
        last_seen=said.last_seen,
        first_missing=said.first_missing,
        sure=said.sure,
        needs=said.needs,
        records=said.records,
    )


def _digest(look: Look) -> str:
    return look.record.partition("sha256:")[2]
