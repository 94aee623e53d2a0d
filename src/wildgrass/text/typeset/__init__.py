"""Pages for people as PDF: tagged (PDF/UA-1), with the letters they show inside, in every script that we write."""

from wildgrass.text.typeset.blocks import (
    Block,
    Document,
    Gap,
    Heading,
    Part,
    Picture,
    Points,
    Said,
    Sheet,
    Table,
    Together,
)
from wildgrass.text.typeset.setting import typeset

__all__ = [
    "Block", "Document", "Gap", "Heading", "Part", "Picture", "Points", "Said", "Sheet", "Table", "Together", "typeset",
]  # fmt: skip
