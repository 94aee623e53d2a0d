"""`wildgrass audit`: what in an archive has been used against people, each finding with its law."""

import argparse
from collections import Counter

from wildgrass.audit.exposure import Exposure
from wildgrass.audit.finding import Finding, Verdict
from wildgrass.audit.registers import told
from wildgrass.cli import answers
from wildgrass.cli.output import Output
from wildgrass.cli.places import add_library, library_place
from wildgrass.cli.report_files import add_report_options, check_asked, write_asked
from wildgrass.errors import EXIT_DECIDE
from wildgrass.flows.audit import audit, report_bytes


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
    add_report_options(verb)
    answers.add_options(verb)
    verb.set_defaults(run=run)


def run(options: argparse.Namespace, output: Output) -> int:
    """Print each finding; exit code 1 where something is over a limit, for a person must look at it."""
    check_asked(options)
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
    write_asked(options, output, lambda form: report_bytes(findings, form, output.language))
    output.say("ui.audit-lead")
    return EXIT_DECIDE if any(finding.verdict is Verdict.OVER for finding in legal) else 0


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
