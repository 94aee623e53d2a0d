"""The registers as pages, with a library open or before there is one: laws, documented cases, platforms.

They hold nothing of the archive: the same pages stand in the reader and beside the tools.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from starlette.responses import Response

from wildgrass.audit.registers import Case, Law, Platform, RecordUnknownError, Source, Words, in_tongue, where
from wildgrass.audit.ruleset import rules
from wildgrass.flows.register import REGISTERS, Entry, records, reviewed
from wildgrass.targets.site.chrome import number
from wildgrass.text import say
from wildgrass.web.narrow import Chip
from wildgrass.web.setup_view import SetupView
from wildgrass.web.view import View

AnyView: TypeAlias = View | SetupView
Fact: TypeAlias = tuple[str, str, str]
"""A name, what is said, and in which language that is."""
_FILTERS: Final = {"laws": "topic", "cases": "platform", "platforms": "kind"}


@dataclass(frozen=True, slots=True)
class Row:
    """A record in a list: `mark` says how far it was checked, `note` when and where."""

    href: str
    title: str
    note: str
    mark: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """Where a record comes from; `language` is the title's, "" where the words are ours."""

    title: str
    language: str
    note: str


def register(view: AnyView) -> Response:
    """Return the list of a register, narrowed to one topic, platform or kind where the address says so."""
    name = view.path["register"]
    if name not in REGISTERS:
        return _missing(view)
    entries = list(records(name))
    by = _FILTERS[name]
    asked = view.query.get(by, "")
    shown = [one for one in entries if asked in _sorts(one)] if asked else entries
    return view.page(
        "register.html",
        layout=_layout(view),
        register=name,
        registers=REGISTERS,
        by=by,
        chips=list(_chips(view, name, entries, asked)),
        rows=[_row(view, name, one) for one in shown],
        count=number(len(shown)),
        told=_reviewed(view, name),
        language=_records_language(view),
    )


def record(view: AnyView) -> Response:
    """Return one record whole."""
    name = view.path["register"]
    if name not in REGISTERS:
        return _missing(view)
    try:
        entry = next(iter(records(name, view.path["id"])))
    except RecordUnknownError:
        return _missing(view)
    return view.page(
        "register_record.html",
        layout=_layout(view),
        register=name,
        registers=REGISTERS,
        title=_title(view, entry),
        facts=list(_facts(view, entry)),
        told=_reviewed(view, name),
        articles=_articles(view, entry),
        popular=_popular(view, entry),
        findings=_findings(view, entry),
        laws=[_row(view, "laws", law) for law in _laws_of(entry)],
        cases=[_row(view, "cases", case) for case in _cases_of(entry)],
        rules=[_in(view, rule.title) for rule in rules() if rule.law == entry.id],
        sources=[_source(view, source) for source in entry.sources],
        mark=_mark(view, entry),
        language=_records_language(view),
    )


def _missing(view: AnyView) -> Response:
    if isinstance(view, View):
        return view.missing()
    return view.page("setup_message.html", status=404, heading=view.words("setup-not-found"), hint="")


def _layout(view: AnyView) -> str:
    return "base.html" if isinstance(view, View) else "setup_base.html"


def _records_language(view: AnyView) -> str:
    """Return the language that records are written in: traditional Chinese has none of its own."""
    return "zh-Hans" if view.language.startswith("zh") else "en"


def _in(view: AnyView, words: Words) -> str:
    return words["zh-Hans" if view.language.startswith("zh") else "en"]


def _of(view: AnyView, english: str, chinese: str) -> str:
    return chinese if view.language.startswith("zh") else english


def _noted(view: AnyView, english: str) -> str:
    return in_tongue(english, "zh-Hans" if view.language.startswith("zh") else "en")


def _word(view: AnyView, name: str) -> str:
    """Return what one of a register's own words means; where we have no word, the register's."""
    said = view.words(f"reg-{name}")
    return said if not said.startswith("ui.") else name.partition("-")[2].replace("-", " ")


def _listed(view: AnyView, kind: str, names: Sequence[str]) -> str:
    return view.words.site("list-comma").join(_word(view, f"{kind}-{name}") for name in names)


def _reviewed(view: AnyView, name: str) -> str:
    return say(view.language, "ui.register-reviewed", day=reviewed(name).isoformat())


def _sorts(entry: Entry) -> Sequence[str]:
    """Return what a register is narrowed by."""
    if isinstance(entry, Law):
        return entry.topics
    return entry.platforms if isinstance(entry, Case) else (entry.kind,)


def _chips(view: AnyView, name: str, entries: Sequence[Entry], asked: str) -> Iterator[Chip]:
    known = sorted({sort for one in entries for sort in _sorts(one)})
    yield Chip(f"/register/{name}", view.words("any"), not asked)
    for sort in known:
        word = view.words.source(sort) if name == "cases" else _word(view, f"{_FILTERS[name]}-{sort}")
        yield Chip(f"/register/{name}?{_FILTERS[name]}={sort}", word, sort == asked)


def _title(view: AnyView, entry: Entry) -> str:
    if isinstance(entry, Case):
        return f"{_in(view, entry.who)}: {_in(view, entry.act)}"
    return _in(view, entry.title if isinstance(entry, Law) else entry.name)


def _row(view: AnyView, name: str, entry: Entry) -> Row:
    if isinstance(entry, Law):
        until = f" … {entry.until}" if entry.until else ""
        note = " · ".join(
            part for part in (where(entry.jurisdiction, view.language), f"{entry.in_force}{until}") if part
        )
    elif isinstance(entry, Case):
        note = " · ".join((*(map(view.words.source, entry.platforms)), *sorted(entry.dates.values())))
    else:
        note = f"{_noted(view, entry.operator)} · {where(entry.jurisdiction, view.language)}"
    return Row(f"/register/{name}/{entry.id}", _title(view, entry), note, _mark(view, entry))


