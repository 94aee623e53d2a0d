"""Makes the golden vaults and the vectors of tests/vectors/vault. Run once for a version of the format: they stay.

python tests/vault/make_vectors.py NEW_FOLDER
"""

import json
import shutil
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from vault.vaultkit import Made, export, noise, objects, read, tweets
from wildgrass.vault.index import index_mode
from wildgrass.vault.verify import verify

MONTH_1 = {"data/tweets.js": tweets(0, 40), "media/1.jpg": noise("1", 5000), "media/2.jpg": noise("2", 100)}
MONTH_2 = {"data/tweets.js": tweets(2, 45), "media/1.jpg": noise("1", 5000), "note.txt": "野草\n".encode()}
Vectors = dict[str, tuple[list[str], list[str], str]]


def main(target: Path) -> None:
    """Write both vaults, their keys, what is in them, and the vectors."""
    shutil.rmtree(target, ignore_errors=True)
    for name in ("x25519", "hybrid"):
        made = make_vault(target / name / "vault", hybrid=name == "hybrid")
        (target / name / "key.txt").write_text(made.identity.text() + "\n")
        (target / name / "expected.json").write_text(
            json.dumps(contents(made), indent=1, ensure_ascii=False) + "\n"
        )
        (target / name / "remembered.txt").write_text(verify(made.stores[0]).remembered())
    vectors = faults(target / "x25519" / "vault")
    for name, (changes, problems, why) in vectors.items():
        lines = [f"change: {change}" for change in changes] + [f"problem: {problem}" for problem in problems]
        (target / f"{name}.txt").write_text("\n".join(["base: x25519", *lines, "", why, ""]))


def make_vault(folder: Path, *, hybrid: bool) -> Made:
    """Two months; the second takes what it can from the first."""
    made = Made(folder, hybrid=hybrid, seed="golden")
    with tempfile.TemporaryDirectory() as state:
        index = index_mode("local", Path(state))
        made.seal(export(MONTH_1, "month-1.zip"), index=index)
        made.seal(export(MONTH_2, "month-2.zip"), index=index)
    return made


def contents(made: Made) -> list[dict[str, object]]:
    """Return what opens, for people and tests."""
    vault = made.open()
    return [
        {
            "export": one.name,
            "run": one.run,
            "members": {member.name: sha256(read(vault, member)).hexdigest() for member in one.members},
        }
        for one in vault.exports
    ]


def faults(folder: Path) -> Vectors:
    """Return the vectors: name to changes, expected problems, and why."""
    names = list(objects(folder))
    births = {name.split("/")[2] for name in names if "/log/" in name} - {
        n.split("/")[2] for n in names if "/seg/" in n
    }
    (birth,) = births
    opened = json.loads((folder.parent / "expected.json").read_text())
    first, second = opened[0]["run"], opened[1]["run"]
    segments = [name for name in names if f"/seg/{first}/" in name]
    ends = [name for name in names if f"/log/{first}/" in name]
    last = next(name for name in ends if "checkpoint" in name and not name.endswith(".1"))
    size = last.rpartition(".")[2]
    bundle = next(name for name in ends if name.endswith(f"entries/000.p/{size}"))
    tile = next(name for name in ends if name.endswith(f"tile/0/000.p/{size}"))
    latest = next(n for n in names if f"/log/{second}/checkpoint" in n and not n.endswith(".1"))
    one, two = segments[:2]
    log = f"v1/log/{first}/"
    return {
        "whole": ([], [], "Nothing is changed: the vault verifies."),
        "segment-flipped": ([f"flip {one} 40000"], [f"object-altered {one}"], "One bit of a segment."),
        "segment-cut": ([f"cut {one} 1000"], [f"object-altered {one}"], "A segment that lost its end."),
        "segment-missing": ([f"remove {one}"], [f"object-missing {one}"], "A segment that is gone."),
        "segments-swapped": (
            [f"swap {one} {two}"],
            [f"object-altered {one}", f"object-altered {two}"],
            "Two segments under each other's names.",
        ),
        "segment-added": (
            [f"copy {one} v1/seg/{first}/{'0' * 32}.age"],
            [f"object-unknown v1/seg/{first}/{'0' * 32}.age"],
            "An object that no log lists.",
        ),
        "vault-json-flipped": (
            ["flip v1/vault.json 100"],
            ["object-altered v1/vault.json"],
            "Another recipient.",
        ),
        "script-flipped": (
            ["flip v1/recover.sh 9"],
            ["object-altered v1/recover.sh"],
            "A script that does more.",
        ),
        "signature-flipped": (
            [f"flip {last} -10"],
            [f"object-altered {last}"],
            "A signature that does not hold.",
        ),
        "checkpoint-missing": (
            [f"remove {last}"],
            [f"log-rolled-back {last}"],
            "The next run saw a longer log.",
        ),
        "last-checkpoint-missing": (
            [f"remove {latest}"],
            [f"log-end-missing {latest}"],
            "All of the last run is there but its signature: removed, or killed in that moment.",
        ),
        "first-checkpoint-missing": (
            [f"remove {log}checkpoint.1"],
            [f"object-missing {log}checkpoint.1"],
            "The opening's signature is gone.",
        ),
        "entries-flipped": ([f"flip {bundle} 300"], [f"object-altered {bundle}"], "A changed entry."),
        "entries-missing": ([f"remove {bundle}"], [f"object-missing {bundle}"], "The entries are gone."),
        "tile-cut": ([f"cut {tile} 33"], [f"object-altered {tile}"], "A hash tile that lost its end."),
        "log-removed": ([f"remove {log}"], [f"log-removed {log}"], "Segments whose log is gone."),
        "run-removed": (
            [f"remove {log}", f"remove v1/seg/{first}/"],
            [f"log-removed {log}"],
            "A run removed whole: the next one saw it.",
        ),
        "birth-removed": (
            [f"remove v1/log/{birth}/"],
            [
                f"log-removed v1/log/{birth}/",
                "log-removed v1/log/",
                *(
                    f"object-unknown v1/{name}"
                    for name in ("keys/commitments.txt", "readme.txt", "recover.sh")
                ),
                "object-unknown v1/vault.json",
            ],
            "The log of the vault's birth is gone.",
        ),
        "run-unfinished": (
            [
                f"remove {name}"
                for name in names
                if f"/log/{second}/" in name and not name.endswith(("t.1", "/1"))
            ],
            [],
            "What a kill leaves is no problem.",
        ),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
