"""What a comparison writes for people: everybody is hidden in it unless names are asked for."""

from pathlib import Path

from wildgrass.flows.compare import Comparison
from wildgrass.flows.compare_hiding import HiddenComparison
from wildgrass.flows.kit import write_new
from wildgrass.observatory.compare.report import Matter, report_page
from wildgrass.observatory.compare.telling import Plainly
from wildgrass.text import say


def page(comparison: Comparison, hidden: HiddenComparison | None, language: str) -> bytes:
    """Return the report as HTML; with `hidden` nobody is named."""
    ends = (comparison.end_a, comparison.end_b)
    untold = say(language, "ui.web-compare-unread")
    tellers = (hidden, hidden) if hidden is not None else tuple(Plainly(end.names, untold) for end in ends)
    first, second = tellers
    matter = Matter(
        (ends[0].source, ends[1].source),
        comparison.a,
        comparison.b,
        comparison.alignment,
        comparison.results,
        (first, second),
        is_hidden=hidden is not None,
    )
    return report_page(matter, language).encode("utf-8", "replace")


def write_report(
    comparison: Comparison, hidden: HiddenComparison | None, language: str, file: Path
) -> list[str]:
    """Write the report; return what was to be hidden and can be read in it all the same.

    Raises:
        FileThereError, FileTroubleError.
    """
    data = page(comparison, hidden, language)
    write_new(file, data)
    return [] if hidden is None else hidden.remains(data)
