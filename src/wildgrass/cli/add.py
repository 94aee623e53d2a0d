"""`wildgrass add`: seal exports with nothing but a card."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from wildgrass.cli import answers
from wildgrass.cli.output import Output
from wildgrass.cli.report import report_text
from wildgrass.errors import EXIT_CHECK, EXIT_INPUT
from wildgrass.flows.add import Added, add, read_card
from wildgrass.flows.catching_up import catch_up, caught_up_notes, exit_code, place_notes
from wildgrass.flows.dates import as_time, day_or_time
from wildgrass.vault.catchup import CaughtUp
from wildgrass.vault.places import PlaceState

_EXAMPLE = "example: wildgrass add vault.card twitter-2026-11-01.zip"


def add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    """Add the verb to the parser."""
    verb = verbs.add_parser(
        "add", parents=shared, help="seal exports; this device can only write", epilog=_EXAMPLE
    )
    verb.add_argument("card", type=Path, metavar="CARD")
    verb.add_argument(
        "export", nargs="+", type=Path, metavar="EXPORT", help="zip, folder or file; part zips together"
    )
    verb.add_argument(
        "--index",
        choices=("none", "sealed", "local"),
        default="none",
        help="what this device keeps to send less next time; none (the default) leaves nothing here",
    )
    verb.add_argument("--state", type=Path, metavar="DIR", help="where sealed or local keeps its index")
    verb.add_argument(
        "--media-since",
        metavar="DATE",
        help="leave out media of posts before this day (UTC): they must be in the vault from an earlier add",
    )
    verb.add_argument(
        "--no-report", action="store_true", help="seal only, do not count items; counts are null"
    )
    answers.add_options(verb)
    verb.set_defaults(run=run)


def run(options: argparse.Namespace, output: Output) -> int:
    """Seal each export, then say what became of it."""
    if options.index == "local":
        output.say("ui.index-local-warning")
    code, behind = 0, False
    places: Sequence[PlaceState] = ()
    results = add(
        options.card,
        options.export,
        index=options.index,
        state=options.state,
        report=not options.no_report,
        media_since=as_time(day_or_time(options.media_since)),
        answers=answers.chosen(options),
        progress=output.progress,
    )
    for added in results:
        output.result(added.to_json(), added_text(added, output))
        code = EXIT_INPUT if added.is_damaged else code
        places = added.receipt.places
        for note in place_notes(places, output.language):
            output.tell(note)
        behind = behind or added.can_catch_up
    caught_up = _caught_up(options.card, output) if behind else []
    of_places = exit_code(places, caught_up)
    return of_places if of_places == EXIT_CHECK else code or of_places


def _caught_up(card: Path, output: Output) -> list[CaughtUp]:
    """Bring places up to each other now that everything is sealed, and say what became of them."""
    caught_up = catch_up(read_card(card), output.progress)
    output.result({"caught_up": [one.to_json() for one in caught_up]})
    for note in caught_up_notes(caught_up, output.language):
        output.tell(note)
    return caught_up


def added_text(added: Added, output: Output) -> str:
    """Return what is said of an export that was sealed."""
    receipt = added.receipt
    lines = [
        output.phrase(
            "ui.added",
            name=added.name,
            read=f"{receipt.bytes_read / 1e6:,.1f}",
            stored=f"{receipt.bytes_stored / 1e6:,.1f}",
            objects=receipt.objects,
        )
    ]
    if added.left_out:
        lines.append(output.phrase("ui.added-left-out", count=added.left_out))
    if added.report is not None:
        lines.append(report_text(added.report, output))
    lines += [f"  {member}: {reason}" for (_export, member), reason in added.receipt.damaged.items()]
    return "\n".join(lines)
