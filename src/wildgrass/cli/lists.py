"""`wildgrass sources` and `wildgrass targets`: what can be read, what can be restored to."""

import argparse

from wildgrass.cli.output import Output
from wildgrass.flows.restore import targets
from wildgrass.sources.registry import SOURCES


def add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", shared: list[argparse.ArgumentParser]
) -> None:
    """Add both verbs to the parser."""
    verbs.add_parser("sources", parents=shared, help="what can be read").set_defaults(run=run_sources)
    verbs.add_parser("targets", parents=shared, help="what can be restored to").set_defaults(run=run_targets)


def run_sources(_options: argparse.Namespace, output: Output) -> int:
    """List the platforms and the vintages of their exports."""
    for source in SOURCES:
        info = source.info
        title = output.phrase_or(f"source.{info.name}", info.title)
        vintages = {
            name: output.phrase_or(f"vintage.{info.name}.{name}", dates)
            for name, dates in info.vintages.items()
        }
        lines = [f"{info.name}  {title}", *(f"  {name}: {dates}" for name, dates in vintages.items())]
        output.result({"source": info.name, "title": title, "vintages": vintages}, "\n".join(lines))
    return 0


def run_targets(_options: argparse.Namespace, output: Output) -> int:
    """List the places to restore to."""
    for target in targets():
        form = f"{target.name}:{target.place}"
        data = {"target": target.name, "form": form, "title": target.title, "is_local": target.is_local}
        output.result(data, f"{form}  {target.title}")
    return 0
