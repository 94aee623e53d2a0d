"""`wildgrass library`: lock a library with a passphrase, make it readable again, change the passphrase."""

import argparse
from pathlib import Path

from wildgrass.cli.output import Output
from wildgrass.cli.places import add_library, library_place
from wildgrass.cli.terminal import new_passphrase
from wildgrass.flows import locking

_EXAMPLE = "example: wildgrass library lock LIBRARY"


def add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    """Add the verb to the parser."""
    group = verbs.add_parser(
        "library", parents=shared, help="lock a library, make it readable again", epilog=_EXAMPLE
    )
    steps = group.add_subparsers(dest="step", metavar="STEP", required=True)
    lock = steps.add_parser(
        "lock", parents=shared, help="encrypt a library, so that only a passphrase opens it"
    )
    add_library(lock)
    lock.set_defaults(run=run_lock)
    unlock = steps.add_parser(
        "unlock", parents=shared, help="make a locked library one that anybody who has the folder can read"
    )
    add_library(unlock)
    unlock.set_defaults(run=run_unlock)
    change = steps.add_parser("passphrase", parents=shared, help="change a locked library's passphrase")
    add_library(change)
    change.add_argument(
        "--new-passphrase-file",
        type=Path,
        metavar="FILE",
        help="take the new passphrase from FILE's first line",
    )
    change.set_defaults(run=run_passphrase)


def run_lock(options: argparse.Namespace, output: Output) -> int:
    """Lock a library."""
    changed = locking.lock(
        library_place(options, output),
        lambda: new_passphrase(output, options.passphrase_file, "ui.library-passphrase-new"),
        progress=output.progress,
    )
    output.result({"library": str(options.library), "locked": True} | changed.to_json())
    output.say("ui.library-was-locked" if changed.was_so else "ui.library-locked", library=options.library)
    if not changed.was_so:
        output.say("ui.library-locked-note")
    return 0


def run_unlock(options: argparse.Namespace, output: Output) -> int:
    """Make a library readable."""
    changed = locking.unlock(library_place(options, output), progress=output.progress)
    output.result({"library": str(options.library), "locked": False} | changed.to_json())
    output.say("ui.library-was-plain" if changed.was_so else "ui.library-unlocked", library=options.library)
    return 0


def run_passphrase(options: argparse.Namespace, output: Output) -> int:
    """Change the passphrase."""
    locking.change_passphrase(
        library_place(options, output),
        lambda: new_passphrase(output, options.new_passphrase_file, "ui.library-passphrase-new"),
    )
    output.result({"library": str(options.library)})
    output.say("ui.library-passphrase-changed", library=options.library)
    return 0
