"""`wildgrass redact`: what of other people stands in items, each find with its reason, before anything leaves."""

import argparse

from wildgrass.cli.output import Output
from wildgrass.cli.places import add_library, library_place
from wildgrass.flows.redaction import propose
from wildgrass.model import item_to_json
from wildgrass.text.redaction import Pseudonyms


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
    verb.set_defaults(run=run)


def run(options: argparse.Namespace, output: Output) -> int:
    """Print proposals, or the items as they may leave; pseudonyms are made anew for every run."""
    found = 0
    for one in propose(library_place(options, output), options.id, Pseudonyms.new(output.language)):
        if options.item:
            output.canonical(item_to_json(one.leaves))
            continue
        for proposal, there, instead in one.proposals:
            found += 1
            span = proposal.span
            data = {
                "id": one.item.id,
                "field": proposal.field,
                "start": span.start,
                "end": span.end,
                "kind": str(span.kind),
                "confidence": str(span.confidence),
                "why": span.why,
                "text": there,
                "instead": instead,
            }
            line = f"{one.item.id}  {proposal.field}  {there} → {instead}  ({span.why}, {span.confidence})"
            output.result(data, line)
    if not options.item:
        output.say("ui.redact-found", found=found)
    return 0
