"""Facebook and Messenger: the download of a person's own information, of every layout since 2018.

What Facebook and Instagram have in common stands in `sources.meta`; here is what the platform is called.
"""

from typing import ClassVar, Final

from wildgrass.sources.base import SourceInfo
from wildgrass.sources.meta.source import MetaSource

VINTAGES: Final = {
    "folders": "2018 to 2023: posts/, messages/, profile_information/ at the top",
    "activity": "since 2023: your_facebook_activity/ (2022: your_activity_across_facebook/), personal_information/",
    "labels": "since 2025: the same folders, and records with `label_values`",
    "messenger-e2ee": "since 2024: Messenger's separate download of end-to-end encrypted chats",
    "parts": "single JSON files of any year",
    "html": "web pages, which is what Facebook gives where nothing else is chosen: messages are read, the rest is not",
}


class FacebookSource(MetaSource):
    """Reads exports of Facebook and Messenger."""

    info: ClassVar[SourceInfo] = SourceInfo(
        name="facebook", title="Facebook and Messenger", vintages=VINTAGES
    )
