"""`wildgrass rotation`: a key of one's own for an account's identity, made offline and put before the server's."""

import argparse
import time
from pathlib import Path

from wildgrass.cli.account import password_asker, typed_line
from wildgrass.cli.output import Output
from wildgrass.cli.terminal import new_passphrase, passphrase_asker
from wildgrass.flows import rotation
from wildgrass.net import Client, Route
from wildgrass.targets.bluesky.rotation import DIRECTORY

_EXAMPLE = "example: wildgrass rotation add KEY bluesky:me.example@https://pds.example"


def add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    """Add the verb to the parser."""
    group = verbs.add_parser(
        "rotation",
        parents=shared,
        help="your own key for a Bluesky account's identity: new, add",
        epilog=_EXAMPLE,
    )
    steps = group.add_subparsers(dest="step", metavar="STEP", required=True)
    new = steps.add_parser("new", parents=shared, help="make a key, offline; prints its public half")
    new.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="KEY",
        help="file to write, sealed with a passphrase",
    )
    new.add_argument("--passphrase-file", type=Path, metavar="FILE", help="take the passphrase from FILE")
    new.set_defaults(run=run_new)
    _add_add(steps, shared)


def _add_add(
    steps: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    add = steps.add_parser("add", parents=shared, help="put the key first among the account's rotation keys")
    add.add_argument("key", type=Path, metavar="KEY", help="the key's file")
    add.add_argument("place", metavar="ACCOUNT", help="bluesky:HANDLE@PDS-URL")
    add.add_argument(
        "--publish",
        action="store_true",
        help="really change the identity; without it you only see what would change",
    )
    add.add_argument("--yes", action="store_true", help="do not ask whether the account is the right one")
    add.add_argument("--passphrase-file", type=Path, metavar="FILE", help="the key's passphrase")
    add.add_argument(
        "--password-file",
        type=Path,
        metavar="FILE",
        help="the account's own password; an app password is not enough",
    )
    add.add_argument(
        "--code-file",
        type=Path,
        metavar="FILE",
        help="the code that the server sent; without it one is sent for",
    )
    add.add_argument(
        "--directory", metavar="URL", default=DIRECTORY, help=f"where the identity stands ({DIRECTORY})"
    )
    add.add_argument("--proxy", metavar="URL", help="go out only through it: tor, socks5h://… or http://…")
    add.set_defaults(run=run_add)


def run_new(options: argparse.Namespace, output: Output) -> int:
    """Write a new key and print its public half."""
    did = rotation.new(options.output, new_passphrase(output, options.passphrase_file))
    output.result({"key": did, "file": str(options.output)}, did)
    output.say("ui.rotation-made", file=options.output)
    return 0


def run_add(options: argparse.Namespace, output: Output) -> int:
    """Show or make the change."""
    key = rotation.read(options.key, passphrase_asker(output, options.passphrase_file))
    with Client(Route.of(options.proxy), sleep=time.sleep) as client:
        report = rotation.add(
            key,
            options.place,
            client,
            directory=options.directory,
            publish=options.publish,
            asking=_asking(options, output),
        )
    output.result(report.to_json())
    output.say(f"ui.rotation-{report.status}", did=report.did)
    for number, one in enumerate(report.keys, start=1):
        whose = output.phrase("ui.rotation-yours" if one == report.key else "ui.rotation-others")
        output.tell(f"  {number}. {one}  {whose}")
    if report.status != "there":
        output.say("ui.rotation-means")
    return 0


def _asking(options: argparse.Namespace, output: Output) -> rotation.Asking:
    def confirm(account: str) -> bool:
        if options.yes:
            return True
        output.say("ui.rotation-sure", account=account)
        return typed_line().removeprefix("@") == account.removeprefix("@")

    def code() -> str:
        if options.code_file is not None:
            return str(options.code_file.read_text()).strip()
        output.say("ui.rotation-code")
        return typed_line()

    return rotation.Asking(
        confirm=confirm,
        password=password_asker(output, options.password_file, message="ui.rotation-whose"),
        code=code,
        has_code=options.code_file is not None,
    )
