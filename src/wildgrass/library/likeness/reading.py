"""Read what was found alike: groups of texts and pictures, what is near to one, which places are named where."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from wildgrass.errors import EXIT_DECIDE, WildgrassError
from wildgrass.files.perceptual import Fingerprint, Verdict
from wildgrass.library.database import damage_named, open_to_read
from wildgrass.library.likeness import images, tables
from wildgrass.library.place import LibraryPlace, place_of
from wildgrass.text.nearness import NEAR_LEAST, Form, bands, candidates, form, groups, nearness

_NEAR_TEXTS: Final = """SELECT other, nearness FROM likeness_text_pairs WHERE one = ?1
    UNION ALL SELECT one, nearness FROM likeness_text_pairs WHERE other = ?1"""
_NEAR_IMAGES: Final = """SELECT other, is_same, basis, bits FROM likeness_image_pairs WHERE one = ?1
    UNION ALL SELECT one, is_same, basis, bits FROM likeness_image_pairs WHERE other = ?1
    ORDER BY is_same DESC, bits, 1"""
_NAMED: Final = """SELECT places, count(DISTINCT item_no), min(name) FROM likeness_places
    JOIN items ON no = item_no WHERE withheld = 0 GROUP BY places ORDER BY 2 DESC, places"""
_NAMED_YEARS: Final = """SELECT places, substr(published, 1, 4), count(DISTINCT item_no) FROM likeness_places
    JOIN items ON no = item_no WHERE withheld = 0 AND published IS NOT NULL GROUP BY 1, 2"""
_NAMED_ITEMS: Final = """SELECT DISTINCT no FROM likeness_places JOIN items ON no = item_no
    WHERE places = ? AND withheld = 0 ORDER BY published DESC, no DESC"""
_ALL_FILES: Final = """SELECT count(DISTINCT sha256) FROM item_attachments JOIN items ON no = item_no
    WHERE sha256 IS NOT NULL AND withheld = 0"""
_WHERE_SHOWN: Final = """SELECT no, place FROM item_attachments JOIN items ON no = item_no
    WHERE sha256 = ? AND withheld = 0 ORDER BY published, no, place"""


class NotPreparedError(WildgrassError):
    """Nobody looked for what is alike yet."""

    code = "likeness-not-prepared"
    exit_code = EXIT_DECIDE
    message = "this library was not looked through for what is alike yet"
    hint = "run `wildgrass similar LIBRARY --prepare`; it can be stopped and goes on where it was"


@dataclass(frozen=True, slots=True)
class State:
    """What was looked through: texts and files, of how many; pictures among the files; which could not be decoded."""

    texts: int
    all_texts: int
    files: int
    all_files: int
    pictures: int
    not_decoded: int

    @property
    def is_complete(self) -> bool:
        """Say whether nothing waits."""
        return self.texts >= self.all_texts and self.files >= self.all_files


@dataclass(frozen=True, slots=True)
class TextNear:
    """An item's number and how near its text is, from 0 to 1."""

    no: int
    nearness: float


@dataclass(frozen=True, slots=True)
class ImageNear:
    """A picture that looks alike: its SHA-256, whether it is the same without a doubt, and by what basis."""

    sha256: str
    is_same: bool
    basis: str
    bits: int


@dataclass(frozen=True, slots=True)
class Named:
    """A name that items hold: the ids of the places it may mean, how many items, and one way it is written."""

    places: tuple[str, ...]
    count: int
    name: str

    @property
    def key(self) -> str:
        """Return what the table knows it by."""
        return " ".join(self.places)


