"""The page for whoever has no session: it says nothing of what this is, in no language but the browser's own."""

from typing import Final

from starlette.responses import HTMLResponse, Response

_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>Closed</title><link rel="icon" href="data:,"></head>
<body><main><h1>Closed</h1><p>This page is closed. <span lang="zh">此页已关闭。</span></p></main></body></html>
"""


def neutral_page(status: int = 200) -> Response:
    """Return the page."""
    return HTMLResponse(_PAGE, status)
