"""`wildgrass init`: make a vault and the kit; the recovery key exists only inside this command."""

import argparse
from pathlib import Path

from wildgrass.cli.output import Output
from wildgrass.cli.places import recipient_text
from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.flows import birth

_EXAMPLE = """example: wildgrass init /media/usb/vault --trustee Ana=age1pq1… --trustee Ben=age1pq1… \\
             --threshold 2 --coordinator age1pq1… --paper Grandmother --kit KIT
a recipient may also be given as a file that holds it: --trustee Ana=ana.pub"""


class TrusteeSpecError(WildgrassError):
    """A trustee was not given as NAME=RECIPIENT."""

    code = "trustee-not-named"
    exit_code = EXIT_USAGE
    message = "{text} is not of the form NAME=RECIPIENT"
    hint = "write --trustee Ana=age1pq1…, with the line that `wildgrass trustee new` printed"


def add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    """Add the verb to the parser."""
    verb = verbs.add_parser(
        "init",
        parents=shared,
        help="create a vault and the kit for its trustees",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verb.add_argument(
        "vault", nargs="+", metavar="VAULT", help="place of the vault; each place gets everything"
    )
    verb.add_argument("--trustee", action="append", default=[], metavar="NAME=RECIPIENT")
    verb.add_argument(
        "--paper", action="append", default=[], metavar="NAME", help="a trustee without a key: one page"
    )
    verb.add_argument(
        "--threshold", type=int, required=True, metavar="K", help="how many trustees open the vault"
    )
    verb.add_argument(
        "--coordinator", required=True, metavar="RECIPIENT", help="the only one shares are returned to"
    )
    verb.add_argument("--kit", type=Path, required=True, metavar="DIR")
    verb.add_argument(
        "--contact", default="", metavar="TEXT", help="printed on paper shares: how to reach the coordinator"
    )
    verb.add_argument(
        "--recipient-type",
        choices=("hybrid", "x25519"),
        default="hybrid",
        help="hybrid (default) is post-quantum",
    )
    verb.set_defaults(run=run)


def run(options: argparse.Namespace, output: Output) -> int:
    """Create the vault and write the kit."""
    born = birth.init(
        birth.Wishes(
            places=options.vault,
            trustees=[_trustee(text) for text in options.trustee],
            paper=options.paper,
            threshold=options.threshold,
            coordinator=recipient_text(options.coordinator),
            kit=options.kit,
            contact=options.contact,
            hybrid=options.recipient_type == "hybrid",
        )
    )
    output.result(born.to_json(), "\n".join(str(file) for file in born.files))
    for notice in born.notices:
        output.notice(notice)
    output.say("ui.vault-made", kit=options.kit, threshold=options.threshold, total=born.total)
    return 0


def _trustee(text: str) -> tuple[str, str]:
    name, separator, recipient = text.partition("=")
    if not separator or not name or not recipient:
        raise TrusteeSpecError(text=text[:60])
    return name, recipient_text(recipient)
