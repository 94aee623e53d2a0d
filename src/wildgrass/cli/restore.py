"""`wildgrass restore`: publish a library again, at a place where people can read it."""

import argparse
from collections import Counter
from pathlib import Path

from wildgrass.cli.output import Output
from wildgrass.errors import EXIT_STORE
from wildgrass.flows.restore import restore
from wildgrass.targets.base import RestoreOptions

_EXAMPLE = "example: wildgrass restore LIBRARY site:SITE"


def add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    """Add the verb to the parser."""
    verb = verbs.add_parser("restore", parents=shared, help="publish a library again", epilog=_EXAMPLE)
    verb.add_argument("library", type=Path, metavar="LIBRARY")
    verb.add_argument("target", metavar="TARGET", help="site:DIR")
    verb.add_argument("--simulate", action="store_true", help="say what would appear, write nothing")
    verb.add_argument(
        "--private",
        action="store_true",
        help="include conversations and posts for followers; others are named in them",
    )
    verb.add_argument(
        "--likes", action="store_true", help="include what the person liked: other people's words"
    )
    verb.add_argument(
        "--language", choices=("en", "zh-Hans", "zh-Hant"), help="language of the pages' own words"
    )
    verb.set_defaults(run=run)


def run(options: argparse.Namespace, output: Output) -> int:
    """Restore to the target and report each item."""
    outcomes: Counter[str] = Counter()
    wishes = RestoreOptions(
        simulate=options.simulate,
        private=options.private,
        likes=options.likes,
        language=options.language or output.language,
    )
    for outcome in restore(options.library, options.target, wishes):
        outcomes[outcome.status] += 1
        if output.as_json:
            output.result(outcome.to_json())
        elif outcome.status == "failed":
            output.tell(f"  {outcome.id}: {outcome.reason}")
    output.say(
        "ui.restored-simulated" if options.simulate else "ui.restored",
        done=outcomes["done"],
        skipped=outcomes["skipped"],
        failed=outcomes["failed"],
        target=options.target,
    )
    return EXIT_STORE if outcomes["failed"] else 0
