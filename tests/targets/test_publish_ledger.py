"""The record of what was posted: whole after any cut, one run at a time, quotas counted over restarts."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from wildgrass.errors import EXIT_DECIDE
from wildgrass.targets.ledger import (
    AccountChangedError,
    Entry,
    Ledger,
    LedgerBusyError,
    LedgerDamagedError,
    state_folder,
)
from wildgrass.targets.means import Means, Progress
from wildgrass.targets.pace import Allowance, Meter, Rate, seconds_needed

PLACE = "bluesky:me.test@https://pds.example"
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def _filled(state: Path) -> Path:
    with Ledger.of(state, PLACE) as ledger:
        ledger.bind("did:plc:me")
        ledger.intend({"x:post:1": ("k1",), "x:post:2": ("k2", "k3")})
        ledger.settle({"x:post:1": Entry("at://me/1", {"cid": "bafy"}, "link-only")})
        ledger.refuse("x:post:9", "no")
        ledger.spend("create", 600, NOW)
        ledger.note("rev", "3k")
        return ledger.path


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    path = _filled(tmp_path)
    again = Ledger.seen(tmp_path, PLACE)
    assert again.done == {"x:post:1": Entry("at://me/1", {"cid": "bafy"}, "link-only")}
    assert again.intents == {"x:post:2": ("k2", "k3")}
    assert (again.account, again.notes) == ("did:plc:me", {"rev": "3k"})
    assert [one.amount for one in again.spent] == [600]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_cut_at_any_byte_loses_the_last_line_at_most(tmp_path: Path) -> None:
    """A power cut leaves a beginning of the file: each beginning opens, and can be written on."""
    data = _filled(tmp_path).read_bytes()
    whole = data.splitlines(keepends=True)
    for size in range(len(data)):
        folder = tmp_path / str(size)
        path = Ledger.of(folder, PLACE).path
        folder.mkdir()
        path.write_bytes(data[:size])
        with Ledger.of(folder, PLACE) as ledger:
            ledger.note("after", size)
        kept = path.read_bytes().splitlines(keepends=True)[:-1]
        assert kept[: len(whole)] == whole[: len(kept)] or size < len(whole[0])
        assert Ledger.seen(folder, PLACE).notes["after"] == size


def test_a_damaged_line_in_the_middle_is_said(tmp_path: Path) -> None:
    path = _filled(tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    for bad in (b"nonsense\n", b"[]\n", b'{"what": 1}\n', b'{"ledger": 2}\n'):
        path.write_bytes(b"".join([*lines[:2], bad, *lines[2:]]))
        with pytest.raises(LedgerDamagedError) as caught, Ledger.of(tmp_path, PLACE):
            raise AssertionError
        assert caught.value.details["line"] == 3


def test_one_run_at_a_time(tmp_path: Path) -> None:
    with Ledger.of(tmp_path, PLACE):
        with pytest.raises(LedgerBusyError), Ledger.of(tmp_path, PLACE):
            raise AssertionError
        Ledger.seen(tmp_path, PLACE)


def test_another_account_at_the_same_place_is_refused(tmp_path: Path) -> None:
    _filled(tmp_path)
    with Ledger.of(tmp_path, PLACE) as ledger, pytest.raises(AccountChangedError) as caught:
        ledger.bind("did:plc:other")
    assert caught.value.exit_code == EXIT_DECIDE


def test_each_place_has_a_ledger_of_its_own_beside_the_library(tmp_path: Path) -> None:
    assert Ledger.of(tmp_path, PLACE).path != Ledger.of(tmp_path, PLACE + "/x").path
    assert state_folder(tmp_path / "library") == tmp_path / "library.restored"


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now, self.heard = NOW, list[Progress]()

    def means(self, state: Path) -> Means:
        return Means(
            state=state,
            secret=lambda _: "",
            confirm=lambda *_: True,
            client=lambda: pytest.fail("no network"),
            now=lambda: self.now,
            sleep=self.sleep,
            progress=self.heard.append,
        )

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


HOURLY = (Allowance("create", 5000, 3600), Allowance("create", 35000, 86400), Allowance("blob", 1000, 86400))


def test_a_quota_is_kept_over_hours_days_and_restarts(tmp_path: Path) -> None:
    """50,000 posts at 3 points: 4.3 days by arithmetic, and as the meter lets them go."""
    time = Time()
    sent = 0
    for _ in range(5):  # five processes, one after the other
        with Ledger.of(tmp_path, PLACE) as ledger:
            meter = Meter(HOURLY, ledger, time.means(tmp_path))
            for _ in range(50):
                meter.take("create", 600, Progress(sent, 50_000))
                sent += 200
    assert sent == 50_000
    days = (time.now - NOW) / timedelta(days=1)
    assert 3.9 < days < 4.4
    assert seconds_needed({"create": 150_000}, HOURLY) / 86400 == pytest.approx(4.29, abs=0.01)
    assert any(one.waiting_s > 3000 for one in time.heard)
    spent = [(one.at, one.amount) for one in Ledger.seen(tmp_path, PLACE).spent]
    for at, _ in spent:
        assert sum(amount for when, amount in spent if at - 3600 < when <= at) <= 5000
        assert sum(amount for when, amount in spent if at - 86400 < when <= at) <= 35000


def test_pictures_are_the_real_limit() -> None:
    assert seconds_needed({"blob": 10_000, "create": 30_000}, HOURLY) == 10 * 86400
    assert seconds_needed({"blob": 1000, "create": 5000}, HOURLY) == 0


def test_time_left_follows_the_rate(tmp_path: Path) -> None:
    time = Time()
    rate = Rate(time.means(tmp_path), 100)
    assert rate.progress().seconds_left is None
    time.sleep(10)
    assert rate.step(20).seconds_left == pytest.approx(40)
    assert time.heard[-1].done == 20
