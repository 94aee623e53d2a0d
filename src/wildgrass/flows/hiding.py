"""Other people hidden in what a library publishes: which way, what a person decided, and the key, always sealed."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from wildgrass.errors import EXIT_DECIDE, EXIT_USAGE, WildgrassError
from wildgrass.flows.hidden_remains import Looked, look_through
from wildgrass.flows.names_map import Collection, HidingOptionError, NamesMap, put, read
from wildgrass.flows.redaction import item_redactor, pictures_of
from wildgrass.library import Library
from wildgrass.model import Actor, Item
from wildgrass.targets.base import RestoreOptions, TargetInfo
from wildgrass.targets.hidden import HiddenArchive, OwnPosts
from wildgrass.targets.hidden_pictures import HiddenPictures
from wildgrass.text.redaction import (
    Added,
    Confidence,
    Decisions,
    DecisionsError,
    PictureChoice,
    Review,
    WordsClass,
    picture_line,
    read_decisions,
)


class NamesMapNeededError(WildgrassError):
    """What is published in several runs must say the same each time."""

    code = "names-map-needed"
    exit_code = EXIT_USAGE
    message = "people cannot be hidden at {target} without a map of their pseudonyms"
    hint = (
        "a run that is stopped goes on with the same pseudonyms: name --names-map FILE and --names-recipient"
    )


class SecretBesideError(WildgrassError):
    """What tells who is who would stand beside what leaves."""

    code = "names-beside-output"
    exit_code = EXIT_DECIDE
    message = "{file} would stand beside what leaves, and tells who is who"
    hint = "name a place elsewhere, one that you do not copy or publish"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hiding:
    """What a person asks for: pseudonyms, or everybody struck out where `is_struck`; herself too with `hides_owner`.

    `faces` is what becomes of pictures that show faces or could not be looked at, where nothing was decided of them;
    `pictures` is decided by digest, and `named` are maybe-names that are names, over what the file says.
    `shown_words` are other people's words that stay.
    `decisions` is written when a run is only simulated, and read otherwise. `names` says where the collection's key and
    what each pseudonym stands for are kept.
    """

    is_struck: bool = False
    hides_owner: bool = False
    decisions: Path | None = None
    names: NamesMap = field(default_factory=NamesMap)
    faces: PictureChoice = PictureChoice.BLUR
    pictures: Mapping[str, PictureChoice] = field(default_factory=dict)
    shown_words: frozenset[WordsClass] = frozenset()
    named: tuple[str, ...] = ()

    def refuse_unused(self, needs: str) -> None:
        """Refuse options that mean nothing where nobody is hidden; `needs` names what they go with.

        Raises:
            HidingOptionError: there is one.
        """
        given = {
            "--hide-owner": self.hides_owner,
            "--faces": self.faces is not PictureChoice.BLUR,
            "--show-words": self.shown_words,
            "--decisions": self.decisions,
            "--names-map": self.names.file,
            "--names-recipient": self.names.recipients,
            "--names-key": self.names.key,
        }
        for option, value in given.items():
            if value:
                raise HidingOptionError(option=option, needs=needs)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What was proposed in all that would leave: places, distinct texts, the file they are written in, pictures.

    `maybe` are texts that may be names: they stay unless somebody says otherwise.
    """

    places: int
    texts: Sequence[dict[str, object]]
    file: Path | None
    pictures: Sequence[dict[str, object]] = ()
    maybe: Sequence[dict[str, object]] = ()


def check_hiding(hiding: Hiding, info: TargetInfo, place: str, options: RestoreOptions) -> None:
    """Refuse what would tell who is who, or is not enough.

    Raises:
        HidingOptionError, NamesMapNeededError, SecretBesideError.
    """
    if options.mentions:
        raise HidingOptionError(option="--mention-people", needs="people who are not hidden")
    hiding.names.refuse_unkept()
    if options.publish and not info.is_local and hiding.names.file is None:
        raise NamesMapNeededError(target=info.name)
    if info.is_local:
        out = Path(place).resolve()
        folder = out if info.place == "DIR" else out.parent
        for file in (hiding.names.file, hiding.decisions):
            if file is not None and folder in file.resolve().parents:
                raise SecretBesideError(file=file)


