"""Made-up exports through the real command: each file of `tests/vectors/audit` says what must be found, and no more."""

import json
from pathlib import Path

import pytest

from wildgrass.cli.main import main

VECTORS = sorted((Path(__file__).parent.parent / "vectors" / "audit").glob("*.json"))


def test_there_are_vectors() -> None:
    assert len(VECTORS) >= 20


@pytest.mark.parametrize("file", VECTORS, ids=lambda file: file.stem)
def test_a_made_up_export_is_judged_as_it_should_be(file: Path, tmp_path, capsys) -> None:
    vector = json.loads(file.read_text("utf-8"))
    for name, body in vector["files"].items():
        path = tmp_path / "export" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body if isinstance(body, str) else json.dumps(body, ensure_ascii=False), "utf-8")
    code = main(["audit", str(tmp_path / "export"), "--json"])
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for expected in vector["expect"]:
        of_rule = [one for one in found if one["rule"] == expected["rule"]]
        assert len(of_rule) == 1, of_rule
        (one,) = of_rule
        assert expected["subject"] in ("*", one["subject"])
        said = {name: one.get(name, False if name in ("near", "at_least") else None) for name in expected}
        assert said | {"subject": ""} == expected | {"subject": ""}
        if expected["verdict"] == "over" and not expected["rule"].startswith("exposure-"):
            assert code == 1
