"""What can go wrong when an account is followed."""

from wildgrass.errors import EXIT_CHECK, EXIT_DECIDE, EXIT_STORE, EXIT_USAGE, WildgrassError


class FollowTargetError(WildgrassError):
    """What was named cannot be followed."""

    code = "follow-target-unknown"
    exit_code = EXIT_USAGE
    message = "{target} is nothing that can be followed"
    hint = (
        "write bluesky:HANDLE-or-DID[@PDS-URL], feed:URL, mastodon:ACCOUNT@SERVER, activitypub:ACTOR-URL "
        "nostr:NPUB@wss://RELAY[,wss://RELAY…] or telegram:CHANNEL"
    )


class ConsentError(WildgrassError):
    """Nobody said whose account it is and on whose behalf it is followed."""

    code = "follow-without-consent"
    exit_code = EXIT_DECIDE
    message = "it is not said whose account this is, and that she agrees"
    hint = (
        "--consent TEXT or FILE says whose account it is and on whose behalf you keep it; it is sealed with it. "
        "Follow your own accounts, or those of people who asked you to"
    )


class FollowRefusedError(WildgrassError):
    """A server answers, but not with what was asked for."""

    code = "follow-refused"
    exit_code = EXIT_STORE
    message = "{host} does not give {what}: {reason}"
    hint = (
        "nothing was sealed, and what is in the vault stays; check the name, or run the command again later"
    )


class FollowMismatchError(WildgrassError):
    """A server's answer contradicts itself or what was asked for."""

    code = "follow-answer-wrong"
    exit_code = EXIT_CHECK
    message = "{host} gives something else than {what}: {reason}"
    hint = "nothing was sealed, and what is in the vault stays; somebody may be changing answers on the way: try Tor"


class FollowStateError(WildgrassError):
    """The folder with the state between runs cannot be used."""

    code = "follow-state-bad"
    exit_code = EXIT_USAGE
    message = "the state in {folder} cannot be used: {reason}"
    hint = "name another folder with --state; without one everything is fetched again, and nothing is lost"


class EveryError(WildgrassError):
    """How often to look is not a length of time."""

    code = "follow-every-bad"
    exit_code = EXIT_USAGE
    message = "{text} is not a length of time"
    hint = "write it as 30m, 6h or 1d; ten minutes is the shortest"


class PaceError(WildgrassError):
    """A pace that no server should be asked at."""

    code = "follow-pace-bad"
    exit_code = EXIT_USAGE
    message = "{pace} requests a second is no pace for asking a server"
    hint = "choose between 0.01 and 20"
