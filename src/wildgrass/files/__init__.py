"""What a file really is, whatever its name says; and pictures of it, made where nothing else can be reached.

Originals are read, never run, opened by another program or written under their own name. Start with `findings.py` (what
is suspicious, and why) and `preview.py` (pixels).
"""

from wildgrass.files.findings import Finding, findings
from wildgrass.files.kinds import Family, FileKind, kind_of

__all__ = ["Family", "FileKind", "Finding", "findings", "kind_of"]
