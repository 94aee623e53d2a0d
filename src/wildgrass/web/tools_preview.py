"""The preview of a rehearsal, under the reader's own policy: style from our address, pictures as pixels."""

import re
from pathlib import Path
from typing import Final

from starlette.responses import Response

from wildgrass.web.setup_view import SetupView
from wildgrass.web.tools_running import done

_SHOWN: Final = "/setup/tools/publish/shown"
_PREVIEW: Final = "/setup/tools/publish/preview"
_PAGE: Final = re.compile(r"(?:index|page-[0-9]{4,6})\.html\Z")
_PICTURE: Final = re.compile(r"[0-9a-f]{64}\.(webp|png|jpeg|jpg)\Z")
_STYLE: Final = re.compile(r"<style>(.*?)</style>", re.DOTALL)
# links and marks to be read on a dark page
_ON_DARK: Final = (
    ":root{background:Canvas;color:CanvasText}a{color:inherit}"
    "@media (prefers-color-scheme:dark){:root{--green:#8fc98a}}\n"
)
_OWN_POLICY: Final = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n?')


def preview(view: SetupView) -> Response:
    """Return a page of what would appear, as the rehearsal wrote it; its own style comes from our own address."""
    folder, name = _preview_folder(view), view.path["name"]
    if folder is None:
        return _nothing(view)
    if name == "look.css":
        style = _STYLE.search((folder / "index.html").read_text("utf-8"))
        return Response((style[1] if style else "") + _ON_DARK, media_type="text/css")
    if not _PAGE.match(name) or not (folder / name).is_file():
        return _nothing(view)
    work = done(view, "rehearse")
    if work is not None:
        work.memory["is_seen"] = True
    text = (folder / name).read_text("utf-8")
    text = _OWN_POLICY.sub("", text, count=1)
    text = _STYLE.sub(f'<link rel="stylesheet" href="{_PREVIEW}/look.css">', text, count=1)
    back = f'<body>\n<p><a href="{_SHOWN}">{view.words("publish-seen")}</a></p>'
    return Response(text.replace("<body>", back, 1), media_type="text/html")


def preview_picture(view: SetupView) -> Response:
    """Return a picture of the preview, made anew from pixels when it was rehearsed."""
    folder, name = _preview_folder(view), view.path["name"]
    match = _PICTURE.match(name)
    if folder is None or match is None or not (folder / "media" / name).is_file():
        return _nothing(view)
    kind = "jpeg" if match[1] == "jpg" else match[1]
    return Response((folder / "media" / name).read_bytes(), media_type=f"image/{kind}")


def _preview_folder(view: SetupView) -> Path | None:
    work = done(view, "rehearse")
    found = work.results[-1]["preview"] if work is not None and work.results else ""
    return Path(found).parent if found else None


def _nothing(view: SetupView) -> Response:
    return view.page("setup_message.html", status=404, heading=view.words("setup-not-found"), hint="")


SHOW: Final = {f"{_PREVIEW}/{{name}}": preview, f"{_PREVIEW}/media/{{name}}": preview_picture}
