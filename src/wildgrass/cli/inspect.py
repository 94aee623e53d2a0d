"""`wildgrass inspect`: recognise exports and say what they hold; needs no vault and writes nothing."""

import argparse
from pathlib import Path

from wildgrass.cli import answers
from wildgrass.cli.output import Output
from wildgrass.cli.report import is_damaged, report_text
from wildgrass.errors import EXIT_DECIDE, EXIT_INPUT
from wildgrass.flows.inspect import inspect
from wildgrass.model import Item, item_to_json


def add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    """Add the verb to the parser."""
    verb = verbs.add_parser(
        "inspect",
        parents=shared,
        help="recognise an export and report on it",
        epilog="example: wildgrass inspect x.zip",
    )
    verb.add_argument(
        "export", nargs="+", type=Path, metavar="EXPORT", help="zip, folder or file; part zips together"
    )
    verb.add_argument("--problems", action="store_true", help="print each problem too")
    verb.add_argument(
        "--items", action="store_true", help="print each item in canonical JSON instead of the report"
    )
    answers.add_options(verb)
    verb.set_defaults(run=run)


def run(options: argparse.Namespace, output: Output) -> int:
    """Report on each export."""
    whole, is_open = True, False
    for inspection in inspect(options.export, answers.chosen(options)):
        if options.items:
            for reading in inspection.readings():
                if isinstance(reading, Item):
                    output.canonical(item_to_json(reading))
            report = inspection.report()
        else:
            for problem in inspection.problems():
                if options.problems:
                    output.problem(problem)
            report = inspection.report()
            output.result(report, report_text(report, output))
        whole = whole and not is_damaged(report)
        is_open = is_open or bool(report["questions"])
    if not whole:
        return EXIT_INPUT
    return EXIT_DECIDE if is_open else 0
