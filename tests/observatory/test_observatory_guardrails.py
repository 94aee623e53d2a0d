"""What the observatory must never do, through the real commands: no socket, nothing written unasked, never "why"."""

import os
import subprocess
import sys
import tomllib
from importlib import resources
from pathlib import Path

import pytest

from library.archive_builders import build, message, post
from observatory.made_posts import made_posts
from wildgrass.cli.main import main

NO_SOCKETS = """
import sys
def refuse(event, args):
    if event.startswith("socket.") and event != "socket.gethostname":
        raise SystemExit(f"a socket was used: {event} {args}")
sys.addaudithook(refuse)
from wildgrass.cli.main import main
sys.exit(main(sys.argv[1:]))
"""
ITS_OWN = ("infer", "timeline", "audit")
CAUSAL_ENGLISH = ("caused by", "because of", "led to", "due to", "in response to")
CAUSAL_CHINESE = ("导致", "引发", "引起", "由于", "導致", "引發")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Posts of which some were removed, and a chat."""
    folder = tmp_path_factory.mktemp("guarded") / "library"
    made = made_posts(21, 600, 3, supports=(12,), sizes=(1, 2))
    posts = [post(number, one.text) for number, one in enumerate(made.posts)]
    build(folder, [*posts, *(message(9000 + number, f"晚饭吃什么{number}") for number in range(20))])
    return folder


def files_under(folder: Path) -> dict[str, tuple[int, int]]:
    """Return size and time of every file."""
    found = {}
    for path in sorted(folder.rglob("*")):
        state = path.stat()
        found[str(path)] = (state.st_size, state.st_mtime_ns) if path.is_file() else (0, 0)
    return found


@pytest.mark.parametrize("verb", [*ITS_OWN, "compare"])
def test_it_opens_no_socket_and_writes_nothing_unasked(verb: str, library: Path) -> None:
    """Findings are printed; nothing stays on the disk, in the library, at home or among temporary files."""
    places = [library, library] if verb == "compare" else [library]
    around = library.parent
    before = files_under(around)
    environment = os.environ | {
        "HOME": str(around),
        "TMPDIR": str(around),
        "XDG_CACHE_HOME": str(around / "cache"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", NO_SOCKETS, verb, *map(str, places), "--json"],
        capture_output=True,
        text=True,
        check=False,
        cwd=around,
        env=environment,
    )
    assert done.returncode in (0, 1), done.stderr
    assert "a socket was used" not in done.stderr
    assert done.stdout
    assert files_under(around) == before


def test_a_locked_library_is_not_watched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Looks would lie readable beside it."""
    secret, folder = tmp_path / "passphrase", tmp_path / "library"
    secret.write_text("a long enough passphrase of ours\n", encoding="utf-8")
    build(folder, [post(1, "春天")])
    assert main(["library", "lock", str(folder), "--passphrase-file", str(secret)]) == 0
    before = files_under(folder)
    opening = ["--passphrase-file", str(secret)]
    assert main(["watch", str(folder), "--once", "--consent", "these are her words", *opening, "--json"]) != 0
    assert '"watch-locked-library"' in capsys.readouterr().out
    assert files_under(folder) == before


def test_a_timeline_never_says_why_something_went() -> None:
    """Events coincide with takedowns; that they caused them is more than any count can say."""
    text = (resources.files("wildgrass.text") / "catalogue" / "timeline.toml").read_text("utf-8")
    sentences = [
        (key, sentence)
        for key, told in tomllib.loads(text).items()
        for part in (told.values() if isinstance(told, dict) else [told])
        for sentence in (part.values() if isinstance(part, dict) else [part])
    ]
    assert len(sentences) > 100
    assert not [
        (key, said)
        for key, said in sentences
        for word in CAUSAL_ENGLISH + CAUSAL_CHINESE
        if word in str(said).lower()
    ]
