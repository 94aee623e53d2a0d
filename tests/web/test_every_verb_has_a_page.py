"""What the command can do can be done in the browser: every verb has its page, or a reason why it has none."""

import argparse
from collections.abc import Iterator

from wildgrass.cli.main import build_parser
from wildgrass.web.app import PAGES
from wildgrass.web.setup_front import SHOW

PAGE_OF = {
    "inspect": "/setup/tools/inspect",
    "trustee new": "/ceremony/key",
    "trustee check": "/ceremony/share",
    "trustee print": "/setup/paper/{number:int}/sheet.pdf",
    "init": "/setup/place",
    "add": "/setup/card",
    "follow": "/setup/tools/follow",
    "verify": "/setup/tools/verify",
    "recover answer": "/ceremony/share",
    "recover open": "/ceremony/vault",
    "practice": "/setup/tools/practice",
    "search": "/search",
    "show": "/item/{no:int}",
    "people": "/people",
    "similar": "/alike",
    "places": "/places",
    "library lock": "/setup/tools/lock",
    "library unlock": "/setup/tools/lock",
    "library passphrase": "/setup/tools/lock",
    "restore": "/setup/tools/restore",
    "rotation new": "/setup/tools/rotation/new",
    "rotation add": "/setup/tools/rotation",
    "sources": "/setup/tools/sources",
    "targets": "/setup/tools/targets",
    "register": "/register/{register}",
    "audit": "/audit",
    "request": "/setup/tools/request",
    "redact": "/setup/tools/redact",
    "compare": "/setup/tools/compare",
    "infer": "/setup/tools/infer",
    "timeline": "/setup/tools/timeline",
    "watch": "/setup/tools/watch",
}
WHY_NOT = {
    "read": "it is what serves these pages",
}
MORE_PAGES = {"restore": "/setup/tools/publish"}


def verbs() -> Iterator[str]:
    """Yield every verb, those that have verbs of their own with each of them."""
    for name, parser in _choices(build_parser()).items():
        below = _choices(parser)
        yield from (f"{name} {one}" for one in below) if below else (name,)


def _choices(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    found = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    return dict(found[0].choices) if found else {}


def test_no_verb_is_forgotten() -> None:
    """A new verb needs a page, or a reason here that a person can accept."""
    assert sorted(verbs()) == sorted({*PAGE_OF, *WHY_NOT})
    assert not PAGE_OF.keys() & WHY_NOT.keys()
    assert all(len(reason) > 15 for reason in WHY_NOT.values())


def test_every_page_is_there() -> None:
    known = {*SHOW, *PAGES}
    assert not {*PAGE_OF.values(), *MORE_PAGES.values()} - known
