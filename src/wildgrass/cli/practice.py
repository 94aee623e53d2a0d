"""`wildgrass practice`: a vault to practise the recovery with, and the steps to take."""

import argparse
import shlex
from pathlib import Path

from wildgrass.cli.output import Output
from wildgrass.flows import practice
from wildgrass.flows.practice import Practice


def add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    """Add the verb to the parser."""
    verb = verbs.add_parser(
        "practice",
        parents=shared,
        help="make a vault with nothing real in it, to practise bringing it back",
        epilog="example: wildgrass practice PRACTICE",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verb.add_argument("folder", type=Path, metavar="FOLDER", help="a new folder; throw it away afterwards")
    verb.set_defaults(run=run)


def run(options: argparse.Namespace, output: Output) -> int:
    """Make it, and say what to type."""
    made = practice.practise(options.folder)
    output.result(made.to_json(), "\n".join(_commands(made)))
    output.say("ui.practice-made", folder=options.folder, passphrase=practice.PASSPHRASE)
    output.say("ui.practice-not-real")
    return 0


def _commands(made: Practice) -> list[str]:
    answering = [
        ["recover", "answer", one.share, "-i", one.key, "-o", one.answer]
        for one in made.friends[: practice.THRESHOLD]
    ]
    answers = [one.answer for one in made.friends[: practice.THRESHOLD]]
    opening = ["recover", "open", made.vault, *answers, "-i", made.coordinator, "--library", made.library]
    steps = [*answering, opening, ["read", made.library]]
    return [shlex.join(["wildgrass", *map(str, step)]) for step in steps]
