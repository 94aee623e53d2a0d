"""The work behind the rotation pages: make a key offline, show what adding it changes, add it with what is asked."""

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from wildgrass.flows import rotation
from wildgrass.net import Client, Route
from wildgrass.web.work_lines import ask

ASKED: Final = "/setup/tools/rotation/asked"


def work(order: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the public half of a new key, or what is or would be."""
    phrase = order["passphrase"].encode("utf-8", "surrogatepass")
    if order["act"] == "new":
        yield {"made": rotation.new(Path(order["key"]), phrase)}
        return
    key = rotation.read(Path(order["key"]), lambda: phrase)
    with Client(Route.of(order["proxy"]), sleep=time.sleep) as client:
        report = rotation.add(
            key,
            order["place"],
            client,
            directory=order["directory"],
            publish=order["act"] == "add",
            asking=rotation.Asking(
                confirm=_confirm, password=lambda _account: str(order["password"]), code=_code
            ),
        )
    yield report.to_json()


def _confirm(account: str) -> bool:
    said = ask({"at": ASKED, "account": account})
    return str(said.get("said", "")).strip().removeprefix("@") == account.removeprefix("@")


def _code() -> str:
    return str(ask({"at": ASKED, "account": ""}).get("said", "")).strip()
