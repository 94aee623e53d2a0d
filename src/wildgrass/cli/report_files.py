"""The options of a verb that writes a report for people, and the writing of it."""

import argparse
from collections.abc import Callable
from pathlib import Path

from wildgrass.cli.output import Output
from wildgrass.flows.kit import write_new
from wildgrass.flows.report_files import check_report, write_report


def add_report_options(verb: argparse.ArgumentParser) -> None:
    """Add --report, --to and --html."""
    verb.add_argument(
        "--report",
        type=Path,
        metavar="FILE",
        help="write a report for people, with drawings: .html or .pdf; with --to, .pdf.age",
    )
    verb.add_argument(
        "--to", action="append", default=[], metavar="RECIPIENT", help="seal the report; as often as needed"
    )
    verb.add_argument("--html", type=Path, metavar="FILE", help="the report as HTML, under whatever name")


def check_asked(options: argparse.Namespace) -> None:
    """Refuse a report that could not be written, before anything is read."""
    if options.report is not None:
        check_report(options.report, options.to)


def write_asked(options: argparse.Namespace, output: Output, make: Callable[[str], bytes]) -> None:
    """Write what was asked for and say where it is; `make` returns the report as ".html" or ".pdf"."""
    if options.report is not None:
        write_report(make, options.report, options.to)
        output.say("ui.report-sealed" if options.to else "ui.report-written", file=options.report)
    if options.html is not None:
        write_new(options.html, make(".html"))
        output.say("ui.report-written", file=options.html)
