"""Other people's names, handles, numbers, mails and ids: found in texts, shown as proposals, and replaced.

`Redactor` finds spans, each with its kind, why and how sure; a person may drop some and add others. `Pseudonyms` says
what stands in their place: the same for one person within a collection, not to be linked across collections. The map
back leaves this module only sealed. `Decisions` are what a person says of proposals, in a file. `left_in` looks through
finished bytes for what should not be there any more.
"""

from wildgrass.text.redaction.decisions import (
    Added,
    Decisions,
    DecisionsError,
    PictureChoice,
    Review,
    picture_line,
    read_decisions,
)
from wildgrass.text.redaction.items import ItemRedactor, Proposal, none_kept, texts_of
from wildgrass.text.redaction.known import KnownPeople, Person
from wildgrass.text.redaction.others_words import WordsClass
from wildgrass.text.redaction.pseudonyms import (
    KEY_BYTES,
    PseudonymMapError,
    Pseudonyms,
    open_map,
)
from wildgrass.text.redaction.redactor import Redactor
from wildgrass.text.redaction.remains import Remains, left_in
from wildgrass.text.redaction.spans import Confidence, Span, SpanKind, replaced

__all__ = [
    "KEY_BYTES",
    "Added",
    "Confidence",
    "Decisions",
    "DecisionsError",
    "ItemRedactor",
    "KnownPeople",
    "Person",
    "PictureChoice",
    "Proposal",
    "PseudonymMapError",
    "Pseudonyms",
    "Redactor",
    "Remains",
    "Review",
    "Span",
    "SpanKind",
    "WordsClass",
    "left_in",
    "none_kept",
    "open_map",
    "picture_line",
    "read_decisions",
    "replaced",
    "texts_of",
]
