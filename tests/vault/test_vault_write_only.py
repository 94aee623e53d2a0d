"""What seals cannot open: the code that opens is not even loaded."""

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys
sys.path[:0] = [sys.argv[2]]
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from wildgrass.vault.card import Card
from wildgrass.vault.index import index_mode
from wildgrass.vault.seal import ExportPlan, MemberPlan, seal
from wildgrass.vault.stores.registry import open_store
card = Card.from_text(Path(sys.argv[1]).read_text())
member = MemberPlan(name="a.txt", size_bytes=5, open=lambda: BytesIO(b"grass"))
for mode in ("none", "local", "sealed"):
    index = index_mode(mode, Path(sys.argv[1]).with_name("state-" + mode))
    seal(card, [open_store(place) for place in card.places], [ExportPlan(name="x", members=[member])],
         clock=lambda: datetime.now(UTC), index=index)
loaded = [name for name in sys.modules if name.startswith(("wildgrass.vault", "wildgrass.model"))]
assert "wildgrass.vault.seal" in loaded
print("\\n".join(loaded))
"""
FORBIDDEN = (
    "wildgrass.vault.unseal",
    "wildgrass.vault.trustees",
    "wildgrass.vault.shares",
    "wildgrass.model",
)


def test_sealing_never_loads_what_opens(tmp_path: Path) -> None:
    """In a fresh interpreter, through every index mode; dynamic imports count too."""
    from vault.vaultkit import Made

    made = Made(tmp_path / "vault")
    (tmp_path / "vault.card").write_text(made.card.to_text())
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "vault.card"), str(Path(__file__).parents[2] / "src")],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert [name for name in done.stdout.split() if name.startswith(FORBIDDEN)] == []


def test_nothing_a_run_leaves_on_the_device_opens_or_signs(tmp_path: Path) -> None:
    """Without an index a run leaves nothing at all; it writes only into the vault."""
    from vault.vaultkit import Made, export

    made = Made(tmp_path / "vault")
    made.seal(export({"a.txt": b"grass"}))
    assert [path.name for path in tmp_path.iterdir()] == ["vault"]
