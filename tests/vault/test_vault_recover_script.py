"""In twenty years a vault opens with stock tools: the script that every vault carries, run by a plain shell."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from vault.test_seal_unseal import HOSTILE, MEMBERS
from vault.vaultkit import Made, export, noise, objects, tweets
from wildgrass.vault.index import index_mode

NODE_AGE = Path(__file__).parents[1] / "interop" / "node" / "age.mjs"
TOOLS = ["age", "zstd", "sqlite3", "tar", "sha256sum", "awk", "xargs"]
MISSING = [tool for tool in TOOLS if not shutil.which(tool)]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed (make system): {', '.join(MISSING)}")


def recover(made: Made, out: Path, age: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the vault's own script with the vault's identity."""
    key = out.with_name("key.txt")
    key.write_text(made.identity.text() + "\n")
    script = made.folders[0] / "v1" / "recover.sh"
    environment = {"PATH": os.environ["PATH"], **({"AGE": age} if age else {})}
    return subprocess.run(
        ["/bin/sh", str(script), str(key), str(out)],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        timeout=300,
    )


def written(out: Path) -> dict[str, bytes]:
    """Return what was written below the one run and export."""
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def test_every_member_with_stock_age(tmp_path: Path) -> None:
    """X25519, all shapes of members, exact bytes under exact names."""
    made = Made(tmp_path / "vault")
    run = made.seal(export(MEMBERS)).run
    done = recover(made, tmp_path / "out")
    assert (done.returncode, done.stderr) == (0, "")
    assert written(tmp_path / "out") == {f"{run}/0/{name}": data for name, data in MEMBERS.items()}


@pytest.mark.skipif(
    not (NODE_AGE.parent / "node_modules").exists(), reason="npm packages missing (make node)"
)
def test_every_member_with_another_age_that_knows_hybrid_recipients(tmp_path: Path) -> None:
    """Post-quantum: an implementation that is not ours reads every segment."""
    made = Made(tmp_path / "vault", hybrid=True)
    run = made.seal(export(MEMBERS)).run
    done = recover(made, tmp_path / "out", f"node {NODE_AGE}")
    assert (done.returncode, done.stderr) == (0, "")
    assert written(tmp_path / "out") == {f"{run}/0/{name}": data for name, data in MEMBERS.items()}


def test_a_second_month_takes_records_and_files_from_the_first(tmp_path: Path) -> None:
    """Skeletons reach into other runs."""
    made = Made(tmp_path / "vault")
    index = index_mode("local", tmp_path / "state")
    months = [
        {"t.js": tweets(0, 900), "film.mp4": noise("film", 20_000_000)},
        {"t.js": tweets(10, 950), "film.mp4": noise("film", 20_000_000), "new.jpg": b"new"},
    ]
    runs = [made.seal(export(month), index=index).run for month in months]
    done = recover(made, tmp_path / "out")
    assert (done.returncode, done.stderr) == (0, "")
    expected = {
        f"{run}/0/{name}": data
        for run, month in zip(runs, months, strict=True)
        for name, data in month.items()
    }
    assert written(tmp_path / "out") == expected


def test_hostile_names_stay_inside(tmp_path: Path) -> None:
    """No name is a path unless it is a plain one; every member is there all the same."""
    made = Made(tmp_path / "vault")
    members = {
        name: name.encode("utf-8", "surrogatepass") + b"!"
        for name in [*HOSTILE, "a", "a/b", "'; rm -rf", "$(id)"]
    }
    made.seal(export(members))
    done = recover(made, tmp_path / "out")
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(written(tmp_path / "out").values()) == sorted(members.values())
    assert {path.name for path in tmp_path.iterdir()} == {"vault", "out", "key.txt"}


def test_damage_is_told_and_the_rest_is_written(tmp_path: Path) -> None:
    """One flipped byte in the segment of records costs the members in it."""
    made = Made(tmp_path / "vault")
    made.seal(export({"a.jpg": noise("a", 300_000), "t.js": tweets(0, 50)}))
    segments = {name: path for name, path in objects(tmp_path / "vault").items() if "/seg/" in name}
    largest = max(segments.values(), key=lambda path: path.stat().st_size)
    data = bytearray(largest.read_bytes())
    data[1000] ^= 1
    largest.chmod(0o644)
    largest.write_bytes(data)
    done = recover(made, tmp_path / "out")
    assert done.returncode == 1
    assert largest.name in done.stderr
    assert "a.jpg" in done.stderr
    assert [name.rpartition("/")[2] for name in written(tmp_path / "out") if "work" not in name] == ["t.js"]


def test_one_copy_of_the_manifest_is_enough(tmp_path: Path) -> None:
    """Either of the two."""
    made = Made(tmp_path / "vault")
    made.seal(export({"t.js": tweets(0, 50)}))
    whole = objects(tmp_path / "vault")
    bundle = max(
        (path for name, path in whole.items() if "/tile/entries/" in name), key=lambda p: p.stat().st_mtime_ns
    )
    copies = [
        line.split(" ")[1] for line in bundle.read_text("latin1").splitlines() if line.startswith("manifest")
    ]
    assert len(copies) == 2
    whole[copies[0]].unlink()
    done = recover(made, tmp_path / "out")
    assert done.returncode == 1
    assert list(written(tmp_path / "out").values()) == [tweets(0, 50)]


def test_a_wrong_key_opens_nothing(tmp_path: Path) -> None:
    """And says so."""
    made = Made(tmp_path / "vault")
    made.seal(export({"t.js": tweets(0, 50)}))
    made.identity = Made(tmp_path / "other", seed="other").identity
    done = recover(made, tmp_path / "out")
    assert done.returncode == 1
    assert "manifest" in done.stderr
    assert written(tmp_path / "out") == {}
