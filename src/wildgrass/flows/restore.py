"""Bring a library back somewhere: `restore LIBRARY TARGET`."""

import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from wildgrass.errors import EXIT_USAGE, WildgrassError
from wildgrass.flows.hidden_remains import Looked
from wildgrass.flows.hiding import Hidden, Hiding, Reviewed, check_hiding
from wildgrass.flows.media_counts import media_of
from wildgrass.library import Library
from wildgrass.library.place import LibraryPlace
from wildgrass.net import Client, Limits, Route
from wildgrass.targets.base import Archive, Hides, Outcome, RestoreOptions, Status, TargetInfo
from wildgrass.targets.ledger import state_folder, utc_now
from wildgrass.targets.means import Means, Progress
from wildgrass.targets.registry import find_target, target_infos
from wildgrass.targets.words import web_address

_DAY_S = 86400.0


class OptionNotForTargetError(WildgrassError):
    """An option was given that means nothing at this target."""

    code = "means-not-for-target"
    exit_code = EXIT_USAGE
    message = "the option {option} means nothing for the target {target}"
    hint = "targets that publish take --include, class by class; targets on this machine take --private and --likes"


class BaseRefusedError(WildgrassError):
    """The address that files will stand under is no address of the web."""

    code = "base-not-web"
    exit_code = EXIT_USAGE
    message = "{base} is no address that files can stand under"
    hint = "write it with https:// and the host, such as https://example.org/feeds/"


def restore(  # noqa: PLR0913 - what a person chose, and how she is told what came of it
    library: Path | LibraryPlace,
    spec: str,
    options: RestoreOptions,
    hiding: Hiding | None = None,
    *,
    reviewed: Callable[[Reviewed], None] = lambda _reviewed: None,
    looked: Callable[[Looked], None] = lambda _looked: None,
    named: Callable[[int], None] = lambda _people: None,
) -> Iterator[Outcome]:
    """Restore the library in a folder to a target such as "site:DIR"; yield an outcome for each item.

    The target's name is checked before the library is opened, and both before the first outcome. A target that
    publishes only simulates unless `options.publish`, and needs `options.means`. With `hiding` other people are
    hidden in all that the target gets: at its end a simulation tells `reviewed` what was proposed, and a run on this
    machine tells `looked` what can still be read in what was written. Where nobody decided whether other people may be
    named, a run on this machine or a simulation tells `named` how many the library names; publishing refuses or asks.

    Raises:
        TargetUnknownError, TargetPlaceError: `spec` names no target, or no place.
        OptionNotForTargetError: an option means nothing at this target.
        WildgrassError: what the library, the target, or `flows.hiding` raise.
    """
    target, place = find_target(spec)
    check_options(target.info, options)
    if hiding is not None:
        check_hiding(hiding, target.info, place, options)
    with Library.open(library) as archive:
        is_simulated = options.simulate or not (target.info.is_local or options.publish)
        if hiding is None:
            if (target.info.is_local or is_simulated) and not options.shows_names:
                named(others_in(archive))
            yield from _counted(archive, target.restore(archive, place, options), is_simulated=is_simulated)
            return
        hidden = Hidden(archive, hiding, options.language, is_simulated=is_simulated)
        told = replace(
            options,
            hides=Hides.STRUCK if hiding.is_struck else Hides.NAMED,
            origin=options.origin and not hiding.hides_owner,
        )
        with closing(hidden):
            try:
                outcomes = target.restore(hidden.archive, place, told)
                leaving = yield from _hidden(
                    hidden, _counted(hidden.archive, outcomes, is_simulated=is_simulated)
                )
            finally:
                hidden.finish()  # also of a run that was stopped: what went out is in the map
            if is_simulated:
                reviewed(hidden.review(leaving))
            elif target.info.is_local:
                looked(hidden.look_through(Path(place)))


def others_in(library: Library) -> int:
    """Count the accounts that a library names besides its owners'."""
    own = {one.key for one in library.owners()}
    return sum(one.key not in own for one in library.actors())