class Hidden:
    """One run with hidden people: the archive that a target gets, and what is kept of it."""

    def __init__(
        self,
        library: Library,
        hiding: Hiding,
        language: str,
        *,
        is_simulated: bool,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        """Open or begin the collection; unless simulated, a new map is written before anything leaves.

        Raises:
            the errors of this module; PseudonymMapError, DecisionsError, FileTroubleError; an identity's own.
        """
        self._library, self._hiding = library, hiding
        self._is_simulated = is_simulated
        self._collection = Collection(
            hiding.names,
            language,
            is_struck=hiding.is_struck,
            random=random,
        )
        self._pseudonyms = self._collection.pseudonyms
        self._decisions = self._decided()
        known = {one.text for one in self._decisions.added}
        self._decisions.added += [Added(one, is_confirmed=True) for one in hiding.named if one not in known]
        self.archive = self._archive()
        self.finish()

    def _decided(self) -> Decisions:
        file = self._hiding.decisions
        if file is None or (self._is_simulated and not file.exists()):
            return Decisions()
        try:
            text = read(file).decode("utf-8", "surrogatepass")
        except UnicodeDecodeError as error:
            raise DecisionsError(line=1, reason="it is not UTF-8") from error
        return read_decisions(text.split("\n"))

    def _archive(self) -> HiddenArchive:
        hides_owner = self._hiding.hides_owner
        own_posts = OwnPosts(self._library, self._is_own)
        self._redactor = item_redactor(
            self._library,
            self._pseudonyms,
            is_kept=own_posts,
            hides_owner=hides_owner,
            shown_words=self._hiding.shown_words,
        )
        self.pictures = HiddenPictures(
            {**self._decisions.pictures, **self._hiding.pictures}, self._hiding.faces
        )
        return HiddenArchive(
            self._library,
            self._redactor,
            self._pseudonyms,
            self._decisions,
            own_posts,
            self.pictures,
            hides_owner,
        )

    def _is_own(self, actor: Actor) -> bool:
        """Say whether an account is the owner's and stays so: none does where she is hidden too."""
        return self._redactor.is_own(actor)

    def review(self, item_ids: Iterable[str]) -> Reviewed:
        """Gather every proposal in the items that would leave, and write them down where a file was named.

        Raises:
            FileTroubleError: the disk refused.
        """
        review = Review(self._redactor, self._pseudonyms)
        pictures: dict[str, dict[str, object]] = {}
        for item_id in item_ids:
            item = self._library.item(item_id)
            if item is not None:
                review.take(item)
                self._take_pictures(item, pictures)
        file, rows = self._hiding.decisions, list(pictures.values())
        if file is not None:
            lines = [*review.lines(self._decisions), *map(picture_line, (*rows, *self._unseen(pictures)))]
            put(file, "".join(lines).encode("utf-8", "surrogatepass"))
        texts = list(review.found())
        sure = [one for one in texts if one["confidence"] != Confidence.MAYBE]
        maybe = [one for one in texts if one["confidence"] == Confidence.MAYBE]
        places = sum(int(str(one["count"])) for one in sure)
        return Reviewed(places, sure, file, rows, maybe)

    def _take_pictures(self, item: Item, rows: dict[str, dict[str, object]]) -> None:
        for name, digest, seen in pictures_of(self._library, item, self.pictures.lookout):
            row = rows.setdefault(
                digest,
                {
                    "picture": digest,
                    "faces": seen.faces,
                    "said": seen.said,
                    **({"why": seen.why} if seen.why else {}),
                    "do": str(self.pictures.choice(digest, seen)),
                    "where": [],
                },
            )
            where = row["where"]
            assert isinstance(where, list)
            where.append([item.id, name])

    def _unseen(self, shown: Mapping[str, object]) -> list[dict[str, object]]:
        """Return what was decided of pictures that are not among those that would leave now."""
        return [
            {"picture": digest, "do": str(do)}
            for digest, do in self.pictures.choices.items()
            if digest not in shown
        ]

    def look_through(self, place: Path) -> Looked:
        """Look through what was written for what was replaced, but for what a person wanted to stay.

        Raises:
            FileTroubleError: a file cannot be read.
        """
        kept = {text for _, text in self._decisions.kept}
        names = self._pseudonyms.originals() - kept - set(self.archive.referred())
        words = self._pseudonyms.withheld() - kept - names
        looked = look_through(place, names | words)
        told = {text for _, texts in looked.left for text in texts} & words
        left = [(file, [text for text in texts if text not in words]) for file, texts in looked.left]
        return replace(
            looked,
            left=[(file, texts) for file, texts in left if texts],
            words=sorted(told),
            blurred=len(self.pictures.blurred),
            left_out=len(self.pictures.left_out),
        )

    def close(self) -> None:
        """End the process that looks at pictures."""
        self.pictures.lookout.close()

    def finish(self) -> None:
        """Write the map, with everything that was replaced, sealed; nothing where none was asked for.

        Raises:
            FileTroubleError: the disk refused.
        """
        if not self._is_simulated:
            self._collection.keep()
