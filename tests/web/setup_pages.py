"""The setup pages with a client that is let in, and keys of made-up people."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from demo.x_archive import write_archive
from starlette.testclient import TestClient

from wildgrass.crypto import age
from wildgrass.flows import trustee
from wildgrass.web.session import Sessions
from wildgrass.web.setup_front import Front

HOST = "127.0.0.1:8124"
BASE = f"http://{HOST}"
ORIGIN = {"origin": BASE}
PASSPHRASE = "绿 grass 6 times"


class Pages:
    """A client on the pages before there is a library."""

    def __init__(self, front: Front, client: TestClient, folder: Path) -> None:
        self.front, self.client, self.folder = front, client, folder

    def get(self, path: str):
        return self.client.get(path)

    def post(self, path: str, **form: object):
        """Send a form and follow where it leads."""
        return self.client.post(path, data={name: str(value) for name, value in form.items()}, headers=ORIGIN)

    def wait(self) -> str:
        """Wait for the work and return the address that the progress page leads to."""
        job = self.front.setup.job
        assert job is not None
        job.wait(120)
        assert job.is_over
        answer = self.get("/setup/progress")
        return answer.url.path

    def key(self, name: str) -> tuple[Path, Path]:
        """Write a plain key; return it and the file with its public line."""
        path = self.folder / f"{name}.key"
        identity = age.HybridIdentity.from_secret(os.urandom(32))
        path.write_text(identity.text() + "\n")
        public = self.folder / f"{name}.key.pub"
        public.write_text(identity.recipient().text + "\n")
        return path, public

    def add(
        self, name: str, recipient: object = "", *, reach: str = "no", country: str, home: object = ""
    ) -> None:
        """Go through the two pages about one trustee."""
        kind = "key" if recipient else "paper"
        answer = self.post("/setup/trustee", name=name, kind=kind, recipient=recipient)
        assert answer.url.path == "/setup/trustee/where", words_of(answer)
        answer = self.post("/setup/trustee/where", reach=reach, country=country, home=home)
        assert answer.url.path == "/setup/trustees", words_of(answer)

    def make_vault(self) -> tuple[Path, Path]:
        """Make a vault of two keys and one page, any two of which open it; return it and its kit."""
        place, kit = self.folder / "vault", self.folder / "kit"
        assert self.post("/setup/place", place=place).url.path == "/setup/trustees"
        self.add("Ana", self.key("Ana")[1], country="Norway")
        self.add("Ben", self.key("Ben")[1], country="Japan")
        self.add("Chen", country="Canada")
        assert self.post("/setup/threshold", threshold=2).url.path == "/setup/coordinator"
        assert self.post("/setup/coordinator", recipient=self.key("coordinator")[1]).url.path == "/setup/kit"
        assert self.post("/setup/kit", kit=kit, contact="call Dora").url.path == "/setup/review"
        assert not place.exists()
        assert not kit.exists()
        assert self.post("/setup/review").url.path == "/setup/made"
        return place, kit

    def seal(self, kit: Path, export: Path) -> None:
        """Seal an export through the pages."""
        assert self.post("/setup/card", card=kit / "vault.card").url.path == "/setup/export"
        self.post("/setup/export", exports=export)
        assert self.wait() == "/setup/seen"
        self.post("/setup/seen")
        assert self.wait() == "/setup/sealed"


@contextmanager
def pages_in(folder: Path, language: str = "en") -> Iterator[Pages]:
    """Serve the pages without a library, to a client with a session."""
    sessions = Sessions()
    front = Front(HOST, language, sessions, lambda: None, None)
    with TestClient(front.app(), base_url=BASE) as client:
        client.get(f"/open?key={sessions.new_key()}")
        yield Pages(front, client, folder)


def export_in(folder: Path) -> Path:
    """Write a small made-up account's export."""
    sizes = {"posts": 30, "media": 3, "likes": 5, "conversations": 1, "messages": 6, "followers": 3}
    write_archive(folder / "twitter-made-up.zip", seed=3, **sizes)
    return folder / "twitter-made-up.zip"


def words_of(answer) -> str:
    """Return a page's text."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def sealed_key(path: Path) -> str:
    """Write a key under the passphrase; return its public line."""
    return trustee.new(path, PASSPHRASE.encode(), hybrid=False)
