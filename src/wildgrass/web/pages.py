"""Turns values into pages and style sheets. Every template escapes by itself; nothing marks text as safe."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from wildgrass.targets.site.pages import style

_SYSTEM_DARK: Final = "@media (prefers-color-scheme: dark)"
_DARK: Final = {"auto": _SYSTEM_DARK, "light": "@media not all", "dark": "@media all"}
_SCHEME: Final = {"auto": "light dark", "light": "light", "dark": "dark"}
SCRIPTS: Final = ("keys.js", "search.js")


def render(template: str, values: Mapping[str, object]) -> str:
    """Return a page."""
    return _templates().get_template(template).render(values)


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("wildgrass.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


@cache
def look(theme: str) -> bytes:
    """Return the style sheet of a theme: the restored site's, the reader's own, and the pictures' of the audit.

    The colours stand once. A theme that is not the system's changes the condition they stand under.
    """
    own = (resources.files("wildgrass.web") / "static" / "reader.css").read_bytes()
    drawn = (resources.files("wildgrass.audit") / "templates" / "drawn.css").read_bytes()
    sheet = (style() + own + drawn).decode()
    sheet = sheet.replace(_SYSTEM_DARK, _DARK[theme])
    return sheet.replace("color-scheme: light dark", f"color-scheme: {_SCHEME[theme]}").encode()


@cache
def script(name: str) -> bytes:
    """Return one of `SCRIPTS`."""
    return (resources.files("wildgrass.web") / "static" / name).read_bytes()
