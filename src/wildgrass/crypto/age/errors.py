"""What can be wrong with an age file, a recipient or an identity.

The kinds are the ones of the age test vectors (header, HMAC, no match, payload, armor), so that a fault in
one layer is never reported as a fault of the next. No error ever carries key material or plaintext.
"""

from wildgrass.errors import EXIT_CHECK, EXIT_INPUT, EXIT_USAGE, WildgrassError


class AgeError(WildgrassError):
    """Anything that is wrong with an age file or with a key for one."""

    code = "age-failed"
    exit_code = EXIT_INPUT
    message = "an age file cannot be read or written"
    hint = "run verify on the vault, and try another place that holds it"


class HeaderError(AgeError):
    """The header, or a stanza for one of our identities, does not follow the format."""

    code = "age-header-damaged"
    message = "the header of an age file does not follow the format: {reason}"
    hint = "this is damaged or is no age v1 file; try another copy"


class WorkFactorError(HeaderError):
    """A passphrase file asks for more work than we are willing to do."""

    code = "age-work-factor-too-high"
    message = "a passphrase file asks for a work factor of {work_factor}, and the limit is {limit}"
    hint = "files of ours ask for less; raise the limit only if you know who made this file"


class HmacError(AgeError):
    """An identity fits, but the header was changed after it was written."""

    code = "age-hmac-wrong"
    exit_code = EXIT_CHECK
    message = "the header of an age file was changed after it was written: its HMAC is wrong"
    hint = "try another copy; if the damage is not an accident, keep this one as evidence"


class NoMatchError(AgeError):
    """None of the identities opens any of the stanzas."""

    code = "age-no-match"
    message = "none of the given identities opens this age file"
    hint = "check that this is the right key or passphrase for this vault"


class PayloadError(AgeError):
    """The payload is damaged, cut or extended. `opened` bytes before the fault are genuine."""

    code = "age-payload-damaged"
    exit_code = EXIT_CHECK
    message = "the payload of an age file is damaged at chunk {chunk}: {reason}"
    hint = "try another copy; what comes before that chunk is genuine"

    def __init__(self, *, chunk: int, reason: str, opened: int = 0) -> None:
        """Keep where it broke; `opened` counts the genuine bytes that the failed call had written."""
        super().__init__(chunk=chunk, reason=reason)
        self.opened = opened


class ArmorError(AgeError):
    """The text form of an age file does not follow the strict PEM encoding."""

    code = "age-armor-damaged"
    message = "the armor of an age file does not follow the format: {reason}"
    hint = "copy the text again, whole, from the BEGIN line to the END line"


class RecipientTextError(AgeError):
    """A text is no recipient that we can encrypt to."""

    code = "age-recipient-text"
    exit_code = EXIT_USAGE
    message = "this is not a recipient that can be encrypted to: {reason}"
    hint = "a recipient starts with age1pq1 or age1; copy it again, whole"


class IdentityTextError(AgeError):
    """A text is no identity. The text itself is never shown."""

    code = "age-identity-text"
    exit_code = EXIT_USAGE
    message = "this is not an identity: {reason}"
    hint = "an identity starts with AGE-SECRET-KEY-PQ-1 or AGE-SECRET-KEY-1; copy it again, whole"


class RecipientsMixedError(AgeError):
    """These recipients must not share one file."""

    code = "age-recipients-mixed"
    exit_code = EXIT_USAGE
    message = "these recipients cannot share one file: {reason}"
    hint = "use hybrid recipients only (age1pq1…), or one passphrase only"
