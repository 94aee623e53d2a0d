"""Options with which a person answers what an export leaves open."""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wildgrass.sources.base import Answers

DATE_ORDERS = ("dmy", "mdy", "ymd")


def add_options(verb: argparse.ArgumentParser) -> None:
    """Add the options to a verb that reads exports."""
    verb.add_argument(
        "--zone", metavar="ZONE", help="zone of times that state none, such as Asia/Shanghai or +08:00"
    )
    verb.add_argument("--dates", choices=DATE_ORDERS, help="order of day, month and year where it is open")
    verb.add_argument("--me", metavar="NAME", help="the name or number that stands for you in the export")


def chosen(options: argparse.Namespace) -> "Answers":
    """Return what was answered."""
    from wildgrass.flows.answers import answers  # noqa: PLC0415 - a trustee's verb need not load the readers

    return answers(options.zone, options.dates, options.me)
