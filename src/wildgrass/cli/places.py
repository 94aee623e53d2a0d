"""Where a verb's library is, whom it seals to, and how it asks for the passphrase where the library is locked."""

import argparse
from pathlib import Path

from wildgrass.cli.output import Output
from wildgrass.cli.terminal import passphrase_asker
from wildgrass.library.place import LibraryPlace


def add_library(parser: argparse.ArgumentParser) -> None:
    """Add LIBRARY and what opens a locked one."""
    parser.add_argument("library", type=Path, metavar="LIBRARY")
    add_passphrase_file(parser)


def add_passphrase_file(parser: argparse.ArgumentParser) -> None:
    """Add the file that a locked library's passphrase is taken from."""
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help="take a locked library's passphrase from FILE's first line, not from the terminal",
    )


def library_place(options: argparse.Namespace, output: Output) -> LibraryPlace:
    """Return the library that the arguments name; who types the passphrase is asked only if it is locked."""
    asker = passphrase_asker(output, options.passphrase_file, "ui.library-passphrase-enter")
    return LibraryPlace(options.library, asker)


def recipient_text(text: str) -> str:
    """Return the recipient itself, read from a file where a file was named."""
    if text.startswith("age1") or not Path(text).is_file():
        return text
    lines = Path(text).read_text(encoding="utf-8").splitlines()
    return next((line.strip() for line in lines if line.strip() and not line.startswith("#")), "")
