"""All pictures of an audit."""

from collections.abc import Sequence

from wildgrass.audit.exposure import Exposure
from wildgrass.audit.pictures.holders import holder_pictures
from wildgrass.audit.pictures.logins import timeline
from wildgrass.audit.pictures.shapes import Picture
from wildgrass.audit.pictures.spoken import Spoken
from wildgrass.audit.pictures.world import world_map


def pictures(exposures: Sequence[Exposure], spoken: Spoken) -> list[Picture]:
    """Return the map, the timeline and who got what of each platform, in this order."""
    if not exposures:
        return []
    return [
        world_map(exposures, spoken),
        timeline(exposures, spoken),
        *holder_pictures(exposures, spoken),
    ]
