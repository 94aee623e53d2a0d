"""`wildgrass request`: a letter that asks a platform who got the data, filled from what the export shows."""

import argparse
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from wildgrass.audit.request import LANGUAGES, Request, Sender
from wildgrass.audit.terms import LAWS, terms
from wildgrass.cli import answers
from wildgrass.cli.output import Output
from wildgrass.cli.places import add_library, library_place
from wildgrass.flows.request import BOTH, check_form, exposed, write_request


def add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    """Add the verb to the parser."""
    verb = verbs.add_parser(
        "request",
        parents=shared,
        help="a letter that asks a platform who got your data, under a law and with its term",
        epilog="example: wildgrass request my-x-archive.zip --law gdpr -o letter.pdf",
    )
    add_library(verb)
    verb.add_argument("--law", choices=LAWS, required=True, help="the law it rests on; plain: none")
    verb.add_argument("--platform", metavar="NAME", help="whom to ask, where the archive has several")
    verb.add_argument(
        "--letter", choices=(*LANGUAGES, BOTH), default=BOTH, help="its language; both: the one to send first"
    )
    verb.add_argument(
        "--day", type=date.fromisoformat, metavar="DATE", help="the day it arrives, such as 2026-12-01; today"
    )
    verb.add_argument("--fill", action="store_true", help="ask for name, contact and account; else blanks")
    verb.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help=".txt, .html or .pdf")
    answers.add_options(verb)
    verb.set_defaults(run=run)


def run(options: argparse.Namespace, output: Output) -> int:
    """Write the letter; say whom it goes to, what stands in it and until when an answer is due."""
    check_form(options.output)
    place = library_place(options, output)
    platform, exposures = exposed(place, options.platform, answers.chosen(options))
    law = terms()[options.law]
    day = options.day or datetime.now(UTC).astimezone().date()
    sender = _typed(output) if options.fill else Sender()
    request = Request(law, platform, day, exposures, sender)
    write_request(request, options.letter, options.output)
    deadline = law.deadline(day)
    found = [one for one in exposures if one.value is not None]
    unsaid = len({one.question.id for one in exposures} - {one.question.id for one in found})
    data = {
        "law": law.id,
        "platform": platform,
        "day": day.isoformat(),
        "deadline": None if deadline.until is None else deadline.until.isoformat(),
        "latest": None if deadline.later is None else deadline.later.isoformat(),
        "found": len(found),
        "unsaid": unsaid,
        "file": str(options.output),
    }
    output.result(data, str(options.output))
    output.tell(law.whom["zh-Hans" if output.language.startswith("zh") else "en"])
    if deadline.until is None:
        output.say("ui.request-no-term")
    else:
        output.say("ui.request-term", day=day.isoformat(), deadline=deadline.until.isoformat())
    output.say("ui.request-written", unsaid=unsaid)
    return 0


def _typed(output: Output) -> Sender:
    """Ask on standard input, an empty line leaves a blank: what is typed goes into the letter and nowhere else."""
    typed = []
    for name in ("ui.request-name", "ui.request-contact", "ui.request-account"):
        output.tell(output.phrase(name))
        typed.append(sys.stdin.readline().strip())
    return Sender(*typed)
