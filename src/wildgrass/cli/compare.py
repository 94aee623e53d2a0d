"""`wildgrass compare`: one conversation from both ends."""

import argparse
from collections.abc import Callable
from pathlib import Path

from wildgrass.cli import answers, compare_blind
from wildgrass.cli.hiding import add_names_map, names_map_of
from wildgrass.cli.output import Output
from wildgrass.cli.places import add_passphrase_file
from wildgrass.cli.terminal import passphrase_asker
from wildgrass.errors import EXIT_DECIDE
from wildgrass.flows.compare import Comparison, both_read, compare_read
from wildgrass.flows.compare_hiding import HiddenComparison
from wildgrass.flows.compare_reading import conversations
from wildgrass.flows.compare_report import write_report
from wildgrass.flows.compare_tables import write_tables
from wildgrass.flows.compare_third import with_third
from wildgrass.flows.names_map import HidingOptionError, NamesMap
from wildgrass.library.place import LibraryPlace
from wildgrass.observatory.compare.beside import said_time
from wildgrass.observatory.compare.classes import Class, Result


def add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    """Add the verb to the parser."""
    verb = verbs.add_parser(
        "compare",
        parents=shared,
        help="two exports or libraries of one chat, from both ends",
        epilog="example: wildgrass compare hers.zip his.json --report both.html",
    )
    verb.add_argument("a", type=Path, metavar="A", help="an export or a library of one end")
    verb.add_argument("b", type=Path, metavar="B", nargs="?", help="an export or a library of the other end")
    verb.add_argument("--chat-a", metavar="ID", help="the conversation's id in A")
    verb.add_argument("--chat-b", metavar="ID", help="the conversation's id in B")
    verb.add_argument(
        "--third",
        type=Path,
        metavar="C",
        help="a third member's export or library: of what one end lacks, says whether she has it",
    )
    verb.add_argument("--chat-c", metavar="ID", help="the conversation's id in C")
    verb.add_argument(
        "--report",
        type=Path,
        metavar="FILE",
        help="write a page with statistics and both sides beside each other; people are hidden in it",
    )
    verb.add_argument(
        "--tables",
        type=Path,
        metavar="DIR",
        help="write messages' classes, without words, and rates as CSV, JSON Lines and Parquet; people are hidden",
    )
    _add_hiding(verb)
    compare_blind.add_options(verb)
    add_passphrase_file(verb)
    answers.add_options(verb)
    verb.set_defaults(run=run)


def _add_hiding(verb: argparse.ArgumentParser) -> None:
    either = verb.add_mutually_exclusive_group()
    either.add_argument("--show-names", action="store_true", help="show people's names in what is written")
    either.add_argument(
        "--hide-names",
        action="store_true",
        help="people become pseudonyms in what is printed, too, each the same throughout",
    )
    either.add_argument(
        "--redact",
        action="store_true",
        help="people are struck out everywhere, nobody can be told from another",
    )
    add_names_map(verb)


def run(options: argparse.Namespace, output: Output) -> int:
    """Print every message's class, then the summary; exit code 1 where a person should look."""
    asker = passphrase_asker(output, options.passphrase_file, "ui.library-passphrase-enter")
    _refuse_unused(options)
    compare_blind.check_ends(options)
    if options.blind_out is not None:
        return compare_blind.write_tags(options, output, asker)
    comparison = _compared(options, output, asker)
    hidden = None if options.show_names else _hidden(comparison, options, output)
    is_printed_hidden = options.hide_names or options.redact
    _print(comparison, hidden if is_printed_hidden else None, output)
    if options.report is not None:
        left = write_report(comparison, hidden, output.language, options.report)
        output.say("ui.compare-written", file=options.report)
        if hidden is not None:
            output.say("ui.compare-written-hidden")
        if left:
            output.say("ui.compare-left", count=len(left), texts=", ".join(left[:10]))
    if options.tables is not None:
        write_tables(comparison, hidden, options.tables)
        output.say("ui.compare-written", file=options.tables)
    if hidden is not None:
        hidden.finish()
    counts = comparison.results.counts()
    output.say("ui.compare-counts", **{str(name): counts[str(name)] for name in Class})
    output.say("ui.compare-meaning")
    return EXIT_DECIDE if any(counts[name] for name in counts if name != Class.MATCHED) else 0


def _compared(options: argparse.Namespace, output: Output, asker: Callable[[], bytes]) -> Comparison:
    if options.blind is not None:
        return compare_blind.compare_with_tags(options, output, asker)
    given = answers.chosen(options)
    ends = both_read(LibraryPlace(options.a, asker), LibraryPlace(options.b, asker), given)
    comparison = compare_read(*ends, (options.chat_a, options.chat_b))
    if options.third is None:
        return comparison
    third = conversations(LibraryPlace(options.third, asker), given)
    return with_third(comparison, ends, third, options.chat_c)


def _refuse_unused(options: argparse.Namespace) -> None:
    """Refuse a map where nobody is hidden, or a key and recipients without a map.

    Raises:
        HidingOptionError: there is one.
    """
    if options.show_names and options.names_map is not None:
        raise HidingOptionError(option="--names-map", needs="people who are hidden")
    given = NamesMap(file=options.names_map, recipients=tuple(options.names_recipient), key=options.names_key)
    given.refuse_unkept()


def _hidden(comparison: Comparison, options: argparse.Namespace, output: Output) -> HiddenComparison:
    names_map = names_map_of(options, output)
    return HiddenComparison(comparison, output.language, is_struck=options.redact, names_map=names_map)


def _print(comparison: Comparison, hidden: HiddenComparison | None, output: Output) -> None:
    teller = comparison if hidden is None else hidden
    for result in comparison.results:
        if output.as_json:
            output.result(teller.to_json(result))
        elif result.kind is not Class.MATCHED:
            output.line(_line(comparison, hidden, result))
    output.result({"summary": teller.summary()})


def _line(comparison: Comparison, hidden: HiddenComparison | None, result: Result) -> str:
    """Return a line for what is not simply there on both sides."""
    side, row = (comparison.a, result.row_a) if result.row_a is not None else (comparison.b, result.row_b)
    assert row is not None
    item_id, text = side.ids[row], side.texts[row]
    if hidden is not None:
        text, item_id = hidden.message(item_id, text, ()).text, hidden.reference(item_id)
    shown = text[:80] or f"[{side.kind(row) or said_time(int(side.seconds[row]))}]"
    return f"{result.kind!s:8}  {item_id}  {shown}  {' '.join(result.why)}"
