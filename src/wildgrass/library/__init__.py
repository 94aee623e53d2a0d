"""The opened archive: one SQLite file with items, people, threads and search, and a folder of attachments.

A cache of the exports, built again at will. It never touches an export or the network, and never runs what
it holds. Start with `library.py` (reading) and `writer.py` (building); the file is described in
`docs/spec/library.md`.
"""

from wildgrass.library.candidates import Proposal
from wildgrass.library.contacts import Contact, Somebody
from wildgrass.library.database import (
    LibraryDamagedError,
    LibraryNewerError,
    LibraryNotFoundError,
    LibraryNotWrittenError,
    LibraryOutdatedError,
    NotALibraryError,
)
from wildgrass.library.decisions import Decision, People, Person
from wildgrass.library.exports import Added, ExportAbout, ExportRead, Sighting
from wildgrass.library.library import Conversation, Library
from wildgrass.library.persons import PeopleDesk
from wildgrass.library.writer import LibraryWriter

__all__ = [
    "Added",
    "Contact",
    "Conversation",
    "Decision",
    "ExportAbout",
    "ExportRead",
    "Library",
    "LibraryDamagedError",
    "LibraryNewerError",
    "LibraryNotFoundError",
    "LibraryNotWrittenError",
    "LibraryOutdatedError",
    "LibraryWriter",
    "NotALibraryError",
    "People",
    "PeopleDesk",
    "Person",
    "Proposal",
    "Sighting",
    "Somebody",
]
