"""Publishing to relays with a key of its own, and to a server that would send every post to the followers."""

import re

import pytest

from targets.nostr_relays import strict_relay
from targets.standin_fedi import TOKEN, standing_in
from web.setup_pages import pages_in, words_of
from web.test_web_publish import HERE, begun, confirmed, over, rehearsed, until, write
from wildgrass.flows.signing_key import signing_key_text

PHRASE = "five made up words here"


@pytest.fixture
def library(tmp_path):
    return write(tmp_path / "library")


def test_a_new_key_is_made_into_its_file_and_publishes(tmp_path, library):
    key = tmp_path / "nostr.key"
    with strict_relay() as relay, pages_in(tmp_path) as pages:
        told = {"target": "nostr", "place": relay.url, "key": key, "new_key": 1}
        assert rehearsed(pages, library, None, **told).url.path == f"{HERE}/shown"
        assert not key.exists()  # nothing is made before it is published
        pages.get(f"{HERE}/preview/index.html")
        assert pages.post(f"{HERE}/shown", secret=PHRASE, again="other", sure=1).status_code == 422
        asked = begun(pages, secret=PHRASE, again=PHRASE)
        assert asked.url.path == f"{HERE}/sure"
        account = re.search(r"published as (npub1\S+?),", words_of(asked))[1]
        assert PHRASE.encode() not in key.read_bytes()
        assert signing_key_text(key, PHRASE.encode).startswith("nsec1")
        done = confirmed(pages, account)
        said = words_of(done)
        assert "there · x:post:1" in said
        assert f"{relay.url}: took" in said
        assert "a new key is in" in said
        assert PHRASE not in done.text


@pytest.mark.parametrize("agrees", [False, True])
def test_followers_are_sent_nothing_unless_that_was_ticked(tmp_path, library, agrees):
    with standing_in("snac") as server, pages_in(tmp_path) as pages:
        rehearsed(pages, library, None, target="mastodon", place=server.url)
        asked = begun(pages, secret=TOKEN)
        account = re.search(r"published as (\S+?),", words_of(asked))[1]
        pages.post(f"{HERE}/sure", account=account, go="publish")
        asked = until(pages, lambda job: job.question is not None)
        assert "sends every single one of the 1 posts to your followers" in words_of(asked)
        assert server.posted == 0
        pages.post(f"{HERE}/sure", go="publish", **({"agreed": 1} if agrees else {}))
        assert over(pages).url.path == ("/setup/tools/published" if agrees else "/setup/ended")
        assert server.posted == int(agrees)
