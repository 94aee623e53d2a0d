"""docs/reference.md names every verb, option, code and problem, as they are."""

import importlib.util
from pathlib import Path

PROJECT = Path(__file__).parent.parent.parent


def test_reference_is_up_to_date() -> None:
    path = PROJECT / "scripts" / "write_reference.py"
    spec = importlib.util.spec_from_file_location("write_reference", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.TARGET.read_text(encoding="utf-8") == module.reference(), "run scripts/write_reference.py"