def _mark(view: AnyView, entry: Entry) -> str:
    """Say how far a record was checked."""
    if isinstance(entry, Law):
        said = say(view.language, f"ui.audit-checked-{entry.checked}")
        return f"{said} ({entry.checked_on})" if entry.checked_on else said
    if isinstance(entry, Case):
        return _word(view, f"status-{entry.status}")
    return view.words("reg-as-of", day=entry.as_of)


def _facts(view: AnyView, entry: Entry) -> Iterator[Fact]:
    if isinstance(entry, Law):
        yield from _law(view, entry)
    elif isinstance(entry, Case):
        yield from _case(view, entry)
    else:
        yield from _platform(view, entry)


def _law(view: AnyView, law: Law) -> Iterator[Fact]:
    words, own = view.words, view.language
    other = law.title["en" if own.startswith("zh") else "zh-Hans"]
    yield words("reg-other-title"), other, "en" if own.startswith("zh") else "zh-Hans"
    yield words("reg-issuer"), _in(view, law.issuer), _records_language(view)
    if law.number:
        yield words("reg-number"), law.number, "zh-Hans"
    yield words("reg-kind"), _word(view, f"law-{law.kind}"), own
    yield words("reg-jurisdiction"), where(law.jurisdiction, own), own
    yield words("reg-adopted"), law.adopted.isoformat(), own
    yield words("reg-in-force"), f"{law.in_force} …{f' {law.until}' if law.until else ''}", own
    yield (
        words("reg-topics"),
        _listed(view, "topic", law.topics),
        own,
    )
    yield (
        words("reg-affects"),
        _listed(view, "affects", law.affects),
        own,
    )
    for change in law.amended:
        yield words("reg-amended"), f"{change.in_force}: {_noted(view, change.note)}", _records_language(view)


def _case(view: AnyView, case: Case) -> Iterator[Fact]:
    words, own = view.words, view.language
    yield words("reg-outcome"), _of(view, case.outcome.en, case.outcome.zh_hans), _records_language(view)
    for what, day in sorted(case.dates.items(), key=lambda one: one[1]):
        yield _word(view, f"date-{what}"), day, own
    yield words("fact-platform"), words.site("list-comma").join(map(words.source, case.platforms)), own
    yield words("reg-crosses"), words("yes" if case.crosses_borders else "reg-no"), own
    yield words("reg-forced"), words("yes" if case.forced_deletion else "reg-no"), own
    if case.note:
        yield words("reg-note"), _noted(view, case.note), _records_language(view)


def _platform(view: AnyView, platform: Platform) -> Iterator[Fact]:
    words, own, told = view.words, view.language, _records_language(view)
    yield words("reg-operator"), _noted(view, platform.operator), told
    yield words("reg-jurisdiction"), where(platform.jurisdiction, own), own
    yield words("reg-kind"), _word(view, f"kind-{platform.kind}"), own
    yield words("reg-e2ee"), _word(view, f"e2ee-{platform.messages.default_e2ee}"), own
    yield words("reg-note"), _noted(view, platform.messages.note), told
    yield words("reg-phone"), _word(view, f"e2ee-{platform.needs_phone}"), own
    yield (
        words("reg-collects"),
        _listed(view, "collects", platform.collects),
        own,
    )
    yield words("reg-authorities"), _in(view, platform.authorities), told
    yield words("reg-safer"), _in(view, platform.safer), told


def _articles(view: AnyView, entry: Entry) -> list[tuple[str, str]]:
    articles = entry.articles if isinstance(entry, Law) else ()
    return [(_noted(view, one.number), _of(view, one.en, one.zh_hans)) for one in articles]


def _popular(view: AnyView, entry: Entry) -> str:
    """Return how a law is told among people; "" where the register says nothing of it."""
    if not isinstance(entry, Law) or entry.popular is None:
        return ""
    return _of(view, entry.popular.en, entry.popular.zh_hans)


def _findings(view: AnyView, entry: Entry) -> list[tuple[str, str]]:
    findings = entry.findings if isinstance(entry, Platform) else ()
    return [(_of(view, one.en, one.zh_hans), f"{one.publisher}, {one.date}") for one in findings]


def _laws_of(entry: Entry) -> list[Entry]:
    named = () if isinstance(entry, Law) else entry.laws
    return [one for one in records("laws") if one.id in named]


def _cases_of(entry: Entry) -> list[Entry]:
    cases = (one for one in records("cases") if isinstance(one, Case))
    if isinstance(entry, Law):
        return [one for one in cases if entry.id in one.laws]
    return [one for one in cases if entry.id in one.platforms] if isinstance(entry, Platform) else []


def _source(view: AnyView, source: Source) -> SourceRow:
    seen = {True: "reg-seen", False: "reg-not-seen", None: ""}[source.seen]
    said = (
        say(view.language, "ui.register-read", day=source.read)
        if source.read
        else view.words(seen)
        if seen
        else ""
    )
    parts = (source.publisher, source.date.isoformat(), said, source.url or "")
    return SourceRow(
        title=source.title or _noted(view, source.about or ""),
        language=source.language if source.title else _records_language(view),
        note=" · ".join(part for part in parts if part),
    )


PAGES: Final[Mapping[str, Callable[[AnyView], Response]]] = {
    "/register/{register}": register,
    "/register/{register}/{id}": record,
}
