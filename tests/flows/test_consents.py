"""A consent to one purpose is taken back, or ends, and that purpose alone is refused, through the real commands."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from library.archive_builders import build, message, post
from wildgrass.cli.main import main
from wildgrass.flows.consents import ConsentLackingError, heed_consent
from wildgrass.library.place import LibraryPlace
from wildgrass.watch.book import CONSENT_LASTS, PURPOSES, Book

REFUSED = 1
PURPOSES_HEEDED = ("infer", "compare")


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Some posts and a chat."""
    folder = tmp_path / "library"
    build(folder, [*(post(n, f"春天{n}") for n in range(30)), *(message(90 + n, f"好{n}") for n in range(9))])
    return folder


def is_refused(verb: str, library: Path, capsys: pytest.CaptureFixture[str]) -> bool:
    """Ask a verb and say whether a consent was lacking."""
    capsys.readouterr()
    main([verb, str(library), *([str(library)] if verb == "compare" else []), "--json"])
    return '"consent-lacking"' in capsys.readouterr().out


@pytest.mark.parametrize("verb", PURPOSES_HEEDED)
def test_what_was_taken_back_is_refused_until_she_agrees_anew(
    verb: str, library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (other,) = set(PURPOSES_HEEDED) - {verb}
    assert not is_refused(verb, library, capsys), "nobody ever noted anything"
    assert main(["watch", str(library), "--revoke", verb]) == 0
    assert is_refused(verb, library, capsys)
    assert not is_refused(other, library, capsys)
    assert main(["watch", str(library), "--for", verb, "--consent", "yes, once more, Li Na"]) == 0
    assert not is_refused(verb, library, capsys)
    assert main(["watch", str(library), "--revoke"]) == 0
    assert is_refused(verb, library, capsys)
    assert is_refused(other, library, capsys)


def test_words_for_another_purpose_start_no_watch(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Noting a consent to infer looks at nothing, and is no consent to watch."""
    assert main(["watch", str(library), "--for", "infer", "--consent", "for the study, Li Na"]) == 0
    assert "infer" in capsys.readouterr().err
    assert main(["watch", str(library), "--once", "--json"]) != 0
    assert '"watch-no-consent"' in capsys.readouterr().out


def test_a_consent_ends_by_itself(library: Path) -> None:
    given = datetime(2026, 1, 1, tzinfo=UTC)
    (library / "watch").mkdir()
    Book(library / "watch").agree("for a year", given, "infer")
    place = LibraryPlace(library)
    heed_consent(place, "infer", lambda: given + CONSENT_LASTS - timedelta(seconds=1))
    with pytest.raises(ConsentLackingError):
        heed_consent(place, "infer", lambda: given + CONSENT_LASTS)


def test_every_purpose_can_be_agreed_to_and_taken_back() -> None:
    assert set(PURPOSES) == {"watch", "publish", *PURPOSES_HEEDED}
