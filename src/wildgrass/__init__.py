"""Wildgrass: an archive that cannot be read, deleted or handed over under pressure, and that comes back whole."""

__version__ = "0.1.0"
