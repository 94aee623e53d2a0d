"""Hidden people at a target on the network: really published, stopped on the way, and gone on with."""

import json
from itertools import islice
from pathlib import Path

import pytest

from flows.planted_people import PLANTED, plant
from targets import publishing_contract
from targets.nostr_relays import strict_relay
from targets.publishing_contract import means
from wildgrass.crypto import age
from wildgrass.flows.hiding import Hiding
from wildgrass.flows.names_map import NamesMap
from wildgrass.flows.restore import restore
from wildgrass.targets.base import PrivateClass, RestoreOptions
from wildgrass.targets.nostr import run
from wildgrass.text.redaction import left_in, open_map

KEY = "67dea2ed018072d675f5415ecfaed7d2597555e202d85b3d65ea4e58d2d92ffa"  # NIP-06's own example


@pytest.fixture(autouse=True)
def _a_key_and_small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing_contract, "SECRET", KEY)
    monkeypatch.setattr(run, "BATCH", 2)


def test_a_stopped_run_goes_on_with_the_same_pseudonyms(tmp_path: Path) -> None:
    library = plant(tmp_path / "library")
    identity = age.X25519Identity.from_secret(bytes(range(32)))
    key = tmp_path / "key.txt"
    key.write_text(identity.text() + "\n")
    names = tmp_path / "names.age"
    options = RestoreOptions(publish=True, means=means(tmp_path / "state"), include=frozenset(PrivateClass))
    begun = Hiding(names=NamesMap(file=names, recipients=(identity.recipient().text,)))
    again = Hiding(names=NamesMap(file=names, key=key))
    with strict_relay() as relay:
        target = f"nostr:{relay.url}"
        stopped = restore(library, target, options, begun)
        assert len(list(islice(stopped, 5))) == 5
        stopped.close()
        early = dict(relay.kept)
        assert open_map(names.read_bytes(), [identity])[1]
        assert early
        done = [one.id for one in restore(library, target, options, again) if one.status == "done"]
        assert {"x:post:1500000000000000001", "x:post:3", "x:post:9"} <= set(done)
        assert set(early) <= set(relay.kept)
        sent = json.dumps(list(relay.kept.values()), ensure_ascii=False)
        whole = dict(relay.kept)
        list(restore(library, target, options, again))
        assert relay.kept == whole
    assert left_in(sent.encode(), PLANTED) == []
    kept = b"\n".join(path.read_bytes() for path in (tmp_path / "state").rglob("*") if path.is_file())
    assert left_in(kept, PLANTED) == []
    assert "@p_" in sent
