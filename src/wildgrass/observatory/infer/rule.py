"""A rule while it is looked for: items that must stand together, what they match, and what they pay."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wildgrass.observatory.infer.scores import Scale


@dataclass(frozen=True, slots=True)
class Rule:
    """All of `items` must stand in a text: what it matches of removed and kept texts, and what it pays."""

    items: tuple[int, ...]
    costs: tuple[float, ...]
    removed: NDArray[np.int32]
    kept: NDArray[np.int32]

    @property
    def cost(self) -> float:
        """Return what the rule pays for having been looked for."""
        return sum(self.costs)

    def score(self, scale: Scale) -> float:
        """Return the rule's score."""
        return scale.gain(len(self.removed), len(self.kept)) - self.cost
