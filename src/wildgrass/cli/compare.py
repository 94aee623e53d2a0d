"""`wildgrass compare`: one conversation from both ends."""

import argparse
from pathlib import Path

from wildgrass.cli import answers
from wildgrass.cli.output import Output
from wildgrass.cli.places import add_passphrase_file
from wildgrass.cli.terminal import passphrase_asker
from wildgrass.errors import EXIT_DECIDE
from wildgrass.flows.compare import Comparison, compare
from wildgrass.library.place import LibraryPlace
from wildgrass.observatory.compare.classes import Class, Result


def add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    """Add the verb to the parser."""
    verb = verbs.add_parser(
        "compare",
        parents=shared,
        help="two exports or libraries of one chat, from both ends",
        epilog="example: wildgrass compare hers.zip his.json",
    )
    verb.add_argument("a", type=Path, metavar="A", help="an export or a library of one end")
    verb.add_argument("b", type=Path, metavar="B", help="an export or a library of the other end")
    verb.add_argument("--chat-a", metavar="ID", help="the conversation's id in A")
    verb.add_argument("--chat-b", metavar="ID", help="the conversation's id in B")
    add_passphrase_file(verb)
    answers.add_options(verb)
    verb.set_defaults(run=run)


def run(options: argparse.Namespace, output: Output) -> int:
    """Print every message's class, then the summary; exit code 1 where a person should look."""
    asker = passphrase_asker(output, options.passphrase_file, "ui.library-passphrase-enter")
    comparison = compare(
        LibraryPlace(options.a, asker),
        LibraryPlace(options.b, asker),
        chats=(options.chat_a, options.chat_b),
        answers=answers.chosen(options),
    )
    for result in comparison.results:
        output.result(comparison.to_json(result), _line(comparison, result))
    summary = comparison.summary()
    output.result({"summary": summary})
    classes = summary["classes"]
    assert isinstance(classes, dict)
    counts = {name: classes.get(name, 0) for name in map(str, Class)}
    output.say("ui.compare-counts", **counts)
    output.say("ui.compare-meaning")
    return EXIT_DECIDE if any(counts[name] for name in counts if name != Class.MATCHED) else 0


def _line(comparison: Comparison, result: Result) -> str | None:
    """Return a line for what is not simply there on both sides."""
    if result.kind is Class.MATCHED:
        return None
    side, row = (comparison.a, result.row_a) if result.row_a is not None else (comparison.b, result.row_b)
    assert row is not None
    text = side.texts[row][:80] or f"[{side.kind(row)}]"
    return f"{result.kind!s:8}  {side.ids[row]}  {text}  {' '.join(result.why)}"
