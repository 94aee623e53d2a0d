"""Find in a library what no word finds: near texts, pictures that look alike, the places that are named."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wildgrass.errors import EXIT_DECIDE, WildgrassError
from wildgrass.files.perceptual import fingerprint
from wildgrass.files.preview import Previewer
from wildgrass.library.likeness import ImageNear, Likeness, Prepared, TextNear, prepare
from wildgrass.library.place import LibraryPlace
from wildgrass.library.shelves import Shelves
from wildgrass.text.places import Place, gazetteer

__all__ = [
    "Asked",
    "PlaceNotListedError",
    "Prepared",
    "SimilarUnknownError",
    "named",
    "naming",
    "prepare",
    "similar",
]


class SimilarUnknownError(WildgrassError):
    """What was asked for is neither an item nor a picture."""

    code = "similar-unknown"
    exit_code = EXIT_DECIDE
    message = "the library holds no item {what}, and it is no file that could be a picture"
    hint = "give an id that `wildgrass search` prints, or an image file"


class PlaceNotListedError(WildgrassError):
    """A name stands in no table of places."""

    code = "place-not-listed"
    exit_code = EXIT_DECIDE
    message = "no table of places holds {name}"
    hint = "`wildgrass places LIBRARY` lists the names that the library holds; for other words use `wildgrass search`"


@dataclass(frozen=True, slots=True)
class Asked:
    """What to look for: an item's id or an image file, None for everything; texts, pictures, or both."""

    what: str | None = None
    with_texts: bool = True
    with_images: bool = True


def similar(place: LibraryPlace, asked: Asked) -> Iterator[dict[str, object]]:
    """Yield a row for each group, or for each thing that is like the one that is asked for.

    Raises:
        SimilarUnknownError: it is neither an item nor a file.
        PreviewError: the file is no picture.
        NotPreparedError and the errors of `Library.open`.
    """
    with Likeness(place) as likeness:
        shelves = Shelves(place)
        try:
            yield from _found(likeness, shelves, asked)
        finally:
            shelves.close()


def _found(likeness: Likeness, shelves: Shelves, asked: Asked) -> Iterator[dict[str, object]]:
    if asked.what is None:
        if asked.with_texts:
            yield from _text_groups(likeness, shelves)
        if asked.with_images:
            yield from _image_groups(likeness, shelves)
        return
    number = shelves.number(asked.what)
    if number is not None:
        yield from _like_item(likeness, shelves, number, asked)
    elif Path(asked.what).is_file():
        with Previewer() as previewer:
            seen = fingerprint(previewer.pixels(Path(asked.what)))
        yield from (_image_row(likeness, shelves, one) for one in likeness.images_like(seen))
    else:
        raise SimilarUnknownError(what=asked.what)


def _like_item(
    likeness: Likeness, shelves: Shelves, number: int, asked: Asked
) -> Iterator[dict[str, object]]:
    if asked.with_texts:
        yield from (_text_row(shelves, one) for one in likeness.texts_near(number))
    item = shelves.item(number)
    if item is None or not asked.with_images:
        return
    for attachment in item.attachments:
        if attachment.sha256 is None:
            continue
        places = [place for place in likeness.where_shown(attachment.sha256) if place[0] != number]
        if places:
            same = ImageNear(attachment.sha256, is_same=True, basis="sha256", bits=0)
            yield _image_row(likeness, shelves, same) | {"of": attachment.sha256}
        for one in likeness.images_near(attachment.sha256):
            yield _image_row(likeness, shelves, one) | {"of": attachment.sha256}


def _text_groups(likeness: Likeness, shelves: Shelves) -> Iterator[dict[str, object]]:
    for numbers in likeness.text_groups():
        items = [one.item for one in shelves.items(numbers)]
        yield {"texts": [{"id": item.id, "text": item.text} for item in items]}


def _image_groups(likeness: Likeness, shelves: Shelves) -> Iterator[dict[str, object]]:
    for group in likeness.image_groups():
        yield {
            "images": [{"sha256": sha256, "items": _ids(likeness, shelves, sha256)} for sha256 in group],
            "match": "same",
        }
    for one, other, basis, bits in likeness.image_candidates():
        images = [{"sha256": sha256, "items": _ids(likeness, shelves, sha256)} for sha256 in (one, other)]
        yield {"images": images, "match": "candidate", "basis": basis, "bits": bits}


def _text_row(shelves: Shelves, one: TextNear) -> dict[str, object]:
    item = shelves.item(one.no)
    assert item is not None
    return {
        "id": item.id,
        "nearness": round(one.nearness, 3),
        "published": None if item.published is None else item.published.iso(),
        "text": item.text,
    }


def _image_row(likeness: Likeness, shelves: Shelves, one: ImageNear) -> dict[str, object]:
    return {
        "sha256": one.sha256,
        "match": "same" if one.is_same else "candidate",
        "basis": one.basis,
        "bits": one.bits,
        "items": _ids(likeness, shelves, one.sha256),
    }


def _ids(likeness: Likeness, shelves: Shelves, sha256: str) -> list[str]:
    numbers = dict.fromkeys(number for number, _ in likeness.where_shown(sha256))
    return [one.item.id for one in shelves.items(numbers)]


def named(place: LibraryPlace, language: str) -> Iterator[dict[str, object]]:
    """Yield a row for each name of a place that the library holds, the commonest first.

    Raises:
        NotPreparedError and the errors of `Library.open`.
    """
    with Likeness(place) as likeness:
        years = likeness.named_years()
        for one in likeness.named():
            places = [
                gazetteer().places[place_id] for place_id in one.places if place_id in gazetteer().places
            ]
            yield {
                "name": one.name,
                "items": one.count,
                "ambiguous": len(places) > 1,
                "places": [_place_row(place, language) for place in places],
                "years": years.get(one.key, {}),
            }


def naming(place: LibraryPlace, name: str) -> Iterator[dict[str, object]]:
    """Yield a row for each item that names a place, newest first; any of its names will do.

    Raises:
        PlaceNotListedError: no table has the name.
        NotPreparedError and the errors of `Library.open`.
    """
    meant = set(gazetteer().named(name)) | ({name} & gazetteer().places.keys())
    if not meant:
        raise PlaceNotListedError(name=name)
    with Likeness(place) as likeness:
        keys = [one for one in likeness.named() if meant & set(one.places)]
        ambiguous = {number for one in keys if len(one.places) > 1 for number in likeness.naming(one.key)}
        numbers = {number for one in keys for number in likeness.naming(one.key)}
    shelves = Shelves(place)
    try:
        found = list(shelves.items(numbers))
    finally:
        shelves.close()
    found.sort(key=lambda one: one.item.published.iso() if one.item.published else "", reverse=True)
    for one in found:
        yield {
            "id": one.item.id,
            "published": None if one.item.published is None else one.item.published.iso(),
            "ambiguous": one.no in ambiguous,
            "text": one.item.text,
        }


def _place_row(place: Place, language: str) -> dict[str, object]:
    above = [one.label(language) for one in gazetteer().way_up(place)]
    return {"id": place.id, "level": place.level, "name": place.label(language), "in": above}
