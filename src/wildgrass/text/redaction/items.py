"""An item as it may leave: other people by pseudonyms in every field, and nothing that was not understood.

What stays is what a reader needs: times, kinds, counts, the owner's own words. What an export wrote beside that
(`extra`, where in the export it stood, addresses of pages) does not leave. Pictures and EXIF are not this module's:
`files` makes pictures anew from their pixels, which carries nothing over.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from wildgrass.model import Actor, Attachment, Item, Link, Origin, Removal
from wildgrass.text.redaction.maybe import maybe_names
from wildgrass.text.redaction.others_words import WordsClass, class_of_item, words_of_others
from wildgrass.text.redaction.pseudonyms import Pseudonyms
from wildgrass.text.redaction.redactor import Redactor
from wildgrass.text.redaction.spans import Confidence, Span, SpanKind, apart

_NOWHERE: Final = Origin(member="")
_ITEM_CODE: Final = 20  # characters of five bits: no two of a billion items fall together


@dataclass(frozen=True, slots=True)
class Proposal:
    """A span in a field of an item: "text", "title", "attachments/0/name", "links/0/target", "removed"."""

    field: str
    span: Span

    def there(self, item: Item) -> str:
        """Return what stands at the span in the item that it was proposed for."""
        return dict(texts_of(item))[self.field][self.span.start : self.span.end]

    def to_json(self, there: str, instead: str) -> dict[str, object]:
        """Return the proposal as it is shown, with what stands at it and what would stand instead."""
        return {
            "field": self.field,
            "start": self.span.start,
            "end": self.span.end,
            "kind": str(self.span.kind),
            "confidence": str(self.span.confidence),
            "why": self.span.why,
            "text": there,
            "instead": instead,
        }


Chooser = Callable[[str, Sequence[Span]], Sequence[Span]]
"""What a person decides: takes a field and its proposed spans, returns those that are to be replaced."""


def every(field: str, spans: Sequence[Span]) -> Sequence[Span]:
    """Replace all that is proposed."""
    del field
    return spans


def none_kept(reference: str) -> bool:
    """Keep no item's id."""
    del reference
    return False


class ItemRedactor:
    """Makes items that may leave, with one collection's pseudonyms."""

    def __init__(
        self,
        redactor: Redactor,
        pseudonyms: Pseudonyms,
        owners: Collection[str],
        whose: Callable[[str], str] = str,
        is_kept: Callable[[str], bool] = none_kept,
        shown_words: Collection[WordsClass] = (),
    ) -> None:
        """Take finders, pseudonyms, and the keys of the owner's accounts, which stay as they are.

        `whose` leads from an account's key to its person's, the same as `Person.key`: accounts that are joined.
        `is_kept` says which items' ids stay as they are: none, unless the owner's own posts are to keep theirs.
        `shown_words` are the classes of other people's words that are not withheld.
        """
        self._shown_words = frozenset(shown_words)
        self._whose = whose
        self._is_kept = is_kept
        self._redactor = redactor
        self._pseudonyms = pseudonyms
        self._owners = frozenset(owners)

    def proposals(self, item: Item) -> list[Proposal]:
        """Return every proposed span of an item's texts, by field."""
        whole = class_of_item(item, self.is_own, self._redactor.is_own)
        return [
            Proposal(field, span)
            for field, text in texts_of(item)
            for span in self._proposed(field, text, whole, is_shown=True)
        ]

    def redacted(self, item: Item, choose: Chooser = every) -> Item:
        """Return the item as it may leave; `choose` is asked about every field in which something was found."""
        whole = class_of_item(item, self.is_own, self._redactor.is_own)

        def said(field: str, text: str) -> str:
            return self._pseudonyms.text(text, apart(choose(field, self._proposed(field, text, whole))))

        links = tuple(self._link(number, link, said) for number, link in enumerate(item.links))
        return replace(
            item,
            id=self.reference(item.id),
            origin=_NOWHERE,
            author=self.actor(item.author),
            text=_led_elsewhere(said("text", item.text), item.links, links),
            title=None if item.title is None else said("title", item.title),
            in_reply_to=self._maybe(item.in_reply_to),
            in_reply_to_author=self.actor(item.in_reply_to_author),
            thread=self._maybe(item.thread),
            quotes=self._maybe(item.quotes),
            shares=self._maybe(item.shares),
            target=self.actor(item.target),
            version_of=self._maybe(item.version_of),
            url=None,
            links=links,
            mentions=tuple(one for actor in item.mentions if (one := self.actor(actor)) is not None),
            attachments=tuple(_file(number, one, said) for number, one in enumerate(item.attachments)),
            removed=None if item.removed is None else _removal(item.removed, said),
            joined_by=None,
            extra={},
        )

    def _proposed(
        self, field: str, text: str, whole: WordsClass | None, *, is_shown: bool = False
    ) -> list[Span]:
        """Return names and the like, apart; words of others over them; where it is shown, maybe-names too."""
        named = self._redactor.propose(text)
        words = [
            span
            for span in words_of_others(field, text, whole, self._redactor.is_own)
            if span.why not in self._shown_words
        ]
        maybe = _between(maybe_names(text), [*named, *words]) if is_shown else ()
        return sorted([*named, *words, *maybe], key=lambda span: (span.start, -span.end))

    def line(self, text: str, choose: Callable[[Sequence[Span]], Sequence[Span]] = tuple) -> str:
        """Return a text that belongs to no item, such as a conversation's title, as it may leave."""
        return self._pseudonyms.text(text, choose(self._redactor.propose(text)))

    def is_own(self, actor: Actor) -> bool:
        """Say whether an account is the owner's."""
        return actor.key in self._owners

    def actor(self, actor: Actor | None) -> Actor | None:
        """Return an account as it may leave: the owner's as it is, another's by its pseudonym alone."""
        if actor is None or self.is_own(actor):
            return actor
        who = self._whose(actor.key)
        for label in (actor.name, actor.handle, actor.id):
            if label:
                self._note(SpanKind.NAME, who, label)
        code, name = self._pseudonyms.code(who), self._pseudonyms.label(who)
        return Actor(platform=actor.platform, id_kind="label", id=f"p_{code}", name=name)

    def _note(self, kind: SpanKind, who: str, original: str) -> str:
        whole = Span(0, len(original), kind, Confidence.SURE, "field", who)
        return self._pseudonyms.put(whole, original)

    def reference(self, reference: str) -> str:
        """Return another item's id that joins the same items and leads to nothing outside."""
        if not reference or self._is_kept(reference):
            return reference
        self._note(SpanKind.ID, f"item:{reference}", reference)
        source, _, _ = reference.partition(":")
        code = self._pseudonyms.code(f"item:{reference}", _ITEM_CODE)
        return f"{source if source.isalpha() else 'item'}:p_{code}"

    def _maybe(self, reference: str | None) -> str | None:
        return None if reference is None else self.reference(reference)

    def _link(self, number: int, link: Link, said: Callable[[str, str], str]) -> Link:
        """Return a link by what it shows; its place in the text has moved.

        A short link that leads to what was replaced is replaced too: whoever opens it would see where it leads.
        """
        where = f"links/{number}"
        url, target = said(f"{where}/url", link.url), said(f"{where}/target", link.target)
        if target != link.target and url == link.url:
            return Link(url=target, target=target, shown=target)
        return Link(url=url, target=target, shown=said(f"{where}/shown", link.shown))


