"""`wildgrass register`: laws, documented cases and platforms, each with its dates and sources."""

import argparse

from wildgrass.audit.registers import Case, Law, Platform, Source, Words, in_tongue, told, where
from wildgrass.cli.output import Output
from wildgrass.flows.register import REGISTERS, Entry, records, reviewed, to_json
from wildgrass.text import say


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
    lines = [
        f"{law.id}  {_in(law.title, language)}",
        f"  {where(law.jurisdiction, language)}  {law.in_force}{until}{number}",
    ]
    if not language.startswith("zh"):
        lines.append(f"  {law.title['zh-Hans']}")
    lines += [f"  {law.adopted}  {_in(law.issuer, language)}"]
    lines += [f"  {change.in_force}  {in_tongue(change.note, language)}" for change in law.amended]
    for one in law.articles:
        lines.append(f"  § {in_tongue(one.number, language)}  {_of(one.en, one.zh_hans, language)}")
    if law.popular:
        lines.append(f"  ≠ {_of(law.popular.en, law.popular.zh_hans, language)}")
    checked = say(language, f"ui.audit-checked-{law.checked}")
    return [*lines, *_sources(law.sources, language), f"  [{checked}]"]


def _case(case: Case, language: str) -> list[str]:
    when = ", ".join(f"{_word(f'date-{what}', language)} {day}" for what, day in case.dates.items())
    outcome = _of(case.outcome.en, case.outcome.zh_hans, language)
    lines = [f"{case.id}  {_in(case.who, language)}: {_in(case.act, language)}", f"  {outcome}  ({when})"]
    lines += [f"  {', '.join(case.platforms)}  {', '.join(case.laws)}".rstrip()]
    lines += [f"  {in_tongue(case.note, language)}"] if case.note else []
    return [*lines, *_sources(case.sources, language), f"  [{_word(f'status-{case.status}', language)}]"]


def _platform(platform: Platform, language: str) -> list[str]:
    operator, country = in_tongue(platform.operator, language), where(platform.jurisdiction, language)
    encrypted = _word(f"e2ee-{platform.messages.default_e2ee}", language)
    lines = [
        f"{platform.id}  {_in(platform.name, language)}: {operator} ({country})",
        f"  {_word('e2ee', language)}: {encrypted}  ({in_tongue(platform.messages.note, language)})",
        f"  {', '.join(_word(f'collects-{one}', language) for one in platform.collects)}",
        f"  {_in(platform.authorities, language)}",
        f"  → {_in(platform.safer, language)}",
    ]
    for finding in platform.findings:
        words = _of(finding.en, finding.zh_hans, language)
        lines.append(f"  ! {words} ({finding.publisher}, {finding.date})")
    lines += [f"  {', '.join(platform.laws)}", *_sources(platform.sources, language)]
    return [*lines, f"  [{say(language, 'ui.web-reg-as-of', day=platform.as_of)}]"]


def _sources(sources: tuple[Source, ...], language: str) -> list[str]:
    return [
        f"  ← {source.title or in_tongue(source.about or '', language)} "
        f"({source.publisher}, {source.date}){_how_far(source, language)}"
        for source in sources
    ]


def _how_far(source: Source, language: str) -> str:
    """Say whether somebody read it, on what day and where; nothing of the official text that a title names."""
    if source.read:
        said = say(language, "ui.register-read", day=source.read)
        return f" [{said}{f': {source.url}' if source.url else ''}]"
    return "" if source.seen is None else f" [{_word('seen' if source.seen else 'not-seen', language)}]"


def _word(name: str, language: str) -> str:
    said = say(language, f"ui.web-reg-{name}")
    return said if not said.startswith("ui.") else name.partition("-")[2].replace("-", " ")


def _in(words: Words, language: str) -> str:
    return told(words, language)


def _of(english: str, chinese: str, language: str) -> str:
    return told({"en": english, "zh-Hans": chinese}, language)
