"""The payload: 64 KiB chunks of ChaCha20-Poly1305 (STREAM), between buffers the caller owns.

`seal_chunks` and `open_chunks` allocate nothing per chunk and release the GIL inside each, so that several
threads seal at once. Source: C2SP age, "Payload".
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from wildgrass.crypto.age.errors import PayloadError

CHUNK = 64 * 1024
TAG = 16
SEALED_CHUNK = CHUNK + TAG


def chunk_count(plain_size: int) -> int:
    """Return the number of chunks of a payload; an empty payload has one, empty chunk."""
    return max(1, -(-plain_size // CHUNK))


def sealed_size(plain_size: int, head_size: int) -> int:
    """Return the size in bytes of a whole file with a head of `head_size` bytes."""
    return head_size + plain_size + TAG * chunk_count(plain_size)


def plain_size(sealed_size: int, head_size: int) -> int:
    """Return the payload's plaintext size from the size of a whole file. A claim until the last chunk opens.

    Raises:
        PayloadError: no payload has this size.
    """
    payload = sealed_size - head_size
    chunks = -(-payload // SEALED_CHUNK)
    plain = payload - TAG * chunks
    if payload < TAG or chunk_count(plain) != chunks:
        raise PayloadError(chunk=max(0, chunks - 1), reason="it is cut, or has an empty last chunk")
    return plain


def seal_chunks(
    payload_key: bytes, plaintext: memoryview, out: memoryview, *, first_chunk: int, final: bool
) -> int:
    """Seal a run of chunks from `plaintext` into `out`; return the bytes written.

    Args:
        payload_key: 32 bytes.
        plaintext: whole chunks; only the last chunk of the payload may be shorter.
        out: at least as long as the plaintext and 16 bytes for each chunk; must not overlap it.
        first_chunk: the number of the first chunk in the payload, from 0.
        final: whether the payload ends with this run.
    """
    size = len(plaintext)
    if (not final and size % CHUNK) or (final and not size and first_chunk):
        raise ValueError("only the last chunk may be short, and only an only one may be empty")
    if not size and not final:
        return 0
    cipher = ChaCha20Poly1305(payload_key)
    last = chunk_count(size) - 1
    start = written = 0
    for index in range(last + 1):
        part = plaintext[start : start + CHUNK]
        start += CHUNK
        end = written + len(part) + TAG
        cipher.encrypt_into(
            _nonce(first_chunk + index, final and index == last), part, None, out[written:end]
        )
        written = end
    return written


def open_chunks(
    payload_key: bytes, ciphertext: memoryview, out: memoryview, *, first_chunk: int, final: bool
) -> int:
    """Open a run of chunks from `ciphertext` into `out`; return the bytes written.

    Args:
        payload_key: 32 bytes.
        ciphertext: whole sealed chunks of 65552 bytes; only the last of the payload may be shorter.
        out: at least as long as the plaintext; must not overlap the ciphertext.
        first_chunk: the number of the first chunk in the payload, from 0.
        final: whether the payload must end with this run.

    Raises:
        PayloadError: a chunk is damaged, or the end is not where it must be. `opened` bytes of `out` are
            genuine; nothing that did not authenticate is left in it.
    """
    size = len(ciphertext)
    if not size and not final:
        return 0
    cipher = ChaCha20Poly1305(payload_key)
    last = max(0, -(-size // SEALED_CHUNK) - 1)
    start = written = 0
    for number in range(first_chunk, first_chunk + last + 1):
        part = ciphertext[start : start + SEALED_CHUNK]
        start += SEALED_CHUNK
        ends = final and number == first_chunk + last
        _check_size(len(part), number, written, ends=ends)
        end = written + len(part) - TAG
        try:
            cipher.decrypt_into(_nonce(number, ends), part, None, out[written:end])
        except InvalidTag:
            raise _fault(cipher, part, out[written:end], number, written, ends=ends) from None
        written = end
    return written


def _check_size(size: int, number: int, opened: int, *, ends: bool) -> None:
    if size < TAG or (size < SEALED_CHUNK and not ends):
        raise PayloadError(chunk=number, reason="it is cut", opened=opened)
    if size == TAG and number:
        raise PayloadError(chunk=number, reason="the last chunk is empty", opened=opened)


def _fault(
    cipher: ChaCha20Poly1305, part: memoryview, out: memoryview, number: int, opened: int, *, ends: bool
) -> PayloadError:
    """Say why a chunk did not open: damaged, or genuine but with the end of the payload elsewhere."""
    out[:] = bytes(len(out))  # the library decrypts before it knows the tag is wrong
    if len(part) == SEALED_CHUNK:
        try:
            out[:] = cipher.decrypt(_nonce(number, not ends), part, None)
        except InvalidTag:
            return PayloadError(chunk=number, reason="its bytes were changed", opened=opened)
        reason = "the chunks after it are missing" if ends else "there are bytes after the last chunk"
        return PayloadError(chunk=number, reason=reason, opened=opened + len(out))
    return PayloadError(chunk=number, reason="its bytes were changed", opened=opened)


def _nonce(number: int, final: bool) -> bytes:  # noqa: FBT001 - called once a chunk; positional is faster
    return (number << 8 | final).to_bytes(12, "big")
