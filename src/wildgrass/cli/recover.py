"""`wildgrass recover`: a trustee's answer, and the coordinator's opening."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from wildgrass.cli import answers
from wildgrass.cli.output import Output
from wildgrass.cli.terminal import new_passphrase, passphrase_asker
from wildgrass.errors import EXIT_DECIDE
from wildgrass.library.place import LibraryPlace


def add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    """Add the verb to the parser."""
    group = verbs.add_parser("recover", parents=shared, help="bring an archive back: answer, open")
    steps = group.add_subparsers(dest="step", metavar="STEP", required=True)
    _add_answer(steps, shared)
    _add_open(steps, shared)


def _add_answer(
    steps: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    answer = steps.add_parser(
        "answer", parents=shared, help="re-seal my share to the coordinator fixed at init"
    )
    answer.add_argument("share", type=Path, metavar="SHARE")
    answer.add_argument("-i", "--identity", type=Path, required=True, metavar="KEY")
    answer.add_argument("-o", "--output", type=Path, required=True, metavar="ANSWER")
    answer.add_argument("--passphrase-file", type=Path, metavar="FILE")
    answer.set_defaults(run=run_answer)


def _add_open(
    steps: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    opening = steps.add_parser("open", parents=shared, help="open the vault from k answers")
    opening.add_argument("vault", metavar="VAULT", help="the vault's place; more places with --also")
    opening.add_argument("answer", nargs="*", type=Path, metavar="ANSWER")
    opening.add_argument(
        "--also", action="append", default=[], metavar="VAULT", help="another place of the same vault"
    )
    opening.add_argument("-i", "--identity", type=Path, metavar="KEY", help="the coordinator's identity")
    opening.add_argument(
        "--words-file",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="SLIP-39 words of a paper share",
    )
    opening.add_argument(
        "--qr-file",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="photograph of a paper share's code, instead of its words",
    )
    opening.add_argument("--library", type=Path, required=True, metavar="DIR")
    opening.add_argument(
        "--exports", type=Path, metavar="DIR", help="also write every export back, byte for byte"
    )
    opening.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="the passphrase of the coordinator's identity"
    )
    opening.add_argument(
        "--lock",
        action="store_true",
        help="lock the new library with a passphrase: nothing readable on the disk",
    )
    opening.add_argument(
        "--library-passphrase-file",
        type=Path,
        metavar="FILE",
        help="take the library's passphrase from FILE's first line, not from the terminal",
    )
    answers.add_options(opening)
    opening.set_defaults(run=run_open)


def run_answer(options: argparse.Namespace, output: Output) -> int:
    """Write the answer file."""
    from wildgrass.flows import trustee  # noqa: PLC0415 - each step loads its own flow only

    asker = passphrase_asker(output, options.passphrase_file)
    facts = trustee.answer(options.share, options.identity, options.output, asker)
    output.result(facts.to_json() | {"answer": str(options.output)})
    output.say("ui.answered", file=options.output)
    return 0


def run_open(options: argparse.Namespace, output: Output) -> int:
    """Open the vault into a library."""
    from wildgrass.flows import unseal  # noqa: PLC0415 - a trustee's answer needs neither sources nor library

    opened = unseal.open_into_library(
        unseal.Request(
            places=[options.vault, *options.also],
            answers=options.answer,
            words=options.words_file,
            typed=_scanned(options.qr_file),
            identity=options.identity,
            library=_library(options, output),
            lock_with=_new_passphrase(options, output) if options.lock else None,
            exports=options.exports,
            about_exports=answers.chosen(options),
        ),
        passphrase_asker(output, options.passphrase_file),
        progress=output.progress,
    )
    for problem in opened.found:
        output.tell(f"  {problem}")
    output.result(opened.to_json())
    if opened.suspicious:
        output.say("ui.opened-suspicious", count=opened.suspicious)
    output.say("ui.opened", items=opened.items, attachments=opened.attachments, library=options.library)
    return EXIT_DECIDE if opened.found else 0


def _scanned(files: Sequence[Path]) -> list[tuple[str, str]]:
    from wildgrass.flows.scan import words_of_picture  # noqa: PLC0415 - only who scans loads the decoder

    return [(file.name, words_of_picture(file)) for file in files]


def _library(options: argparse.Namespace, output: Output) -> LibraryPlace:
    asker = passphrase_asker(output, options.library_passphrase_file, "ui.library-passphrase-enter")
    return LibraryPlace(options.library, asker)


def _new_passphrase(options: argparse.Namespace, output: Output) -> Callable[[], bytes]:
    return lambda: new_passphrase(output, options.library_passphrase_file, "ui.library-passphrase-new")
