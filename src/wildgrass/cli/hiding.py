"""The options of `restore` that hide other people, and what it says about them."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from wildgrass.cli.output import Output
from wildgrass.cli.places import recipient_text
from wildgrass.cli.terminal import passphrase_asker
from wildgrass.flows.hidden_remains import Looked
from wildgrass.flows.hiding import Hiding, Reviewed
from wildgrass.flows.names_map import NamesMap
from wildgrass.text.redaction import PictureChoice, WordsClass

_NEEDS = "--hide-names or --redact"
_SHOWN = 10
_PLACES = 3
_WORDS = 60


def add_hiding(verb: argparse.ArgumentParser) -> None:
    """Add the options."""
    either = verb.add_mutually_exclusive_group()
    either.add_argument(
        "--hide-names",
        action="store_true",
        help="other people become pseudonyms, each the same throughout; what you wrote stays under your name",
    )
    either.add_argument(
        "--redact", action="store_true", help="other people are struck out, nobody can be told from another"
    )
    either.add_argument(
        "--show-names",
        action="store_true",
        help="you decided that other people are named; asked once for each account that you publish to",
    )
    verb.add_argument(
        "--hide-owner",
        action="store_true",
        help="your own name, accounts, profile pictures and posts' ids too",
    )
    verb.add_argument(
        "--faces",
        choices=[str(one) for one in PictureChoice],
        default=str(PictureChoice.BLUR),
        help="pictures in which faces are found: blur them (usual), keep or leave out the picture; what could not be "
        "looked at stays out unless kept; faces can be missed",
    )
    verb.add_argument(
        "--show-words",
        action="append",
        default=[],
        choices=[str(one) for one in WordsClass],
        help="show these words of other people too (repeatable); without it what you quoted, forwarded or shared is "
        "withheld",
    )
    verb.add_argument(
        "--decisions",
        type=Path,
        metavar="FILE",
        help="what is replaced, a line each: written with --simulate, to keep some and add others, then heeded",
    )
    add_names_map(verb)


def add_names_map(verb: argparse.ArgumentParser) -> None:
    """Add the options that keep pseudonyms from one run to the next."""
    verb.add_argument(
        "--names-map",
        type=Path,
        metavar="FILE",
        help="keep who is who and the pseudonyms' key here, sealed; without it they are thrown away at the end",
    )
    verb.add_argument(
        "--names-recipient",
        action="append",
        default=[],
        metavar="RECIPIENT",
        help="seal the map to this recipient, such as the coordinator's (repeatable)",
    )
    verb.add_argument(
        "--names-key", type=Path, metavar="FILE", help="the identity that opens a map from before"
    )
    verb.add_argument(
        "--names-passphrase-file",
        type=Path,
        metavar="FILE",
        help="take the passphrase of --names-key from FILE's first line, not from the terminal",
    )


def names_map_of(options: argparse.Namespace, output: Output) -> NamesMap:
    """Return the map that was asked for; without a file, none."""
    return NamesMap(
        file=options.names_map,
        recipients=tuple(map(recipient_text, options.names_recipient)),
        key=options.names_key,
        ask_passphrase=passphrase_asker(output, options.names_passphrase_file),
    )


def hiding_of(options: argparse.Namespace, output: Output) -> Hiding | None:
    """Return what was asked for, None where nobody is to be hidden.

    Raises:
        HidingOptionError: options about hidden people without any.
    """
    hiding = Hiding(
        is_struck=options.redact,
        hides_owner=options.hide_owner,
        decisions=options.decisions,
        names=names_map_of(options, output),
        faces=PictureChoice(options.faces),
        shown_words=frozenset(map(WordsClass, options.show_words)),
    )
    if options.hide_names or options.redact:
        return hiding
    hiding.refuse_unused(_NEEDS)
    return None


def review_teller(output: Output) -> Callable[[Reviewed], None]:
    """Return a function that shows every proposed replacement, and says where they can be decided on."""

    def tell(reviewed: Reviewed) -> None:
        if not output.as_json:
            for one in reviewed.texts:
                output.line(f"{one['count']:>6}  {one['text']} → {one['instead']}  ({one['confidence']})")
            for one in reviewed.maybe:
                output.line(f"{one['count']:>6}  {one['text']} ?  ({output.phrase('ui.hiding-maybe-one')})")
            for one in reviewed.pictures:
                output.line(f"        {picture_said(output, one)}")
        else:
            output.result({"review": _review_json(reviewed)})
        output.say("ui.hiding-found", places=reviewed.places, texts=len(reviewed.texts))
        if reviewed.maybe:
            output.say("ui.hiding-maybe", texts=len(reviewed.maybe))
        if reviewed.pictures:
            output.say("ui.hiding-faces", **_counted(reviewed.pictures))
        if reviewed.file is not None:
            output.say("ui.hiding-written", file=reviewed.file)
        elif reviewed.texts or reviewed.pictures or reviewed.maybe:
            output.say("ui.hiding-how")

    return tell


def _review_json(reviewed: Reviewed) -> dict[str, object]:
    """Return the counts of what was proposed: no name, no text."""
    counted = _counted(reviewed.pictures)
    return {
        "places": reviewed.places,
        "texts": len(reviewed.texts),
        "maybe": len(reviewed.maybe),
        "pictures": {"count": counted["pictures"], "faces": counted["found"], "unknown": counted["unknown"]},
        "file": str(reviewed.file) if reviewed.file else None,
    }


def picture_said(output: Output, row: Mapping[str, Any]) -> str:
    """Return a picture's line: where it stands, how many faces were found, what becomes of it."""
    places = ", ".join(f"{item} {field}" for item, field in row["where"][:_PLACES])
    said, does = faces_said(output, row["faces"]), output.phrase(f"ui.picture-{row['do']}")
    return f"{places}  {said} → {does}"


def faces_said(output: Output, faces: int | None) -> str:
    """Return how many faces were found, or that nobody could look."""
    if faces is None:
        return output.phrase("ui.faces-unknown")
    return output.phrase("ui.faces-found", count=faces) if faces else output.phrase("ui.faces-none")


def _counted(pictures: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    faces = [row["faces"] for row in pictures]
    return {
        "pictures": len(faces),
        "found": sum(1 for one in faces if one),
        "unknown": faces.count(None),
    }


def look_teller(output: Output, left: list[str]) -> Callable[[Looked], None]:
    """Return a function that says what can still be read in what was written, and gathers it in `left`."""

    def tell(looked: Looked) -> None:
        for name, texts in looked.left:
            left.extend(texts)
            output.tell(f"  {name}: {', '.join(texts[:_SHOWN])}{' …' if len(texts) > _SHOWN else ''}")
        for name in looked.large:
            output.say("ui.hiding-large", file=name)
        if looked.words:
            output.say("ui.hiding-words-left", count=len(looked.words), first=looked.words[0][:_WORDS])
        if looked.blurred or looked.left_out:
            output.say("ui.hiding-pictures", blurred=looked.blurred, left_out=looked.left_out)
        said = "ui.hiding-left" if looked.left else "ui.hiding-clean"
        output.say(said, files=looked.files, texts=looked.texts, left=len(looked.left))

    return tell
