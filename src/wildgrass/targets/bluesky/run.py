"""A real run: ask whether the account is meant, log in, and go one of the two ways."""

from collections.abc import Iterator
from typing import Final

from wildgrass.targets.base import Archive, Outcome, RestoreOptions, Status
from wildgrass.targets.bluesky.custody import Custody
from wildgrass.targets.bluesky.desk import Desk, is_finished, waiting_drafts
from wildgrass.targets.bluesky.media import Pictures
from wildgrass.targets.bluesky.place import BlueskyPlace
from wildgrass.targets.bluesky.visible import Visible
from wildgrass.targets.bluesky.xrpc import Refused, Session
from wildgrass.targets.ledger import Ledger
from wildgrass.targets.means import Means, NotConfirmedError
from wildgrass.targets.naming import decide_names
from wildgrass.targets.outgoing import Selection

_OFFERED: Final = "rotation-offered"


def publish(
    archive: Archive,
    selection: Selection,
    account: BlueskyPlace,
    options: RestoreOptions,
    means: Means,
) -> Iterator[Outcome]:
    """Publish what is chosen and is not there yet; yield an outcome for every item.

    Raises:
        NotConfirmedError, LoginError, ServerError, CustodyRefusedError, and the errors of the ledger and the network.
    """
    with Ledger.of(means.state, account.place) as ledger:
        if is_finished(selection, ledger):
            yield from _standing(archive, selection, options, ledger)
            return
        decide_names(archive, selection, options, ledger, means)
        with means.client() as client, Pictures(archive, ledger) as pictures:
            session = Session(client, account.server)
            desk = Desk(
                archive=archive,
                selection=selection,
                account=account,
                options=options,
                means=means,
                ledger=ledger,
                session=session,
                pictures=pictures,
            )
            if not means.confirm(account.handle, desk.waiting()):
                raise NotConfirmedError(account=account.handle)
            session.open(account.handle, means.secret(account.handle))
            ledger.bind(session.did)
            try:
                yield from (Custody(desk) if options.custody else Visible(desk)).run()
            except Refused as refused:
                raise session.failed("xrpc", refused) from refused
            _offer_key(account, session, ledger, means)


def _offer_key(account: BlueskyPlace, session: Session, ledger: Ledger, means: Means) -> None:
    """Tell once that the account's identity can have a key of the person's own."""
    if session.did.startswith("did:plc:") and not ledger.notes.get(_OFFERED):
        means.notice("rotation-offer", {"account": session.handle, "place": account.place})
        ledger.note(_OFFERED, value=True)


def _standing(
    archive: Archive, selection: Selection, options: RestoreOptions, ledger: Ledger
) -> Iterator[Outcome]:
    """Yield the outcomes of a finished run once more."""
    for made in waiting_drafts(archive, selection, options, ledger):
        if isinstance(made, Outcome):
            yield made
    if selection.profile is not None:
        yield Outcome(
            id=selection.profile,
            status=Status.DONE,
            target_id=ledger.done[selection.profile].target_id,
        )
