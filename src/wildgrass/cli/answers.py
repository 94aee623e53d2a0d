"""Options with which a person answers what an export leaves open."""

import argparse

from wildgrass.flows.answers import DATE_ORDERS, answers
from wildgrass.sources.base import Answers


def add_options(verb: argparse.ArgumentParser) -> None:
    """Add the options to a verb that reads exports."""
    verb.add_argument(
        "--zone", metavar="ZONE", help="zone of times that state none, such as Asia/Shanghai or +08:00"
    )
    verb.add_argument("--dates", choices=DATE_ORDERS, help="order of day, month and year where it is open")
    verb.add_argument("--me", metavar="NAME", help="the name or number that stands for you in the export")


def chosen(options: argparse.Namespace) -> Answers:
    """Return what was answered."""
    return answers(options.zone, options.dates, options.me)
