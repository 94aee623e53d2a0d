"""`wildgrass compare EXPORT --blind-out FILE` and `--blind FILE`: with somebody to whom the export is not given."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from wildgrass.cli import answers
from wildgrass.cli.output import Output
from wildgrass.cli.terminal import new_passphrase, passphrase_asker
from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.flows.compare import Comparison
from wildgrass.flows.compare_blind import Own, compare_blind, make_tags
from wildgrass.library.place import LibraryPlace
from wildgrass.observatory.compare.tags import made_up
from wildgrass.vault.trustees_keys import PassphraseEmptyError


class EndsError(WildgrassError):
    """Ends that do not go together."""

    code = "compare-ends"
    exit_code = EXIT_USAGE
    message = "compare takes two exports, or one of them with --blind or --blind-out"
    hint = "--blind takes no B, --third, --chat-b or --chat-c; --blind-out writes the file of tags and nothing else"


def add_options(verb: argparse.ArgumentParser) -> None:
    """Add what compares without giving the export away."""
    group = verb.add_argument_group("blind", "compare with somebody to whom you do not give your export")
    group.add_argument(
        "--blind-out",
        type=Path,
        metavar="FILE",
        help="write keyed tags of A, sealed under a passphrase that you tell the other person by voice",
    )
    group.add_argument(
        "--blind", type=Path, metavar="FILE", help="compare A with the other person's file of tags"
    )
    group.add_argument(
        "--blind-pictures",
        action="store_true",
        help="add to the tags what tells re-encoded pictures; it shows the other person roughly what is on each",
    )
    group.add_argument(
        "--blind-passphrase-file",
        type=Path,
        metavar="FILE",
        help="take the spoken passphrase from FILE's first line (/dev/fd/3 for a descriptor), not from the terminal",
    )


def check_ends(options: argparse.Namespace) -> None:
    """Refuse ends that do not go together.

    Raises:
        EndsError: they do not.
    """
    is_making, is_blind = options.blind_out is not None, options.blind is not None
    is_either = is_making or is_blind
    others = (options.b, options.third, options.chat_b, options.chat_c)
    written = (options.report, options.tables, options.names_map)
    if (
        (is_making and is_blind)
        or is_either == (options.b is not None)
        or (is_either and any(one is not None for one in others))
        or (is_making and any(one is not None for one in written))
        or (options.blind_pictures and not is_making)
        or (options.blind_passphrase_file is not None and not is_either)
    ):
        raise EndsError


def write_tags(options: argparse.Namespace, output: Output, ask_library: Callable[[], bytes]) -> int:
    """Write one's own tags, sealed; a passphrase that is left empty on the terminal is made up and shown there."""
    path = options.blind_passphrase_file
    passphrase = new_passphrase(output, path, "ui.compare-blind-new")
    if not passphrase and path is not None:
        raise PassphraseEmptyError
    made_one = "" if passphrase else made_up(os.urandom)
    own = Own(LibraryPlace(options.a, ask_library), options.chat_a, answers.chosen(options))
    secret = passphrase or made_one.encode()
    made = make_tags(own, options.blind_out, secret, shows_pictures=options.blind_pictures)
    output.result(made.to_json())
    if made_one:
        output.say("ui.compare-blind-made-up", passphrase=made_one)
    output.say("ui.compare-blind-written", file=made.file, messages=made.messages)
    output.say("ui.compare-blind-shows-pictures" if made.prints else "ui.compare-blind-shows")
    return 0


def compare_with_tags(
    options: argparse.Namespace, output: Output, ask_library: Callable[[], bytes]
) -> Comparison:
    """Return one's own export compared with the other person's tags."""
    ask = passphrase_asker(output, options.blind_passphrase_file, "ui.compare-blind-enter")
    own = Own(LibraryPlace(options.a, ask_library), options.chat_a, answers.chosen(options))
    return compare_blind(own, options.blind, ask())