def _between(spans: Iterable[Span], others: Iterable[Span]) -> Iterator[Span]:
    """Yield the spans, which are in order, that touch none of the others."""
    taken = sorted(others, key=lambda span: span.start)
    at, reach = 0, 0
    for span in spans:
        while at < len(taken) and taken[at].start < span.end:
            reach = max(reach, taken[at].end)
            at += 1
        if reach <= span.start:
            yield span


def _led_elsewhere(text: str, before: Sequence[Link], after: Sequence[Link]) -> str:
    """Return a text whose links that were replaced as a whole say so there too."""
    for was, now in zip(before, after, strict=True):
        if was.url and now.url == now.target != was.target:
            text = text.replace(was.url, now.url)
    return text


def texts_of(item: Item) -> list[tuple[str, str]]:
    """Return every text of an item in which somebody may be named, by its field."""
    texts = [("text", item.text), ("title", item.title or "")]
    for number, link in enumerate(item.links):
        texts += [(f"links/{number}/{name}", getattr(link, name)) for name in ("url", "target", "shown")]
    for number, one in enumerate(item.attachments):
        texts += [(f"attachments/{number}/{name}", text) for name, text in _labels(one).items()]
    if item.removed is not None:
        texts += [(f"removed/{name}", text) for name, text in _removal_texts(item.removed).items()]
    return [(field, text) for field, text in texts if text]


def _labels(one: Attachment) -> dict[str, str]:
    return {"name": one.name, "alt": one.alt or ""}


def _removal_texts(removal: Removal) -> dict[str, str]:
    return {"notice": removal.notice}


def _file(number: int, one: Attachment, said: Callable[[str, str], str]) -> Attachment:
    """Return a file by its name alone: not where it lies, nor the digest that leads to the original."""
    where = f"attachments/{number}"
    return replace(
        one,
        name=said(f"{where}/name", one.name),
        alt=None if one.alt is None else said(f"{where}/alt", one.alt),
        member=None,
        sha256=None,
        url=None,
        warnings=tuple((code, "") for code, _ in one.warnings),
    )


def _removal(removal: Removal, said: Callable[[str, str], str]) -> Removal:
    return replace(removal, notice=said("removed/notice", removal.notice))
