"""`wildgrass audit`: what in an archive has been used against people, each finding with its law."""

import argparse
from collections import Counter
from pathlib import Path

from wildgrass.audit.exposure import Exposure
from wildgrass.audit.finding import Finding, Verdict
from wildgrass.audit.registers import told
from wildgrass.cli import answers
from wildgrass.cli.output import Output
from wildgrass.cli.places import add_library, library_place
from wildgrass.errors import EXIT_DECIDE
from wildgrass.flows.audit import audit, check_report, report_bytes, write_report
from wildgrass.flows.kit import write_new


def add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    """Add the verb to the parser."""
    verb = verbs.add_parser(
        "audit",
        parents=shared,
        help="what in an archive has been used against people, each finding with its law",
        epilog="example: wildgrass audit LIBRARY --report report.pdf",
    )
    add_library(verb)
    verb.add_argument(
        "--report",
        type=Path,
        metavar="FILE",
        help="write a report for people: .html or .pdf; with --to, .pdf.age",
    )
    verb.add_argument(
        "--to", action="append", default=[], metavar="RECIPIENT", help="seal the report; as often as needed"
    )
    verb.add_argument("--html", type=Path, metavar="FILE", help="the report as HTML, under whatever name")
    answers.add_options(verb)
    verb.set_defaults(run=run)


def run(options: argparse.Namespace, output: Output) -> int:
    """Print each finding; exit code 1 where something is over a limit, for a person must look at it."""
    if options.report is not None:
        check_report(options.report, options.to)
    findings = list(audit(library_place(options, output), answers.chosen(options)))
    legal = [one for one in findings if isinstance(one, Finding)]
    titles = {one.rule.id: told(one.rule.title, output.language) for one in legal}
    unsaid = Counter(one.rule.id for one in legal if one.verdict is Verdict.UNKNOWN)
    for finding in findings:
        if isinstance(finding, Exposure):
            output.result(finding.to_json(output.language), _exposed(finding, output))
            continue
        is_one_of_many = finding.verdict is Verdict.UNKNOWN and unsaid[finding.rule.id] > 1
        output.result(finding.to_json(output.language), None if is_one_of_many else _line(finding, output))
    if not output.as_json:
        for rule, count in unsaid.items():
            if count > 1:
                output.line(f"{output.phrase('ui.audit-unknown')}  {rule}  {titles[rule]}: {count}")
    _write(findings, options, output)
    output.say("ui.audit-lead")
    return EXIT_DECIDE if any(finding.verdict is Verdict.OVER for finding in legal) else 0


def _write(findings: list[Finding | Exposure], options: argparse.Namespace, output: Output) -> None:
    if options.report is not None:
        write_report(findings, options.report, output.language, options.to)
        output.say("ui.audit-sealed" if options.to else "ui.audit-written", file=options.report)
    if options.html is not None:
        write_new(options.html, report_bytes(findings, ".html", output.language))
        output.say("ui.audit-written", file=options.html)


def _exposed(exposure: Exposure, output: Output) -> str:
    title = told(exposure.question.title, output.language)
    if exposure.value is None:
        why = exposure.why_silent(output.language)
        return f"{output.phrase('ui.audit-unknown')}  {exposure.source}: {title} ({why})"
    parts = [exposure.value, exposure.country or "", exposure.more, f"({exposure.count})"]
    return f"{exposure.source}: {title}: {' '.join(part for part in parts if part)}"


def _line(finding: Finding, output: Output) -> str | None:
    """Return a line for what a person should see: what is under a limit and not near it is only counted."""
    if finding.verdict is Verdict.UNDER and not finding.is_near and not finding.others:
        return None
    state = "near" if finding.is_near else str(finding.verdict)
    value = output.phrase("ui.audit-not-said") if finding.value is None else str(finding.value)
    if finding.others:
        value = f"+ {finding.others}"
    sign = "≥ " if finding.at_least else ""
    what = f"{finding.rule.id}  {told(finding.rule.title, output.language)}"
    return f"{output.phrase(f'ui.audit-{state}')}  {what}  {finding.subject}: {sign}{value}"
