"""`wildgrass redact`: what of other people stands in items, each find with its reason, before anything leaves."""

import argparse

from wildgrass.cli.hiding import faces_said
from wildgrass.cli.output import Output
from wildgrass.cli.places import add_library, library_place
from wildgrass.flows.redaction import propose
from wildgrass.model import item_to_json
from wildgrass.text.redaction import Proposal, Pseudonyms, WordsClass


def add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    """Add the verb to the parser."""
    verb = verbs.add_parser(
        "redact",
        parents=shared,
        help="what of other people stands in items, and what would stand in its place; writes nothing",
        epilog="example: wildgrass redact LIBRARY x:post:1582 --json",
    )
    add_library(verb)
    verb.add_argument("id", nargs="+", metavar="ID", help="items, as `search` prints their ids")
    verb.add_argument(
        "--item",
        action="store_true",
        help="the items as they may leave, in canonical JSON, not the proposals",
    )
    verb.add_argument(
        "--show-words",
        action="append",
        default=[],
        choices=[str(one) for one in WordsClass],
        help="do not withhold these words of other people (repeatable)",
    )
    verb.set_defaults(run=run)


def run(options: argparse.Namespace, output: Output) -> int:
    """Print proposals, or the items as they may leave; pseudonyms are made anew for every run."""
    found = 0
    words = frozenset(map(WordsClass, options.show_words))
    names = Pseudonyms.new(output.language)
    for one in propose(library_place(options, output), options.id, names, words):
        if options.item:
            output.canonical(item_to_json(one.leaves))
            continue
        for each in one.proposals:
            found += 1
            _show(output, one.item.id, *each)
        for field, _digest, seen in one.pictures:
            data = {
                "id": one.item.id,
                "field": field,
                "kind": "picture",
                "faces": seen.faces,
                "said": seen.said,
            }
            output.result(data, f"{one.item.id}  {field}  {faces_said(output, seen.faces)}")
    if not options.item:
        output.say("ui.redact-found", found=found)
    return 0


def _show(output: Output, item_id: str, proposal: Proposal, there: str, instead: str) -> None:
    span = proposal.span
    data = {"id": item_id, **proposal.to_json(there, instead)}
    line = f"{item_id}  {proposal.field}  {there} → {instead}  ({span.why}, {span.confidence})"
    output.result(data, line)
