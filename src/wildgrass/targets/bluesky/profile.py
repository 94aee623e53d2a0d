"""The profile: name, words, picture and banner. What the account's profile says already stays as it is."""

from collections.abc import Iterator
from typing import Any, Final

from wildgrass.model import Attachment, Item
from wildgrass.targets.base import Outcome, Status
from wildgrass.targets.bluesky.desk import Desk
from wildgrass.targets.bluesky.records import Blob, stamp
from wildgrass.targets.bluesky.xrpc import Refused
from wildgrass.targets.ledger import Entry
from wildgrass.targets.runs import Run, runs_of
from wildgrass.targets.splitting import Budget, split

PROFILE: Final = "app.bsky.actor.profile"
_NAME, _WORDS = Budget(64, 640), Budget(256, 2560)


def put_profile(desk: Desk) -> Iterator[Outcome]:
    """Fill in what the account's profile does not say yet; yield the outcome of the archive's profile.

    Written even where there is nothing to add, when `desk.options.custody`: that write signs an imported repository.
    """
    item_id = desk.selection.profile
    if item_id is not None and item_id in desk.ledger.done:
        yield Outcome(id=item_id, status=Status.DONE, target_id=desk.ledger.done[item_id].target_id)
        return
    item = None if item_id is None else desk.archive.item(item_id)
    found = desk.session.record(PROFILE, "self")
    there = dict(found["value"]) if found else {"$type": PROFILE}
    value = there if item is None else _filled(desk, item, there)
    if item is None and not desk.options.custody:
        return
    try:
        said = desk.session.call(
            "com.atproto.repo.putRecord",
            {"repo": desk.session.did, "collection": PROFILE, "rkey": "self", "record": value},
        )
    except Refused as refused:
        if item_id is None or refused.status != 400:
            raise
        yield Outcome(id=item_id, status=Status.FAILED, reason=f"{refused.name}: {refused.words}")
        return
    if item_id is not None:
        desk.ledger.settle({item_id: Entry(str(said["uri"]), {})})
        yield Outcome(id=item_id, status=Status.DONE, target_id=str(said["uri"]))


def _filled(desk: Desk, item: Item, there: dict[str, Any]) -> dict[str, Any]:
    words = "".join(run.text for run in runs_of(item))
    made: dict[str, Any] = {}
    if (item.title or "").strip():
        made["displayName"] = _cut((item.title or "").strip(), _NAME)
    if words:
        made["description"] = _cut(words, _WORDS)
    for role in ("avatar", "banner"):
        blob = _sent(desk, item, role) if role not in there else None
        if blob is not None:
            made[role] = blob.ref()
    if item.published is not None:
        made["createdAt"] = stamp(item.published.instant)
    return made | there


def _sent(desk: Desk, item: Item, role: str) -> Blob | None:
    picture: Attachment | None = next(
        (one for one in item.attachments if one.role == role and one.sha256), None
    )
    blob = None if picture is None else desk.pictures.blob(picture)
    if picture is None or blob is None or blob.media_type == "image/webp":
        return None
    data = desk.pictures.data(picture)
    desk.session.send("com.atproto.repo.uploadBlob", data, blob.media_type)
    return blob


def _cut(text: str, budget: Budget) -> str:
    parts = split((Run(text),), budget)
    return "".join(run.text for run in parts[0]) if parts else ""
