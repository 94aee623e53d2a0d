"""Recipients, identities, heads: their texts, their limits, and that secrets stay secret."""

import hashlib

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wildgrass.crypto import age
from wildgrass.crypto.age import bech32
from wildgrass.crypto.age.header import parse_header

SECRET = hashlib.sha256(b"a fixed secret for tests").digest()
IDENTITIES = [age.X25519Identity.from_secret(SECRET), age.HybridIdentity.from_secret(SECRET)]
SPEC_X25519 = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
SPEC_X25519_RECIPIENT = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
SPEC_HYBRID = "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR"


class Counter:
    """A source of randomness that counts, for reproducible heads."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, size: int) -> bytes:
        self.calls += 1
        return hashlib.shake_256(self.calls.to_bytes(4, "big")).digest(size)


def test_the_keys_of_the_specification():
    """The example identities of the age specification give the example recipients."""
    assert age.parse_identity(SPEC_X25519).recipient().text == SPEC_X25519_RECIPIENT
    hybrid = age.parse_identity(SPEC_HYBRID).recipient().text
    assert len(hybrid) == 1959
    assert hybrid.startswith(
        "age1pq1x34nzsvr0rxjsgdn8zgyhfe8j7ceq5r9rdelkjuh3y235jzxshfg87pzf5zrqtzdxz95paef6caq5"
    )
    assert hybrid.endswith("wze9pyyzk3tlhl53k2ykx3qheyty7saeq0d3fzv49zc0k")


@pytest.mark.parametrize("identity", IDENTITIES, ids=repr)
def test_texts_read_back(identity):
    """A key's text gives the same key."""
    again = age.parse_identity(identity.text())
    assert type(again) is type(identity)
    assert again.secret() == SECRET
    recipient = identity.recipient()
    assert age.parse_recipient(recipient.text) == recipient
    assert hash(age.parse_recipient(recipient.text)) == hash(recipient)
    assert repr(recipient) == f"{type(recipient).__name__}({recipient.text[:24]}…)"


@pytest.mark.parametrize("identity", IDENTITIES, ids=repr)
@given(data=st.data())
def test_one_wrong_character_in_a_text_is_noticed(identity, data):
    """The checksum finds any single wrong character of a recipient or an identity."""
    recipient = identity.recipient().text
    text, parse = data.draw(
        st.sampled_from([(identity.text(), age.parse_identity), (recipient, age.parse_recipient)])
    )
    place = data.draw(st.integers(0, len(text) - 1))
    put = data.draw(st.sampled_from("qpzry9x8gf2tvdw0s3jn54khce6mua7l1B-é "))
    wrong = text[:place] + (put.upper() if text.isupper() else put) + text[place + 1 :]
    assume(wrong != text)
    with pytest.raises(age.AgeError) as caught:
        parse(wrong)
    assert text[20:40] not in str(caught.value)


@given(st.text(max_size=100))
def test_any_other_text_is_refused_with_our_errors(text):
    """Noise is neither a recipient nor an identity."""
    with pytest.raises(age.RecipientTextError):
        age.parse_recipient(text)
    with pytest.raises(age.IdentityTextError):
        age.parse_identity(text)


@pytest.mark.parametrize(
    "text",
    [
        SPEC_X25519,
        SPEC_X25519_RECIPIENT.upper(),
        " " + SPEC_X25519_RECIPIENT,
        bech32.encode("age", bytes(32)),
        bech32.encode("age", bytes(31)),
        bech32.encode("age1pq", bytes(1216)),
        bech32.encode("age1pq", b"\xff" * 1184 + b"\x09" + bytes(31)),
        bech32.encode("age1pq", bytes(1215)),
        bech32.encode("age1tag", bytes(33)),
        "age1" + "q" * 5000,
    ],
    ids=[
        "secret-key",
        "upper-case",
        "space-before",
        "low-order-point",
        "short-x25519",
        "low-order-half",
        "bad-lattice-half",
        "short-hybrid",
        "hardware-tag",
        "too-long",
    ],
)
def test_a_recipient_that_cannot_be_used_is_refused(text):
    """Keys that would hide nothing, or that we cannot encrypt to, are refused when they are read."""
    with pytest.raises(age.RecipientTextError) as caught:
        age.parse_recipient(text)
    assert text[10:40] not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        SPEC_X25519.lower(),
        SPEC_X25519_RECIPIENT,
        bech32.encode("age-secret-key-", bytes(31)).upper(),
        bech32.encode("age-secret-key-pq-", bytes(33)).upper(),
        bech32.encode("age-plugin-yubikey-", bytes(32)).upper(),
    ],
    ids=["lower-case", "recipient", "short", "long", "plugin"],
)
def test_a_text_that_is_no_identity_is_refused(text):
    """Only whole, upper-case secret keys of our two kinds are identities."""
    with pytest.raises(age.IdentityTextError):
        age.parse_identity(text)


def test_a_key_file_holds_identities_between_comments():
    """Key files as age-keygen writes them are read."""
    text = f"# created: 2025-01-01\r\n# public key: …\n\n{SPEC_X25519}\n  {SPEC_HYBRID}\n"
    assert [type(i) for i in age.parse_identity_file(text)] == [age.X25519Identity, age.HybridIdentity]
    with pytest.raises(age.IdentityTextError):
        age.parse_identity_file("# nothing\n")
    with pytest.raises(age.IdentityTextError):
        age.parse_identity_file(SPEC_X25519 + " trailing\n")


