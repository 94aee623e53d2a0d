"""The command `wildgrass`: find the verb, run it, turn errors into words and an exit code."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from wildgrass import __version__
from wildgrass.cli.output import Output, standard_output
from wildgrass.errors import EXIT_STOPPED, EXIT_STORE, EXIT_USAGE, WildgrassError
from wildgrass.text import LANGUAGES, choose_language

VERBS = {
    "inspect": "inspect",
    "trustee": "trustee",
    "init": "init",
    "add": "add",
    "follow": "follow",
    "verify": "verify",
    "recover": "recover",
    "practice": "practice",
    "search": "find",
    "show": "find",
    "people": "people",
    "similar": "likeness",
    "places": "likeness",
    "read": "read",
    "library": "library",
    "restore": "restore",
    "rotation": "rotation",
    "sources": "lists",
    "targets": "lists",
    "register": "register",
    "audit": "audit",
    "request": "request",
    "redact": "redact",
    "compare": "compare",
    "infer": "infer",
    "watch": "watch",
    "timeline": "timeline",
}
"""Verb and its module. Only the module of the verb that runs is loaded: `add` never holds what opens a vault."""

_EXIT_CODES = """\
exit codes: 0 fine, 1 a person must decide or act, 2 usage, 3 input damaged or not recognised,
            4 a check failed, 5 a store or network failed

example: wildgrass inspect my-x-archive.zip
"""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(EXIT_USAGE, f"wildgrass: {message}\n")


def build_parser(verb: str | None = None) -> argparse.ArgumentParser:
    """Return the parser of one verb, or of all where it is not known yet which is meant."""
    parser = _Parser(
        prog="wildgrass",
        description="An archive of your online life that your own device cannot open, and that comes back whole.",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"wildgrass {__version__}")
    shared = _Parser(add_help=False)
    _add_shared_options(parser, default=None)
    _add_shared_options(shared, default=argparse.SUPPRESS)  # so that `--json` works before and after the verb
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=_Parser)
    modules = [VERBS[verb]] if verb else dict.fromkeys(VERBS.values())
    for module in modules:
        import_module(f"wildgrass.cli.{module}").add_verb(verbs, [shared])
    return parser


def chosen_verb(arguments: Sequence[str]) -> str | None:
    """Return the verb among the arguments: the first word that no option before the verb takes as its value."""
    words = iter(arguments)
    for word in words:
        if word == "--lang":
            next(words, None)
        elif not word.startswith("-"):
            return word if word in VERBS else None
    return None


def _add_shared_options(parser: argparse.ArgumentParser, default: str | None) -> None:
    parser.add_argument(
        "--json", action="store_true", default=default or False, help="one JSON object per line"
    )
    parser.add_argument("--lang", choices=LANGUAGES, default=default, help="language of messages")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    options = build_parser(chosen_verb(words)).parse_args(words)
    output = standard_output(as_json=options.json, language=choose_language(options.lang, os.environ))
    try:
        code = run(options, output)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of our output has gone (`| head`). Point stdout elsewhere so that Python's exit does not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def run(options: argparse.Namespace, output: Output) -> int:
    """Run the chosen verb; every error that a person can meet becomes words and an exit code."""
    try:
        return int(options.run(options, output))
    except WildgrassError as error:
        output.error(error)
        return error.exit_code
    except OSError as error:
        output.say("ui.file-failed", file=error.filename or "", reason=error.strerror or str(error))
        return EXIT_USAGE if isinstance(error, FileNotFoundError | IsADirectoryError) else EXIT_STORE
    except KeyboardInterrupt:
        output.say("ui.stopped")
        return EXIT_STOPPED


if __name__ == "__main__":
    sys.exit(main())
