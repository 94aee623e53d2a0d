"""Everybody, as the reader joined them, by the names that addresses call their accounts."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from wildgrass.library import Somebody
from wildgrass.model import Actor
from wildgrass.text.fold import fold


class Persons:
    """Everybody, who wrote most first; any of a person's accounts leads to her."""

    def __init__(
        self, everybody: Iterable[Somebody], slugs: Mapping[str, str], slug: Callable[[str], str]
    ) -> None:
        """Take everybody, the keys of accounts by what addresses call them, and how others are called there."""
        self.everybody = tuple(everybody)
        self._slugs = slugs
        self._by_key = {actor.key: one for one in self.everybody for actor in one.accounts}
        # Accounts of exports that are not added yet: only decisions name them.
        self._others = {slug(key): key for one in self.everybody if one.is_decided for key in one.keys}

    @cached_property
    def platforms(self) -> Counter[str]:
        """Return how many people have an account on each platform."""
        return Counter(platform for one in self.everybody for platform in one.platforms)

    def of(self, slug: str) -> Somebody | None:
        """Return the person whom an address names by one of her accounts."""
        return self._by_key.get(self._key(slug))

    def with_account(self, key: str) -> Somebody | None:
        """Return whose an account is."""
        return self._by_key.get(key)

    def account(self, slug: str) -> Actor | None:
        """Return the account that a form names."""
        key = self._key(slug)
        one = self._by_key.get(key)
        actors = () if one is None else one.accounts
        return next((actor for actor in actors if actor.key == key), None)

    def _key(self, slug: str) -> str:
        return self._slugs.get(slug) or self._others.get(slug, "")

    def called(self, words: str, limit: int) -> list[Somebody]:
        """Return the first people of whom a name, handle or id holds some words, as search folds them."""
        wanted = fold(words).strip().removeprefix("@")
        if not wanted:
            return []
        found = (one for one in self.everybody if any(wanted in fold(name) for name in _names(one)))
        return [one for one, _ in zip(found, range(limit), strict=False)]


def _names(one: Somebody) -> Iterable[str]:
    yield one.name or ""
    for actor in one.accounts:
        yield actor.name or ""
        yield actor.handle or ""
        yield actor.id
