"""Recognise exports and say what they hold; needs no vault and writes nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from wildgrass.model import Problem
from wildgrass.sources.base import NO_ANSWERS, Answers, Export, Reading, Source, Vintage
from wildgrass.sources.opening import open_export
from wildgrass.sources.registry import recognise
from wildgrass.sources.report import Completeness, Tallying


@dataclass(frozen=True, slots=True)
class Inspection:
    """One export: read it with `readings`, or count it with `problems`; then ask for the `report`."""

    export: Export
    source: Source
    vintage: Vintage
    _completeness: Completeness

    def readings(self) -> Iterator[Reading]:
        """Yield every item, problem and member report, and count them."""
        for reading in self.source.read(self.export, self.vintage):
            self._completeness.see(reading)
            yield reading

    def problems(self) -> Iterator[Problem]:
        """Yield every problem and count everything, without making items where the reader can do without."""
        source = self.source
        count = source.tally if isinstance(source, Tallying) else source.read
        for reading in count(self.export, self.vintage):
            self._completeness.see(reading)
            if isinstance(reading, Problem):
                yield reading

    def report(self) -> dict[str, object]:
        """Return the completeness report of what `readings` has yielded."""
        return {"name": self.export.name, **self._completeness.to_json()}


def inspect(paths: Sequence[Path], answers: Answers = NO_ANSWERS) -> Iterator[Inspection]:
    """Yield each export found at the paths, part zips put together.

    Raises:
        ExportError: a path holds nothing that can be read, or no export that is known.
    """
    for export in open_export(paths, answers=answers):
        source, vintage = recognise(export)
        yield Inspection(export, source, vintage, Completeness(source, vintage))
