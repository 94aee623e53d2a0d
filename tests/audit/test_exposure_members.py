"""Every member of an export that shows exposure yields a finding, or the audit says why nothing is said."""

import json
from pathlib import Path

import pytest

from audit.exposure_members import Member, members
from wildgrass.cli.main import main


def audited(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[dict]:
    assert main(["audit", str(folder), "--json", "--lang", "en"]) in (0, 1)
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [one for one in found if one["rule"].startswith("exposure-")]


def written(whole: list[Member], folder: Path) -> Path:
    for one in whole:
        file = folder / one.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(one.data)
    return folder


@pytest.mark.parametrize("name", members())
def test_every_member_shows_what_it_holds(name: str, tmp_path: Path, capsys) -> None:
    whole = members()[name]
    found = audited(written(whole, tmp_path / name), capsys)
    missing = []
    for one in whole:
        for question, part in one.shows:
            said = [
                f"{finding['value']} {finding.get('more', '')} {finding.get('country', '')}"
                for finding in found
                if finding["rule"] == f"exposure-{question}" and one.path in (finding["source"] or "")
            ]
            if not any(part in each for each in said):
                missing.append((one.path, question, part, said))
    assert missing == []
