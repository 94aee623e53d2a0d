"""The Mastodon target keeps the contract of publishing: on stand-ins for GoToSocial and snac, and on a real snac."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from targets.publishing_contract import PublishingContract, Seen, There
from targets.standin_fedi import standing_in


def seen(posts: list[dict[str, Any]], server: str) -> list[Seen]:
    """Return posts by their dates, as the contract compares them: addresses without the server's and the post's."""
    return sorted(Seen(one["created_at"], _text(one, server), len(one["media_attachments"])) for one in posts)


def _text(post: dict[str, Any], server: str) -> str:
    return re.sub(re.escape(server) + r"\S+", "AN-OWN-POST", post["text"] or post["content"])


def notified(posts: list[dict[str, Any]]) -> list[str]:
    return [one["acct"] for post in posts for one in post["mentions"]]


class _OnAStandIn(PublishingContract):
    software = "gotosocial"

    @pytest.fixture(autouse=True)
    def _servers(self) -> Iterator[None]:
        with ExitStack() as stack:

            def fresh() -> There:
                server = stack.enter_context(standing_in(self.software))
                more = {"deliver": True} if server.is_snac else {}

                def posts() -> list[dict[str, Any]]:
                    return [*server.posts, *server.queue]

                return There(
                    f"mastodon:{server.url}",
                    lambda: seen(posts(), server.url),
                    lambda: notified(posts()),
                    more,
                )

            self.fresh = fresh
            yield

    @pytest.fixture
    def there(self) -> There:
        return self.fresh()


class TestAsGoToSocial(_OnAStandIn):
    """Filed quietly under the old dates."""


class TestAsSnac(_OnAStandIn):
    """Through a queue, knowingly."""

    software = "snac"
    # What has nothing to do with the queue is asked of the other one.
    test_without_publish_nothing_goes_out = None
    test_an_account_that_is_not_confirmed_gets_nothing = None
    test_a_wrong_secret_is_said_and_shown_nowhere = None
    test_progress_counts_up_to_all = None
