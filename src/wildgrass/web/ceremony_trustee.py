"""A trustee's side: make a key, check a share, answer. A passphrase is used at once and kept nowhere."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from starlette.responses import Response

from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.flows import trustee
from wildgrass.flows.kit import FileThereError, write_new
from wildgrass.vault.shares import shown
from wildgrass.vault.trustees import ShareFacts
from wildgrass.web.setup_places import existing_file, path_of
from wildgrass.web.setup_view import SetupView
from wildgrass.web.view import to

_FINGERPRINT_GROUPS: Final = 4


class PassphrasesDifferError(WildgrassError):
    """The two passphrases typed differ."""

    code = "setup-passphrases-differ"
    exit_code = EXIT_USAGE
    message = "the two passphrases differ"
    hint = "type the same one twice; nothing was written"


def new_key(view: SetupView) -> Response:
    """Ask where a new key goes and for its passphrase."""
    return view.page("ceremony_new_key.html", key=view.typed("key", str(Path.home() / "my.key")))


def make_key(view: SetupView) -> Response:
    """Write the key, and beside it the file with the line to send."""
    if view.is_browsing("key"):
        return view.browse({"key": False})
    path = path_of(view.form.get("key", ""))
    path = path / "my.key" if path.is_dir() else path
    if view.form.get("passphrase", "") != view.form.get("again", ""):
        raise PassphrasesDifferError
    public = path.with_name(path.name + ".pub")
    if public.exists():
        raise FileThereError(file=public)
    recipient = trustee.new(path, view.form.get("passphrase", "").encode())
    write_new(public, f"{recipient}\n".encode())
    view.clear("key")
    return view.page("ceremony_key_made.html", key=path, public=public, recipient=recipient)


def share(view: SetupView) -> Response:
    """Ask for the share, the key and its passphrase."""
    return view.page(
        "ceremony_share.html",
        share=view.typed("share"),
        key=view.typed("key"),
        answer=view.typed("answer"),
        facts=None,
    )


def take_share(view: SetupView) -> Response:
    """Check the share; with the second button, write the answer too. Both ask for the passphrase anew."""
    if view.is_browsing("share", "key", "answer"):
        return view.browse({"share": True, "key": True, "answer": False})
    share_path = existing_file(view.form.get("share", ""))
    key_path = existing_file(view.form.get("key", ""))
    passphrase = view.form.get("passphrase", "").encode()
    if view.form.get("go") == "answer":
        answer_path = _answer_path(view, share_path)
        facts = trustee.answer(share_path, key_path, answer_path, lambda: passphrase)
        view.clear("share", "key", "answer")
        return view.page("ceremony_answered.html", facts=_facts(facts), answer=answer_path)
    facts = trustee.check(share_path, key_path, lambda: passphrase)
    return view.page(
        "ceremony_share.html",
        share=str(share_path),
        key=str(key_path),
        answer=view.typed("answer", str(_beside(share_path))),
        facts=_facts(facts),
    )


def _answer_path(view: SetupView, share_path: Path) -> Path:
    text = view.form.get("answer", "").strip()
    path = path_of(text) if text else _beside(share_path)
    return path / f"{share_path.stem}.answer" if path.is_dir() else path


def _beside(share_path: Path) -> Path:
    return share_path.with_suffix(".answer")


def _facts(facts: ShareFacts) -> dict[str, object]:
    """Return what a share says, its fingerprints as people compare them."""
    return {
        "vault": shown(facts.vault_id),
        "index": facts.index,
        "total": facts.total,
        "threshold": facts.threshold,
        "trustee": facts.trustee,
        "coordinator": shown(facts.coordinator, _FINGERPRINT_GROUPS),
    }


def roles(view: SetupView) -> Response:
    """Ask what a trustee came to do."""
    return view.page("ceremony_trustee.html")


def no_page(view: SetupView) -> Response:
    """Lead back from an address that only takes forms."""
    del view
    return to("/setup")


Answer = Callable[[SetupView], Response]
SHOW: Final[Mapping[str, Answer]] = {
    "/ceremony": no_page,
    "/ceremony/trustee": roles,
    "/ceremony/key": new_key,
    "/ceremony/share": share,
}
TAKE: Final[Mapping[str, Answer]] = {"/ceremony/key": make_key, "/ceremony/share": take_share}
