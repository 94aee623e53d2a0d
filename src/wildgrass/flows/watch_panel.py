"""What a random panel says of the whole archive: which share is gone, by whom as far as platforms say, and by years."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from wildgrass.observatory.share import Stratum, estimated
from wildgrass.text import say
from wildgrass.watch.outcome import ABSENT, Verdict
from wildgrass.watch.panel import Layer, Panel

_THERE: Final = "present"
_CAUSES: Final = ("author", "platform", "state", "unknown")


@dataclass(frozen=True, slots=True)
class PanelSaid:
    """A panel and what became of its items: None where an item was not looked at since it was drawn."""

    panel: Panel
    sizes: Mapping[Layer, int]
    verdicts: Mapping[str, Verdict | None]

    def to_json(self) -> dict[str, object]:
        """Return the object that `watch --panel` prints after the verdicts."""
        counts = Counter(self._state(item) for item in self._items())
        data: dict[str, object] = {
            "seed": self.panel.seed or None,
            "drawn": self.panel.drawn.isoformat(),
            "size": sum(self.sizes.values()),
            "items": len(self._items()),
            "counts": dict(sorted(counts.items())),
            "removed": self._share(self.panel.layers, None),
        }
        causes = {cause: self._share(self.panel.layers, cause) for cause in _CAUSES}
        data["by"] = {cause: share for cause, share in causes.items() if share and share["at_least"]}
        data["years"] = [self._years(layer) for layer in self.panel.layers if self.sizes[layer]]
        return {"panel": data}

    def _years(self, layer: Layer) -> dict[str, object]:
        drawn = [item for item in layer.items if item in self.verdicts]
        probability = len(drawn) / self.sizes[layer]
        return {
            "years": layer.name,
            "size": self.sizes[layer],
            "items": len(drawn),
            "probability": round(probability, 6),
            "removed": self._share([layer], None),
        }

    def _items(self) -> list[str]:
        return [item for item in self.verdicts if item in self.panel.items]

    def _state(self, item: str) -> str:
        said = self.verdicts[item]
        return "not looked at" if said is None else said.state

    def _share(self, layers: Sequence[Layer], cause: str | None) -> dict[str, object] | None:
        """Return the share that is gone, or gone by one cause; a cause's is not widened by what is unknown."""
        strata = []
        for layer in layers:
            states = [
                (self._state(item), self.verdicts[item]) for item in layer.items if item in self.verdicts
            ]
            hits = sum(
                state in ABSENT and (cause is None or (said is not None and said.by == cause))
                for state, said in states
            )
            unsure = sum(state not in ABSENT | {_THERE, "blocked"} for state, _ in states)
            strata.append(
                Stratum(name=layer.name, size=self.sizes[layer], drawn=len(states), hits=hits, unknown=unsure)
            )
        share = estimated(strata)
        return None if share is None else share.to_json()


def said_of(
    panel: Panel, years: Mapping[str, int], verdicts: Mapping[str, Verdict], looked: Mapping[str, datetime]
) -> PanelSaid:
    """Put a panel together with what is known: `years` are those of all items that are watched now.

    What was forgotten or turned out to be somebody else's since is in neither number. `looked` is when each was last
    looked at.
    """
    counts = Counter(years.values())
    sizes = {layer: min(layer.size, sum(counts[year] for year in layer.years)) for layer in panel.layers}
    known = {
        item: verdicts[item] if item in verdicts and looked[item] >= panel.drawn else None
        for item in panel.items
        if item in years
    }
    return PanelSaid(panel, sizes, known)


def panel_line(said: Mapping[str, Any], language: str) -> str:
    """Return what a panel says in a sentence."""
    panel = said["panel"]
    if panel["removed"] is None:
        return say(language, "ui.watch-panel-nothing")
    low, high = panel["removed"]["between"]
    at_least, at_most = panel["removed"]["at_least"], panel["removed"]["at_most"]
    share = f"{at_least:.1%}" if at_least == at_most else f"{at_least:.1%}-{at_most:.1%}"
    return say(
        language,
        "ui.watch-panel",
        items=panel["items"],
        size=panel["size"],
        share=share,
        low=f"{low:.1%}",
        high=f"{high:.1%}",
    )
