"""`wildgrass verify`: is everything there and unaltered? Needs no key."""

import argparse
from pathlib import Path

from wildgrass.cli.output import Output
from wildgrass.errors import EXIT_CHECK
from wildgrass.flows.catching_up import caught_up_notes, exit_code
from wildgrass.flows.check import Checked, catch_up_checked, check_all


def add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    """Add the verb to the parser."""
    verb = verbs.add_parser("verify", parents=shared, help="check a vault without any key", epilog=_EXAMPLE)
    verb.add_argument(
        "vault",
        nargs="+",
        metavar="VAULT",
        help="the vault's place; several are checked and compared",
    )
    verb.add_argument(
        "--remember",
        type=Path,
        metavar="FILE",
        help="keep what was seen in FILE and compare next time: shows a vault that was set back to an older state",
    )
    verb.add_argument(
        "--catch-up",
        action="store_true",
        help="copy to each sound place what another sound place given here holds and it lacks; opens nothing",
    )
    verb.set_defaults(run=run)


_EXAMPLE = "example: wildgrass verify /media/usb/vault --remember ~/vault-seen.txt"


def run(options: argparse.Namespace, output: Output) -> int:
    """Check each place, name each damaged or missing object, and which place lacks what another one holds."""
    found = check_all(options.vault, options.remember)
    for checked in found:
        _show(checked, output, is_caught_up=options.catch_up)
    code = max(checked.exit_code for checked in found)
    if not options.catch_up:
        return code
    caught_up, left = catch_up_checked(found, output.progress)
    output.result({"caught_up": [one.to_json() for one in caught_up]})
    for note in caught_up_notes(caught_up, output.language):
        output.tell(note)
    for one in left:
        output.say("ui.verify-not-caught-up", place=one.place)
    return EXIT_CHECK if left else exit_code((), caught_up)


def _show(checked: Checked, output: Output, *, is_caught_up: bool) -> None:
    place, found = checked.place, checked.verification
    output.result(checked.to_json())
    for finding in checked.problems:
        output.tell(f"  {output.problem_name(finding.code)}: {finding.name}: {finding.reason}")
    if found.unfinished:
        output.say("ui.verify-unfinished", place=place, runs=len(found.unfinished))
    output.say(
        "ui.verify-damaged" if checked.problems else "ui.verify-sound",
        place=place,
        objects=found.objects,
        mib=found.bytes // 2**20,
        problems=len(checked.problems),
    )
    if checked.lacks and not checked.problems and not is_caught_up:
        output.say("ui.verify-behind", place=place, count=checked.lacks)
