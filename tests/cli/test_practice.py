"""`wildgrass practice` prints the commands of the whole way, and they work as they stand."""

import json
import shlex

from wildgrass.cli.main import main
from wildgrass.flows.practice import PASSPHRASE


def test_the_printed_commands_bring_the_posts_back(tmp_path, capsys):
    folder, passphrase = tmp_path / "a folder", tmp_path / "passphrase"
    passphrase.write_text(PASSPHRASE)
    assert main(["practice", str(folder)]) == 0
    *steps, reading = capsys.readouterr().out.splitlines()
    assert len(steps) == 3
    for step in steps:
        _, *arguments = shlex.split(step)
        assert main([*arguments, "--passphrase-file", str(passphrase)]) == 0
    _, verb, library = shlex.split(reading)
    assert verb == "read"
    assert main(["search", library, "野火"]) == 0
    assert "春风吹又生" in capsys.readouterr().out


def test_what_is_printed_for_machines_and_a_folder_that_is_in_use(tmp_path, capsys):
    assert main(["practice", str(tmp_path / "new"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["items"] == 4
    assert [one["name"] for one in told["friends"]] == ["Ana", "Ben", "Chen"]
    assert not list((tmp_path / "new").glob("tmp*"))
    assert main(["practice", str(tmp_path / "new")]) == 2