@pytest.mark.parametrize("pad", [1, 2, 4, 8])
def test_bech32_padding_must_be_zero(pad):
    """Two texts never mean the same bytes."""
    good = bech32.encode("age", bytes(32))
    symbols = [bech32.CHARSET.index(c) for c in good[4:-6]]
    symbols[-1] |= pad & 0b1111
    check = bech32._polymod(iter([*bech32._expand("age"), *symbols, *[0] * 6])) ^ 1
    symbols += [check >> 5 * (5 - i) & 31 for i in range(6)]
    with pytest.raises(bech32.Bech32Error, match="padding"):
        bech32.decode("age1" + "".join(bech32.CHARSET[s] for s in symbols))


def test_secrets_are_not_in_any_repr():
    """Nothing that holds a secret shows it."""
    x25519, hybrid = IDENTITIES
    passphrase = b"correct horse battery"
    file = age.new_file([x25519.recipient()])
    opened = age.read_head(file.head, [x25519])
    holders = [
        x25519,
        hybrid,
        age.ScryptRecipient(passphrase, 2),
        age.ScryptIdentity(passphrase),
        file,
        opened,
    ]
    secrets = [
        SECRET,
        passphrase,
        file.file_key,
        file.payload_key,
        x25519.text().encode(),
        hybrid.text().encode(),
    ]
    for holder in holders:
        shown = repr(holder) + str(holder) + f"{holder}"
        for secret in secrets:
            assert repr(secret)[2:-1] not in shown
            assert secret.hex() not in shown


def test_hybrid_and_classic_recipients_are_never_mixed():
    """One classic recipient would undo the post-quantum protection of the others."""
    classic, hybrid = (identity.recipient() for identity in IDENTITIES)
    for mixed in (
        [classic, hybrid],
        [age.ScryptRecipient(b"p", 1), classic],
        [age.ScryptRecipient(b"p", 1)] * 2,
        [],
    ):
        with pytest.raises(age.RecipientsMixedError):
            age.encrypt(b"", mixed)


@pytest.mark.parametrize("identity", IDENTITIES, ids=repr)
def test_each_of_several_recipients_opens(identity):
    """Every recipient opens the file, and a stranger does not."""
    others = [type(identity).from_secret(bytes([n]) * 32) for n in range(4)]
    sealed = age.encrypt(b"for all of us", [other.recipient() for other in others])
    for other in others:
        assert age.decrypt(sealed, [identity, other]) == b"for all of us"
    with pytest.raises(age.NoMatchError):
        age.decrypt(sealed, [identity])
    with pytest.raises(age.NoMatchError):
        age.decrypt(sealed, [])


def test_a_file_opens_from_its_file_key_without_an_identity():
    """What a manifest keeps of a file is enough to open it."""
    file = age.new_file([IDENTITIES[1].recipient()])
    opened = age.read_head(file.head + b"what follows", [IDENTITIES[1]])
    kept = age.head_from_file_key(file.file_key, file.nonce, len(file.head))
    assert opened.payload_key == kept.payload_key == file.payload_key
    assert opened.head_size == kept.head_size == len(file.head)
    assert (opened.file_key, opened.nonce) == (file.file_key, file.nonce)
    for key, nonce in ((b"short", file.nonce), (file.file_key, b"")):
        with pytest.raises(age.HeaderError):
            age.head_from_file_key(key, nonce, 200)


def test_the_same_randomness_gives_the_same_x25519_file():
    """All randomness of a classic file is passed in; each file draws a fresh key, nonce and share."""
    random = Counter()
    recipients = [IDENTITIES[0].recipient()] * 2
    first = age.encrypt(b"same", recipients, random=random)
    assert random.calls == 4
    assert age.encrypt(b"same", recipients, random=random) != first
    assert age.encrypt(b"same", recipients, random=Counter()) == first


def test_a_written_header_reads_back():
    """Serialising and parsing a header agree on every field."""
    recipients = [age.HybridIdentity.from_secret(bytes([n]) * 32).recipient() for n in range(3)]
    head = age.new_file(recipients).head
    header = parse_header(head)
    assert header.size + age.NONCE_SIZE == len(head)
    assert [(s.type, len(s.arguments), len(s.body)) for s in header.stanzas] == [
        ("mlkem768x25519", 1, 32)
    ] * 3


def test_too_much_work_is_refused_before_it_is_done():
    """A file that asks for 2**63 work fails at once; the limit can be lowered."""
    sealed = age.encrypt(b"", [age.ScryptRecipient(b"p", 5)])
    assert age.decrypt(sealed, [age.ScryptIdentity(b"p", max_work_factor=5)]) == b""
    with pytest.raises(age.WorkFactorError) as caught:
        age.decrypt(sealed, [age.ScryptIdentity(b"p", max_work_factor=4)])
    assert str(caught.value) == "a passphrase file asks for a work factor of 5, and the limit is 4"
    for absurd in (b" 63\n", b" 99999999999999999999\n"):
        with pytest.raises(age.WorkFactorError):
            age.decrypt(sealed.replace(b" 5\n", absurd), [age.ScryptIdentity(b"p")])


@pytest.mark.parametrize(("passphrase", "work_factor"), [(b"", 10), (b"p", 0), (b"p", 19)])
def test_a_passphrase_recipient_that_we_could_not_read_is_refused(passphrase, work_factor):
    """We never write what our own limits would not open."""
    with pytest.raises(ValueError, match="passphrase"):
        age.ScryptRecipient(passphrase, work_factor)


def test_every_error_has_its_own_code_and_a_hint():
    """Codes are what the Chinese catalogue and the documents key on."""
    kinds = [age.AgeError]
    for kind in kinds:
        kinds.extend(kind.__subclasses__())
    assert len({kind.code for kind in kinds}) == len(kinds) == 10
    assert all(kind.code.startswith("age-") and kind.hint for kind in kinds)