class Likeness:
    """Reads the tables of likeness; belongs to the thread that made it. Never writes."""

    def __init__(self, place: Path | LibraryPlace) -> None:
        """Open the library at a place.

        Raises:
            NotPreparedError: the tables are not there, or another version made them.
            As `Library.open`.
        """
        self._file = place_of(place).database
        self._db = open_to_read(place)
        try:
            self._look()
        except BaseException:
            self._db.close()
            raise

    def _look(self) -> None:
        has_notes = self._rows("SELECT 1 FROM sqlite_master WHERE name = 'likeness'")
        with damage_named(self._file):
            is_there = bool(has_notes) and tables.are_there(self._db)
        if not is_there:
            raise NotPreparedError

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def state(self) -> State:
        """Return how much was looked through."""
        texts, all_texts, files, all_files, pictures, not_decoded = (
            self._rows(sql)[0][0]
            for sql in (
                "SELECT count(*) FROM likeness_texts",
                "SELECT count(*) FROM items WHERE withheld = 0 AND text <> ''",
                "SELECT count(*) FROM likeness_images",
                _ALL_FILES,
                "SELECT count(*) FROM likeness_images WHERE quality IS NOT NULL",
                "SELECT count(*) FROM likeness_images WHERE reason = 'not-decoded'",
            )
        )
        return State(texts, all_texts, files, all_files, pictures, not_decoded)

    def text_groups(self) -> list[list[int]]:
        """Return the numbers of the items whose texts are near one another, oldest first; the largest group first."""
        sql = "SELECT one, other, nearness FROM likeness_text_pairs"
        joined = groups({(one, other): near for one, other, near in self._rows(sql)})
        told = {key for group in joined for key in group}
        sql = "SELECT form FROM likeness_texts WHERE form IS NOT NULL GROUP BY form HAVING count(*) > 1"
        joined += [[key] for (key,) in self._rows(sql) if key not in told]
        found = [self._with_forms(group) for group in joined]
        return sorted((group for group in found if len(group) > 1), key=lambda group: (-len(group), group))

    def texts_near(self, number: int) -> list[TextNear]:
        """Return the items whose texts are near an item's, the nearest first."""
        rows = self._rows("SELECT form FROM likeness_texts WHERE item_no = ? AND form IS NOT NULL", number)
        if not rows:
            return []
        key = rows[0][0]
        near = [(key, 1.0), *self._rows(_NEAR_TEXTS, key)]
        near.sort(key=lambda pair: -pair[1])
        return [
            TextNear(no, far) for form_key, far in near for no in self._with_forms([form_key]) if no != number
        ]

    def texts_like(self, text: str) -> list[TextNear]:
        """Return the items whose texts are near a text that the library need not hold, the nearest first."""
        return self.texts_like_each([text])[0]

    def texts_like_each(self, texts: Sequence[str]) -> list[list[TextNear]]:
        """Return for each of some texts the items whose texts are near it, going over the library once."""
        told = [form(text) for text in texts]
        asked = [place for place, one in enumerate(told) if one.is_long_enough]
        rows = self._rows("SELECT form, bands FROM likeness_forms ORDER BY no") if asked else []
        found: list[list[TextNear]] = [[] for _ in texts]
        for first, second in candidates(
            [*(row[1] for row in rows), *(bands(told[one]) for one in asked)], len(rows)
        ):
            if first < len(rows):
                place = asked[second - len(rows)]
                numbers = self._with_forms([rows[first][0]])
                near = nearness(told[place], self._form_of(numbers[0])) if numbers else 0.0
                found[place] += [TextNear(number, near) for number in numbers if near >= NEAR_LEAST]
        return [sorted(one, key=lambda near: (-near.nearness, near.no)) for one in found]

    def image_groups(self) -> list[list[str]]:
        """Return the SHA-256 of the pictures that are the same without a doubt; the largest group first."""
        rows = self._rows("SELECT one, other FROM likeness_image_pairs WHERE is_same = 1")
        joined = groups({(one.encode(), other.encode()): 1.0 for one, other in rows})
        return [[one.decode() for one in group] for group in joined]

    def image_candidates(self) -> list[tuple[str, str, str, int]]:
        """Return (SHA-256, SHA-256, basis, bits) of the pairs that a person must look at, the nearest first."""
        sql = "SELECT one, other, basis, bits FROM likeness_image_pairs WHERE is_same = 0 ORDER BY bits, one, other"
        return self._rows(sql)

    def images_near(self, sha256: str) -> list[ImageNear]:
        """Return the pictures that look like one of the library's."""
        rows = self._rows(_NEAR_IMAGES, sha256)
        return [ImageNear(other, bool(is_same), basis, bits) for other, is_same, basis, bits in rows]

    def images_like(self, seen: Fingerprint) -> list[ImageNear]:
        """Return the pictures that look like one that the library need not hold."""
        found = images.near(self._prints, seen)
        return [
            ImageNear(sha256, verdict is Verdict.SAME, basis, bits) for sha256, verdict, basis, bits in found
        ]

    @cached_property
    def _prints(self) -> list[tuple[int, str, Fingerprint]]:
        with damage_named(self._file):
            return images.prints(self._db)

    def where_shown(self, sha256: str) -> list[tuple[int, int]]:
        """Return (item's number, place among its attachments) wherever a file stands, oldest first."""
        return self._rows(_WHERE_SHOWN, sha256)

    def named(self) -> list[Named]:
        """Return the names of places, those that most items hold first."""
        return [Named(tuple(places.split()), count, name) for places, count, name in self._rows(_NAMED)]

    def named_years(self) -> dict[str, dict[str, int]]:
        """Return for each name's key how many items hold it in each year."""
        found: dict[str, dict[str, int]] = {}
        for places, year, count in self._rows(_NAMED_YEARS):
            found.setdefault(places, {})[year] = count
        return found

    def naming(self, key: str) -> list[int]:
        """Return the numbers of the items that hold a name, newest first."""
        return [row[0] for row in self._rows(_NAMED_ITEMS, key)]

    def _with_forms(self, keys: Sequence[bytes]) -> list[int]:
        return sorted(self._numbers(keys))

    def _numbers(self, keys: Sequence[bytes]) -> Iterator[int]:
        for key in keys:
            yield from (
                row[0] for row in self._rows("SELECT item_no FROM likeness_texts WHERE form = ?", key)
            )

    def _form_of(self, number: int) -> Form:
        return form(str(self._rows("SELECT text FROM items WHERE no = ?", number)[0][0]))

    def _rows(self, sql: str, *values: object) -> list[Any]:
        with damage_named(self._file):
            return self._db.execute(sql, values).fetchall()
