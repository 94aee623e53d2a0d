"""How long the legal-risk audit of a library takes: `python -m benchmarks.audit_library LIBRARY`."""

import argparse
import time
from pathlib import Path

from wildgrass.flows.audit import audit
from wildgrass.library.place import LibraryPlace


def main() -> None:
    """Print items, findings and seconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", type=Path)
    options = parser.parse_args()
    wall, cpu = time.perf_counter(), time.process_time()
    findings = sum(1 for _ in audit(LibraryPlace(options.library)))
    print(
        f"{findings} findings in {time.perf_counter() - wall:.1f} s ({time.process_time() - cpu:.1f} s of CPU)"
    )


if __name__ == "__main__":
    main()
