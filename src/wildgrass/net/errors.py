"""What can go wrong on the network, each with what it means for the person."""

from wildgrass.errors import EXIT_STORE, EXIT_USAGE, WildgrassError


class NetError(WildgrassError):
    """Any failure of the network; the class that callers catch."""

    code = "network-failed"
    exit_code = EXIT_STORE
    message = "the connection to {host} failed: {reason}"
    hint = "run the command again; it goes on where it stopped"


class NotReachedError(NetError):
    """The host did not answer, or stopped answering."""

    code = "host-not-reached"
    message = "{host} cannot be reached: {reason}"
    hint = "check the address and the connection, then run the command again; it goes on where it stopped"


class ProxyFailedError(NetError):
    """The configured proxy is down or refuses: nothing goes around it."""

    code = "proxy-failed"
    message = "{host} cannot be reached through the proxy {proxy}: {reason}"
    hint = "nothing was sent around the proxy; start it (for Tor: the service on port 9050) and run the command again"


class TlsFailedError(NetError):
    """The host could not show that it is who it says."""

    code = "tls-failed"
    message = "{host} does not prove who it is: {reason}"
    hint = "nothing was sent; somebody may be listening in on this connection: try another network, or Tor"


class AnswerTooLargeError(NetError):
    """An answer went beyond the size that was allowed for it."""

    code = "answer-too-large"
    message = "{host} answers with more than {most} bytes"
    hint = "the answer was thrown away; check that the address is the one you mean"


class RedirectRefusedError(NetError):
    """The host sends us to another one, and that was not allowed."""

    code = "redirect-refused"
    message = "{host} sends us on to {other}"
    hint = "nothing was sent there; if that is the right address, give it in the command"


class PrivateAddressError(NetError):
    """A record names an address on this machine or in a network at home."""

    code = "address-private"
    message = "{host} is no address of the open internet"
    hint = "nothing was sent there: a post must not make this machine ask its own network for things"


class AskedToWaitError(NetError):
    """The host wants to be left alone for longer than the caller would wait."""

    code = "asked-to-wait"
    message = "{host} asks to wait {seconds} seconds before the next request"
    hint = "run the command again after that; it goes on where it stopped"


class UrlRefusedError(NetError):
    """An address that we do not send anything to."""

    code = "url-refused"
    exit_code = EXIT_USAGE
    message = "{url} is no address that Wildgrass sends to"
    hint = "use https://…; plain http:// is only for this machine (localhost, 127.0.0.1) and .onion addresses"
