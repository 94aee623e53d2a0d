"""`wildgrass infer`: which words and images explain what was removed."""

import argparse
import secrets
from pathlib import Path

from wildgrass.cli.output import Output
from wildgrass.cli.places import add_passphrase_file
from wildgrass.cli.terminal import passphrase_asker
from wildgrass.errors import EXIT_DECIDE
from wildgrass.flows.infer import infer_from
from wildgrass.library.place import LibraryPlace
from wildgrass.observatory.infer.finding import Finding, Status
from wildgrass.observatory.infer.result import Inference


def add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    """Add the verb to the parser."""
    verb = verbs.add_parser(
        "infer",
        parents=shared,
        help="words, combinations and images that explain removal, and what cannot be told",
        epilog="example: wildgrass infer my-library",
    )
    verb.add_argument(
        "place", type=Path, metavar="LIBRARY-or-JSONL", help="a library of your own, or lines of JSON"
    )
    verb.add_argument(
        "--seed", type=int, default=None, help="a number that decides the shuffles of labels (else chance)"
    )
    verb.add_argument(
        "--permutations", type=int, default=None, metavar="N", help="how often labels are shuffled"
    )
    add_passphrase_file(verb)
    verb.set_defaults(run=run)


def run(options: argparse.Namespace, output: Output) -> int:
    """Print every finding, then the summary; exit code 1 where it abstains."""
    output.say("ui.infer-consent")
    asker = passphrase_asker(output, options.passphrase_file, "ui.library-passphrase-enter")
    seed = secrets.randbits(32) if options.seed is None else options.seed
    found = infer_from(LibraryPlace(options.place, asker), seed=abs(seed), runs=_runs(options.permutations))
    for finding in found.findings:
        output.result(finding.to_json(), _line(finding, output))
    output.result({"summary": found.summary() | {"seed": abs(seed)}})
    _say_what_is_not_known(found, output)
    return EXIT_DECIDE if found.why else 0


def _runs(asked: int | None) -> int | None:
    return None if asked is None else max(0, min(asked, 1000))


def _line(finding: Finding, output: Output) -> str:
    """Return a line with what the finding rests on: never the words alone."""
    shown = finding.to_json()
    terms, images = shown["terms"], shown["images"]
    assert isinstance(terms, list)
    assert isinstance(images, list)
    what = " + ".join([*terms, *(f"[{name}]" for name in images)])
    if finding.status is Status.ABSTAINED:
        what = output.phrase("ui.infer-words-not-shown")
    return output.phrase(
        "ui.infer-finding",
        status=output.phrase(f"ui.infer-{finding.status}"),
        what=what,
        removed=finding.removed,
        kept=finding.kept,
        low=f"{finding.interval[0]:.0%}",
        high=f"{finding.interval[1]:.0%}",
        doubts="; ".join(output.phrase(f"ui.infer-why-{reason}") for reason in finding.why),
    )


def _say_what_is_not_known(found: Inference, output: Output) -> None:
    for reason in found.why:
        output.say(f"ui.infer-abstains-{reason}")
    if not found.why and not found.findings:
        output.say("ui.infer-none")
    left_out = [(reason, count) for reason, count in found.left_out.items() if count]
    if left_out:
        said = (f"{output.phrase(f'ui.web-infer-out-{reason}')}: {count}" for reason, count in left_out)
        output.say("ui.infer-left-out", reasons="; ".join(said))
    output.say("ui.infer-unexplained", unexplained=found.unexplained, removed=found.removed)
    if found.needs["pair"] is not None:
        output.say("ui.infer-needs", word=found.needs["word"], pair=found.needs["pair"])
    output.say("ui.infer-meaning")
