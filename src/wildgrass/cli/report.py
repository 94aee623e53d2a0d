"""The completeness report as a person reads it."""

from collections.abc import Mapping, Sequence
from typing import Any

from wildgrass.cli.output import Output

_QUIET = frozenset({"read", "ignored", "media"})


def report_text(report: Mapping[str, Any], output: Output) -> str:
    """Return the report as lines: what was recognised, how much was read, and every member that is not whole."""
    lines = [output.phrase("ui.report-recognised", source=report["source"], vintage=report["vintage"])]
    lines += [f"  {count:>9,}  {kind}" for kind, count in sorted(report["items"].items())]
    lines.append(
        output.phrase(
            "ui.report-attachments", attachments=report["attachments"], missing=report["missing_attachments"]
        )
    )
    lines.append(
        output.phrase("ui.report-members", members=len(report["members"]), ignored=report["ignored"])
    )
    lines += [_member_line(member, output) for member in _notable(report["members"])]
    lines += [output.phrase(f"problem.{code}") for code in report["questions"]]
    if report["questions"]:
        lines.append(output.phrase("ui.report-questions"))
    if report["editable"]:
        lines.append(output.phrase("ui.report-editable"))
    problems = report["problems"]
    lines.append(output.phrase("ui.report-problems" if problems else "ui.report-whole", problems=problems))
    return "\n".join(lines)


def is_damaged(report: Mapping[str, Any]) -> bool:
    """Say whether a member's bytes are not what the container promised; a bad record alone is a counted problem."""
    return any(member["status"] == "damaged" for member in report["members"])


def _notable(members: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [member for member in members if member["status"] not in _QUIET or _differs(member)]


def _differs(member: Mapping[str, Any]) -> bool:
    return member["expected"] is not None and member["expected"] != member.get("records")


def _member_line(member: Mapping[str, Any], output: Output) -> str:
    counts = f"{_count(member.get('records'))}/{_count(member['expected'])}"
    status = output.phrase(f"ui.status-{member['status']}")
    return f"  {member['name']}: {status} {counts} {member.get('note') or ''}".rstrip()


def _count(number: int | None) -> str:
    return "?" if number is None else f"{number:,}"
