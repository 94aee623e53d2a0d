"""Everybody, as the reader joined them, by the names that addresses call their accounts."""

from collections.abc import Callable, Iterable

from wildgrass.library import Somebody
from wildgrass.model import Actor
from wildgrass.text.fold import fold


class Persons:
    """Everybody, who wrote most first; any of a person's accounts leads to her."""

    def __init__(self, everybody: Iterable[Somebody], slug: Callable[[str], str]) -> None:
        """Take everybody, and what makes a name for addresses of an account's key."""
        self.everybody = tuple(everybody)
        self._slug = slug
        self._by_slug: dict[str, Somebody] = {}
        self._by_key: dict[str, Somebody] = {}
        for one in self.everybody:
            for actor in one.accounts:
                self._by_key[actor.key] = one
                self._by_slug[slug(actor.key)] = one

    def of(self, slug: str) -> Somebody | None:
        """Return the person whom an address names by one of her accounts."""
        return self._by_slug.get(slug)

    def with_account(self, key: str) -> Somebody | None:
        """Return whose an account is."""
        return self._by_key.get(key)

    def account(self, slug: str) -> Actor | None:
        """Return the account that a form names."""
        one = self._by_slug.get(slug)
        actors = () if one is None else one.accounts
        return next((actor for actor in actors if self._slug(actor.key) == slug), None)

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
