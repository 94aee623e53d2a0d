"""`wildgrass trustee`: make an identity, check a share."""

import argparse
from pathlib import Path

from wildgrass.cli.output import Output
from wildgrass.cli.terminal import new_passphrase, passphrase_asker
from wildgrass.flows import trustee


def add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    """Add the verb to the parser."""
    group = verbs.add_parser("trustee", parents=shared, help="a trustee's own steps: new, check, print")
    steps = group.add_subparsers(dest="step", metavar="STEP", required=True)
    _add_new(steps, shared)
    _add_check(steps, shared)
    _add_print(steps, shared)


def _add_new(
    steps: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    new = steps.add_parser(
        "new", parents=shared, help="make an identity; prints the recipient to send to the organiser"
    )
    new.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="KEY",
        help="file to write, protected by a passphrase",
    )
    new.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="take the passphrase from FILE's first line"
    )
    new.add_argument(
        "--recipient-type", choices=("hybrid", "x25519"), default="hybrid", help="hybrid is post-quantum"
    )
    new.set_defaults(run=run_new)


def _add_check(
    steps: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    check = steps.add_parser(
        "check", parents=shared, help="is this share whole, and of which vault; rebuilds nothing"
    )
    check.add_argument("share", type=Path, metavar="SHARE")
    check.add_argument("-i", "--identity", type=Path, required=True, metavar="KEY")
    check.add_argument("--passphrase-file", type=Path, metavar="FILE")
    check.set_defaults(run=run_check)


def _add_print(
    steps: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    printing = steps.add_parser("print", parents=shared, help="make a PDF of a trustee's page, one A4 sheet")
    printing.add_argument(
        "page", type=Path, metavar="PAGE", help="share-<n>-<name>.html, as `init --paper` wrote it"
    )
    printing.add_argument("-o", "--output", type=Path, required=True, metavar="PDF")
    printing.set_defaults(run=run_print)


def run_new(options: argparse.Namespace, output: Output) -> int:
    """Write a new identity file and print its recipient."""
    passphrase = new_passphrase(output, options.passphrase_file)
    recipient = trustee.new(options.output, passphrase, hybrid=options.recipient_type == "hybrid")
    output.result({"recipient": recipient, "key": str(options.output)}, recipient)
    output.say("ui.trustee-made", file=options.output)
    return 0


def run_check(options: argparse.Namespace, output: Output) -> int:
    """Open one's own share and say which vault it is of."""
    facts = trustee.check(options.share, options.identity, passphrase_asker(output, options.passphrase_file))
    output.result(facts.to_json())
    output.say("ui.share-whole", **facts.to_json())
    return 0


def run_print(options: argparse.Namespace, output: Output) -> int:
    """Write the sheet; its words are in clear, as the page's are."""
    from wildgrass.flows.sheet import write_sheet  # noqa: PLC0415 - only who prints loads what draws

    write_sheet(options.page, options.output)
    output.result({"pdf": str(options.output)}, str(options.output))
    output.say("ui.sheet-written", file=options.output)
    return 0
