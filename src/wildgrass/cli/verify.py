"""`wildgrass verify`: is everything there and unaltered? Needs no key."""

import argparse
from pathlib import Path

from wildgrass.cli.output import Output
from wildgrass.errors import EXIT_CHECK
from wildgrass.flows.check import check


def add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    """Add the verb to the parser."""
    verb = verbs.add_parser("verify", parents=shared, help="check a vault without any key", epilog=_EXAMPLE)
    verb.add_argument(
        "vault", nargs="+", metavar="VAULT", help="the vault's place; several are checked one by one"
    )
    verb.add_argument(
        "--remember",
        type=Path,
        metavar="FILE",
        help="keep what was seen in FILE and compare next time: shows a vault that was set back to an older state",
    )
    verb.set_defaults(run=run)


_EXAMPLE = "example: wildgrass verify /media/usb/vault --remember ~/vault-seen.txt"


def run(options: argparse.Namespace, output: Output) -> int:
    """Check each place and name each damaged or missing object."""
    sound = True
    for place in options.vault:
        checked = check(place, options.remember)
        output.result(checked.to_json())
        for finding in checked.problems:
            output.tell(f"  {output.problem_name(finding.code)}: {finding.name}: {finding.reason}")
        if checked.verification.unfinished:
            output.say("ui.verify-unfinished", place=place, runs=len(checked.verification.unfinished))
        output.say(
            "ui.verify-damaged" if checked.problems else "ui.verify-sound",
            place=place,
            objects=checked.verification.objects,
            mib=checked.verification.bytes // 2**20,
            problems=len(checked.problems),
        )
        sound = sound and not checked.problems
    return 0 if sound else EXIT_CHECK
