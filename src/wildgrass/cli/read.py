"""`wildgrass read`: look at a library in the browser."""

import argparse
import sys
import webbrowser
from pathlib import Path

from wildgrass.cli.output import Output
from wildgrass.errors import EXIT_STOPPED
from wildgrass.web.idling import Idle
from wildgrass.web.server import ReaderServer

_EXAMPLE = "example: wildgrass read LIBRARY"


def add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    """Add the verb to the parser."""
    verb = verbs.add_parser("read", parents=shared, help="read a library in the browser", epilog=_EXAMPLE)
    verb.add_argument(
        "library", nargs="?", type=Path, metavar="LIBRARY", help="without one: make, seal, answer, bring back"
    )
    verb.add_argument(
        "--port", type=int, default=0, metavar="N", help="serve on this port; otherwise a free one"
    )
    verb.add_argument(
        "--lock-after",
        type=float,
        default=10,
        metavar="MINUTES",
        help="lock a locked library again when nobody looked at a page for so long; 0 never; 10 if not given",
    )
    verb.add_argument("--no-browser", action="store_true", help="only print the address, open nothing")
    verb.set_defaults(run=run)


def run(options: argparse.Namespace, output: Output) -> int:
    """Serve on this machine until stopped; print the address that opens once."""
    server = ReaderServer(
        options.library,
        port=options.port,
        language=output.language,
        idle=Idle(options.lock_after * 60),
        on_lock=lambda address: output.say("ui.read-locked", address=address),
    )
    address = server.address()
    output.result({"url": address}, address)
    sys.stdout.flush()  # a program that reads the address from a pipe waits for it
    output.say("ui.read-open")
    if not options.no_browser:
        webbrowser.open(address)
    server.run()
    output.say("ui.stopped")  # only a signal ends it, and not every one arrives here as an exception
    return EXIT_STOPPED
