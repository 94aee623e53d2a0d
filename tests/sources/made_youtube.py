"""Takeouts of YouTube of any size, made of nothing but numbers, in constant memory."""

from pathlib import Path

_CELL = (
    '<div class="outer-cell mdl-cell mdl-cell--12-col mdl-shadow--2dp"><div class="mdl-grid"><div class="header-cell'
    ' mdl-cell mdl-cell--12-col"><p class="mdl-typography--title">YouTube<br></p></div><div class="content-cell'
    ' mdl-cell mdl-cell--6-col mdl-typography--body-1">Watched&nbsp;<a href="https://www.youtube.com/watch?v={video}">Video'
    ' {number} &amp; more</a><br><a href="https://www.youtube.com/channel/UC{channel:022}">Channel {channel}</a><br>'
    'Aug {day}, 20{year}, {hour}:{minute:02}:{second:02} PM CEST<br></div><div class="content-cell mdl-cell'
    ' mdl-cell--6-col mdl-typography--body-1 mdl-typography--text-right"></div><div class="content-cell mdl-cell'
    ' mdl-cell--12-col mdl-typography--caption"><b>Products:</b><br>&emsp;YouTube<br><b>Why is this here?</b><br>&emsp;'
    "This activity was saved to your Google Account because the following settings were on:&nbsp;YouTube watch"
    " history."
    '&nbsp;You can control these settings &nbsp;<a href="https://myaccount.google.com/activitycontrols">here</a>.</div>'
    "</div></div>"
)
_HEAD = '<html><head><title>My Activity History</title></head><body><div class="mdl-grid">'


def _numbers(number: int, seed: int) -> dict[str, int | str]:
    mixed = number * 7919 + seed
    return {
        "number": number,
        "video": f"v{mixed % 10**9:09}-",
        "channel": mixed % 500,
        "day": mixed % 28 + 1,
        "year": 15 + mixed % 10,
        "hour": mixed % 12 + 1,
        "minute": mixed % 60,
        "second": number % 60,
    }


def write_big(path: Path, records: int, seed: int = 1) -> Path:
    """Write a watch-history.html, which is one line of any length, or a watch-history.json by the path's ending."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        is_page = path.suffix == ".html"
        out.write(_HEAD if is_page else "[")
        for number in range(records):
            values = _numbers(number, seed)
            out.write(_CELL.format(**values) if is_page else ("," if number else "") + _json(values))
        out.write("</div></body></html>" if is_page else "]")
    return path


def _json(values: dict[str, int | str]) -> str:
    return (
        '{{\n  "header": "YouTube",\n  "title": "Watched Video {number}",\n'
        '  "titleUrl": "https://www.youtube.com/watch?v\\u003d{video}",\n  "subtitles": [{{\n'
        '    "name": "Channel {channel}",\n    "url": "https://www.youtube.com/channel/UC{channel:022}"\n  }}],\n'
        '  "time": "20{year}-08-{day:02}T{hour:02}:{minute:02}:{second:02}.{number_ms:03}Z",\n'
        '  "products": ["YouTube"],\n  "activityControls": ["YouTube watch history"]\n}}'
    ).format(**values, number_ms=int(values["number"]) % 1000)
