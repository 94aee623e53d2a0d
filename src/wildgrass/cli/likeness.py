"""`wildgrass similar` and `wildgrass places`: what no word finds."""

import argparse
from collections.abc import Mapping
from typing import Any

from wildgrass.cli.output import Output
from wildgrass.cli.places import add_library, library_place
from wildgrass.flows import likeness

_EXAMPLES = """\
examples: wildgrass similar LIBRARY --prepare
          wildgrass similar LIBRARY found-elsewhere.jpg
"""


def add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    """Add both verbs to the parser."""
    similar = verbs.add_parser(
        "similar",
        parents=shared,
        help="near texts, and pictures that look alike",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_library(similar)
    similar.add_argument(
        "what", nargs="?", metavar="ID|IMAGE", help="an item's id or an image file; without: every group"
    )
    similar.add_argument("--texts", action="store_true", help="texts only")
    similar.add_argument("--images", action="store_true", help="pictures only")
    similar.add_argument(
        "--prepare",
        action="store_true",
        help="first look at what was not looked at yet; Ctrl-C stops, again goes on",
    )
    similar.set_defaults(run=run_similar)
    places = verbs.add_parser(
        "places",
        parents=shared,
        help="places that texts name",
        epilog="example: wildgrass places LIBRARY 上海",
    )
    add_library(places)
    places.add_argument("name", nargs="?", metavar="NAME", help="a place: the items that name it")
    places.add_argument(
        "--prepare", action="store_true", help="first look at the texts that were not looked at yet"
    )
    places.set_defaults(run=run_places)


def run_similar(options: argparse.Namespace, output: Output) -> int:
    """Print the groups, or what is like one thing."""
    place = library_place(options, output)
    with_texts, with_images = (options.texts or not options.images, options.images or not options.texts)
    if options.prepare:
        _prepare(place, output, with_texts=with_texts, with_images=with_images)
    found = 0
    for row in likeness.similar(place, likeness.Asked(options.what, with_texts, with_images)):
        found += 1
        output.result(row, _similar_text(row, output))
    output.say("ui.similar-found", count=found)
    return 0


def _prepare(place: Any, output: Output, *, with_texts: bool, with_images: bool) -> None:
    done = likeness.prepare(
        place,
        with_texts=with_texts,
        with_images=with_images,
        progress=lambda what, done, count: output.progress(f"ui.similar-{what}", done, count),
    )
    output.say(
        "ui.similar-prepared",
        texts=done.texts,
        images=done.images,
        text_pairs=done.text_pairs,
        image_pairs=done.image_pairs,
    )


def _similar_text(row: Mapping[str, Any], output: Output) -> str:
    if "texts" in row:
        return "\n".join(f"{one['id']}\n    {_line(one['text'])}" for one in row["texts"]) + "\n"
    if "nearness" in row:
        return f"{row['nearness']:.2f}  {row['id']}\n    {_line(row['text'])}"
    heading = output.phrase(f"ui.similar-{row['match']}")
    if "images" in row:
        lines = (f"    {one['sha256'][:16]}  {'  '.join(one['items'])}" for one in row["images"])
        return "\n".join((heading, *lines))
    return f"{heading} ({row['basis']}, {row['bits']})\n    {row['sha256'][:16]}  {'  '.join(row['items'])}"


def run_places(options: argparse.Namespace, output: Output) -> int:
    """Print the places, or the items that name one."""
    place = library_place(options, output)
    if options.prepare:
        _prepare(place, output, with_texts=True, with_images=False)
    if options.name is not None:
        for row in likeness.naming(place, options.name):
            when = str(row["published"] or "?")[:10]
            output.result(
                row, f"{when}{'  ?' if row['ambiguous'] else '   '} {row['id']}\n    {_line(row['text'])}"
            )
        return 0
    for row in likeness.named(place, output.language):
        output.result(row, _place_text(row, output))
    return 0


def _place_text(row: Mapping[str, Any], output: Output) -> str:
    labels = [" < ".join((one["name"], *one["in"])) for one in row["places"]]
    told = (
        output.phrase("ui.places-ambiguous", places=" | ".join(labels))
        if row["ambiguous"]
        else "".join(labels)
    )
    return f"{row['items']:8}  {row['name']}  {told}"


def _line(text: object) -> str:
    return " ".join(str(text).split())