def _counted(archive: Archive, outcomes: Iterator[Outcome], *, is_simulated: bool) -> Iterator[Outcome]:
    """Say of each item that would appear which files would be with it."""
    for outcome in outcomes:
        is_new = is_simulated and outcome.status is Status.DONE
        yield replace(outcome, media=media_of(archive, outcome.id)) if is_new else outcome


def _hidden(hidden: Hidden, outcomes: Iterator[Outcome]) -> Generator[Outcome, None, list[str]]:
    """Yield outcomes under the library's own ids; return the ids of all that leaves."""
    leaving: list[str] = []
    for outcome in outcomes:
        item_id = hidden.archive.original(outcome.id)
        if outcome.status is Status.DONE:
            leaving.append(item_id)
        yield replace(outcome, id=item_id)
    return leaving


def check_options(info: TargetInfo, options: RestoreOptions) -> None:
    """Refuse options that the target would pass over in silence."""
    wrong = {
        "--publish": info.is_local and options.publish,
        "--include": info.is_local and bool(options.include),
        "--mention-people": info.is_local and options.mentions,
        "--no-origin": info.is_local and not options.origin,
        "--deliver": options.deliver and not info.has_token,
        "--custody": options.custody and not info.has_custody,
        "--private": not info.is_local and options.private,
        "--likes": options.likes and not (info.is_local and info.has_likes),
        "--base": options.base is not None and not info.has_base,
    }
    for option, is_wrong in wrong.items():
        if is_wrong:
            raise OptionNotForTargetError(option=option, target=info.name)
    if options.base is not None and web_address(options.base) is None:
        raise BaseRefusedError(base=options.base)


def publishing_means(  # noqa: PLR0913 - what a person may choose, and how she is asked and told
    library: Path,
    *,
    secret: Callable[[str], str],
    confirm: Callable[[str, int], bool],
    progress: Callable[[Progress], None],
    preview: Callable[[Path], None],
    deliver: Callable[[int, int], bool] = lambda _followers, _count: False,
    show_names: Callable[[int, int], bool] = lambda _posts, _people: False,
    notice: Callable[[str, Mapping[str, object]], None] = lambda _name, _details: None,
    state: Path | None = None,
    proxy: str | None = None,
) -> Means:
    """Return what publishing works with: its books beside the library, and the way out that the person chose.

    `proxy` is "tor" or a proxy's address; where it is given, nothing goes around it.

    Raises:
        UrlRefusedError: `proxy` is no proxy that we use.
    """
    route = Route.of(proxy)

    def on_wait(_host: str, seconds: float) -> None:
        progress(Progress(0, 0, None, seconds))

    return Means(
        state=state_folder(library) if state is None else state,
        secret=secret,
        confirm=confirm,
        deliver=deliver,
        show_names=show_names,
        client=lambda: Client(route, sleep=time.sleep, limits=Limits(most_wait_s=_DAY_S), on_wait=on_wait),
        now=utc_now,
        sleep=time.sleep,
        progress=progress,
        preview=preview,
        notice=notice,
    )


def is_held_by_key(spec: str) -> bool:
    """Say whether a target's account is a key that the person holds.

    Raises:
        TargetUnknownError, TargetPlaceError: `spec` names no target, or no place.
    """
    return find_target(spec)[0].info.has_key


def check_target(spec: str, given: Mapping[str, bool]) -> None:
    """Refuse options about a key and its pictures, where a target has no key. `given` says which stand there.

    Raises:
        TargetUnknownError, TargetPlaceError: `spec` names no target, or no place.
        OptionNotForTargetError: an option means nothing at this target.
    """
    info = find_target(spec)[0].info
    for option, is_given in given.items():
        if is_given and not info.has_key:
            raise OptionNotForTargetError(option=option, target=info.name)


def publishes(spec: str) -> bool:
    """Say whether a target sends anything away from this machine.

    Raises:
        TargetUnknownError, TargetPlaceError: `spec` names no target, or no place.
    """
    return not find_target(spec)[0].info.is_local


def takes_token(spec: str) -> bool:
    """Say whether a target asks for an access token. Raises as `publishes` does."""
    return find_target(spec)[0].info.has_token


def targets() -> tuple[TargetInfo, ...]:
    """Return what each target is, for the `targets` verb."""
    return target_infos()
