"""The timeline of real removals: `python -m benchmarks.timeline_samples [CSV]`.

Rows of WeChatscope (removed articles of public accounts, July to September 2018, with the platform's own notice) beside
the project become a table of observations, as a researcher's would be; the real command tells it, and its totals are
compared with a plain count of the rows. Notices become causes by our own table of notices, unknown ones stay unknown.
The rows give an article's day alone: it counts as seen at that day's first hour in China, and no life is told of it.
"""

import csv
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Final

from benchmarks.library_corpus import SAMPLES
from wildgrass.watch.notices import notice_among

FILE: Final = SAMPLES / "censorship" / "Terminus2049__Wechatscope" / "ceninfo-2018-07-to-09.csv"
CHINA: Final = timezone(timedelta(hours=8))
NAMES: Final = ("archive", "item", "platform", "published", "last_seen", "first_missing", "cause", "returned")


def rows(file: Path) -> Iterator[dict[str, str]]:
    """Yield observations of the file's rows, an article once; a row without both times is none."""
    seen: set[str] = set()
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            item = row["archive"] or row["title"]
            if item in seen or not row["created_at"] or not row["censored_date"]:
                continue
            seen.add(item)
            there = datetime.fromisoformat(row["created_at"]).replace(tzinfo=CHINA)
            missing = datetime.fromisoformat(row["censored_date"]).replace(tzinfo=CHINA)
            known = notice_among("wechat", row["censored_msg"].splitlines())
            yield {
                "archive": row["nickname"],
                "item": item,
                "platform": "wechat",
                "published": "",
                "last_seen": there.isoformat(),
                "first_missing": missing.isoformat(),
                "cause": cause(known.by if known else "unknown", of_account=bool(known and known.account)),
                "returned": "",
            }


def cause(by: str, *, of_account: bool) -> str:
    """Return the cause that a notice states."""
    return "account" if of_account and by == "platform" else by


def main() -> int:
    """Run and compare."""
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else FILE
    if not file.is_file():
        print(f"SKIPPED: {file} is not there")
        return 0
    made = list(rows(file))
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "observations.csv"
        with table.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, NAMES)
            writer.writeheader()
            writer.writerows(made)
        words = "rows of WeChatscope, public research data on public accounts; for this benchmark alone"
        command = [
            sys.executable,
            "-m",
            "wildgrass.cli.main",
            "--json",
            "timeline",
            str(table),
            "--seed",
            "1",
        ]
        done = subprocess.run([*command, "--collection", words], capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr)
        return 1
    told = [json.loads(line) for line in done.stdout.splitlines()]
    counted = Counter(row["cause"] for row in made)
    totals = told[-1]["summary"]["posts"]
    print(f"{len(made)} articles of {len({row['archive'] for row in made})} accounts; told: {totals}")
    days = [row for row in told if row.get("table") == "days" and row["cause"] == "platform"]
    for row in sorted(days, key=lambda row: -row["expected"])[:5]:
        print(
            f"  {row['day']}: {row['expected']:.1f} by the platform, {row['looks']} records rest on a look of it"
        )
    print("equal to a plain count of the rows" if totals == counted else f"NOT EQUAL: {counted}")
    return int(totals != counted)


if __name__ == "__main__":
    sys.exit(main())
