"""`wildgrass register`: laws, documented cases and platforms, each with its dates and sources."""

import argparse

from wildgrass.audit.registers import Case, Law, Platform, Source, Words
from wildgrass.cli.output import Output
from wildgrass.flows.register import REGISTERS, Entry, records, reviewed, to_json


def add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    """Add the verb to the parser."""
    parser = verbs.add_parser(
        "register", parents=shared, help="laws, documented cases and platforms, with dates and sources"
    )
    parser.add_argument("register", choices=REGISTERS, help="which register")
    parser.add_argument("record", nargs="?", metavar="ID", help="one record, whole")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, output: Output) -> int:
    """Print a register, a line each; or one record with its articles, findings and sources."""
    for entry in records(options.register, options.record):
        lines = _lines(entry, output.language)
        output.result(to_json(entry), "\n".join(lines if options.record else lines[:2]))
    output.say("ui.register-reviewed", day=reviewed(options.register).isoformat())
    return 0


def _lines(entry: Entry, language: str) -> list[str]:
    if isinstance(entry, Law):
        return _law(entry, language)
    return _case(entry, language) if isinstance(entry, Case) else _platform(entry, language)


def _law(law: Law, language: str) -> list[str]:
    until = f" … {law.until}" if law.until else ""
    number = f"  {law.number}" if law.number else ""
    lines = [f"{law.id}  {_in(law.title, language)}", f"  {law.jurisdiction}  {law.in_force}{until}{number}"]
    if not language.startswith("zh"):
        lines.append(f"  {law.title['zh-Hans']}")
    lines += [f"  {law.adopted}  {_in(law.issuer, language)}"]
    lines += [f"  {change.in_force}  {change.note}" for change in law.amended]
    lines += [f"  § {one.number}  {_of(one.en, one.zh_hans, language)}" for one in law.articles]
    if law.popular:
        lines.append(f"  ≠ {_of(law.popular.en, law.popular.zh_hans, language)}")
    return [*lines, *_sources(law.sources), f"  [{law.checked}]"]


def _case(case: Case, language: str) -> list[str]:
    when = ", ".join(f"{what} {day}" for what, day in case.dates.items())
    outcome = _of(case.outcome.en, case.outcome.zh_hans, language)
    lines = [f"{case.id}  {_in(case.who, language)}: {_in(case.act, language)}", f"  {outcome}  ({when})"]
    lines += [f"  {', '.join(case.platforms)}  {', '.join(case.laws)}".rstrip()]
    lines += [f"  {case.note}"] if case.note else []
    return [*lines, *_sources(case.sources), f"  [{case.status}]"]


def _platform(platform: Platform, language: str) -> list[str]:
    lines = [
        f"{platform.id}  {_in(platform.name, language)}: {platform.operator} ({platform.jurisdiction})",
        f"  end-to-end: {platform.messages.default_e2ee}  ({platform.messages.note})",
        f"  {', '.join(platform.collects)}",
        f"  {_in(platform.authorities, language)}",
        f"  → {_in(platform.safer, language)}",
    ]
    for finding in platform.findings:
        words = _of(finding.en, finding.zh_hans, language)
        lines.append(f"  ! {words} ({finding.publisher}, {finding.date})")
    return [*lines, f"  {', '.join(platform.laws)}", *_sources(platform.sources), f"  [{platform.as_of}]"]


def _sources(sources: tuple[Source, ...]) -> list[str]:
    return [f"  ← {source.title or source.about} ({source.publisher}, {source.date})" for source in sources]


def _in(words: Words, language: str) -> str:
    return words["zh-Hans" if language.startswith("zh") else "en"]


def _of(english: str, chinese: str, language: str) -> str:
    return chinese if language.startswith("zh") else english
