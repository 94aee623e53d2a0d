"""The whole way: a kit is made, trustees check and answer, the coordinator opens; and everything that goes wrong."""

import base64
import random as not_secret
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wildgrass.crypto import age, slip39
from wildgrass.errors import WildgrassError
from wildgrass.vault import shares
from wildgrass.vault.paper import page
from wildgrass.vault.shares import COMMITMENTS, KEYCHECK, ShareDocument
from wildgrass.vault.trustees import (
    KeycheckError,
    RecoveredKeyError,
    ShareNotDealtError,
    ShareOtherCoordinatorError,
    ShareOtherKeyError,
    ShareOtherVaultError,
    ShareSealError,
    VaultKeys,
    answer,
    check_share,
    make_kit,
    open_answers,
)
from wildgrass.vault.trustees_kit import (
    NoSpareError,
    PaperOpenError,
    RecipientClassicalError,
    SingleTrusteeError,
    TrusteeRecipientError,
    TrusteeTwiceError,
)

VAULT = "00112233445566778899aabbccddeeff"
OTHER_VAULT = "ff" * 16
ANA, BEN, LI = (age.HybridIdentity.from_secret(bytes([number]) * 32) for number in (1, 2, 3))
COORDINATOR = age.HybridIdentity.from_secret(b"\x09" * 32)
STRANGER = age.HybridIdentity.from_secret(b"\x0a" * 32)
TRUSTEES = [("Ana", ANA), ("Ben", BEN), ("李薇", LI)]


def kit_of(vault_id=VAULT, *, threshold=2, paper=("Oma",), coordinator=COORDINATOR, **more):
    people = [(name, identity.recipient().text) for name, identity in TRUSTEES]
    wishes = {"trustees": people, "paper": paper, "threshold": threshold} | more
    return make_kit(vault_id, coordinator=coordinator.recipient().text, **wishes)


def keys_of(kit, vault_id=VAULT):
    return VaultKeys(
        vault_id=vault_id,
        recipient=kit.recipient,
        commitments=kit.vault_objects[COMMITMENTS],
        keycheck=kit.vault_objects[KEYCHECK],
    )


KIT = kit_of(random=not_secret.Random(1).randbytes)
KEYS = keys_of(KIT)
SHARE_FILES = ["share-1-Ana.age", "share-2-Ben.age", "share-3-李薇.age"]


def answers_of(kit):
    """Return (file name, answer) of the three sealed shares of a kit."""
    return [
        (f"answer-{name}.age", answer(kit.files[f"{shares.file_stem(index, name)}.age"], [identity]))
        for index, (name, identity) in enumerate(TRUSTEES, 1)
    ]


ANSWERS = answers_of(KIT)
DOCUMENTS = [ShareDocument.from_bytes(age.decrypt(data, [COORDINATOR])) for _, data in ANSWERS]


def sealed(document, identity=COORDINATOR):
    """What a dishonest person who knows the format could send."""
    return age.encrypt(document.to_bytes(), [identity.recipient()])


def pairs(document):
    """Return each two neighbouring words of a share; a single one may be an English word that we use."""
    words = document.words.split()
    return [" ".join(words[at : at + 2]) for at in range(len(words) - 1)]


def paper_words(kit, name="share-4-Oma.html"):
    """Read the words off the printed page, as a person would: numbered, column by column."""
    cells = kit.files[name].decode().split('<td class="number">')[1:]
    numbered = dict(cell.split("</td>")[0:2] for cell in cells)
    return "\n".join(f"{number}. {numbered[str(number)].removeprefix('<td>')}" for number in range(1, 34))


def test_any_two_of_four_open_and_one_does_not():
    words = [("oma.txt", paper_words(KIT))]
    for chosen in combinations([*ANSWERS, None], 2):
        sent, paper = [each for each in chosen if each], words if None in chosen else []
        recovered = open_answers(sent, [COORDINATOR], KEYS, words=paper)
        assert recovered.identity.recipient().text == KIT.recipient
        assert not recovered.set_aside
    for one in ANSWERS:
        with pytest.raises(slip39.TooFewSharesError, match="still needed: 1"):
            open_answers([one], [COORDINATOR], KEYS)


def test_what_was_sealed_to_the_vault_opens_with_the_recovered_key():
    secret = age.encrypt(b"post", [age.parse_recipient(KIT.recipient)])
    recovered = open_answers(ANSWERS[:2], [COORDINATOR], KEYS)
    assert age.decrypt(secret, [recovered.identity]) == b"post"
    assert recovered.used == ("answer-Ana.age (Ana)", "answer-Ben.age (Ben)")


@pytest.mark.parametrize("hybrid", [True, False])
def test_both_kinds_of_recovery_key(hybrid):
    kit = kit_of(hybrid=hybrid)
    assert kit.recipient.startswith("age1pq1") == hybrid
    recovered = open_answers(answers_of(kit), [COORDINATOR], keys_of(kit))
    assert isinstance(recovered.identity, age.HybridIdentity if hybrid else age.X25519Identity)


def test_paper_words_alone_open_without_any_key():
    kit = make_kit(
        VAULT, trustees=[], paper=["Oma", "王"], threshold=2, coordinator=COORDINATOR.recipient().text
    )
    words = [
        ("oma.txt", paper_words(kit, "share-1-Oma.html")),
        ("wang.txt", paper_words(kit, "share-2-王.html")),
    ]
    assert open_answers([], [], keys_of(kit), words=words).identity.recipient().text == kit.recipient


def test_the_kit_names_its_files_and_the_objects_of_the_vault():
    assert sorted(KIT.files) == [*SHARE_FILES, "share-4-Oma.html"]
    assert sorted(KIT.vault_objects) == ["v1/keys/commitments.txt", "v1/keys/keycheck.age"]


def test_the_secret_is_nowhere_in_the_kit():
    """Not in a file, an object, a notice or a repr: neither as bytes, hex, base64, text nor any share's words."""
    identity = open_answers(ANSWERS, [COORDINATOR], KEYS).identity
    recovered = open_answers(ANSWERS, [COORDINATOR], KEYS)
    secret = identity.secret()
    forms = [secret, secret.hex().encode(), base64.b64encode(secret), identity.text().encode(), b"SECRET-KEY"]
    everything = [
        *KIT.files.values(),
        *KIT.vault_objects.values(),
        repr(KIT).encode(),
        repr(recovered).encode(),
    ]
    assert not any(form in place for form in forms for place in everything)
    public = [*KIT.vault_objects.values(), *(KIT.files[name] for name in SHARE_FILES), repr(KIT).encode()]
    for document in DOCUMENTS:
        assert not any(document.words.encode() in place for place in public)
        assert not any(
            word.encode() in repr(KIT).encode() for word in document.words.split() if len(word) > 7
        )


def test_the_vault_learns_no_name_no_threshold_and_no_coordinator():
    public = b"".join(KIT.vault_objects.values())
    for name, identity in [*TRUSTEES, ("Oma", STRANGER), ("threshold", COORDINATOR)]:
        assert name.encode() not in public
        assert identity.recipient().text.encode() not in public


def test_check_says_what_a_share_is_and_shows_no_word():
    facts = check_share(KIT.files["share-3-李薇.age"], [LI])
    assert (facts.vault_id, facts.index, facts.trustee, facts.threshold, facts.total) == (
        VAULT,
        3,
        "李薇",
        2,
        4,
    )
    assert facts.coordinator == shares.fingerprint(COORDINATOR.recipient().text)
    assert facts.recipient == shares.fingerprint(KIT.recipient)
    assert not any(
        word in f"{facts} {facts.to_json()}" for word in DOCUMENTS[2].words.split() if len(word) > 4
    )


def test_an_answer_opens_with_the_coordinators_key_only():
    for key in (ANA, STRANGER):
        with pytest.raises(age.NoMatchError):
            age.decrypt(ANSWERS[0][1], [key])
    assert age.decrypt(ANSWERS[0][1], [COORDINATOR]) == age.decrypt(KIT.files["share-1-Ana.age"], [ANA])


def test_armored_shares_and_answers_are_read():
    armored = age.armor(KIT.files["share-1-Ana.age"]).encode()
    sent = age.armor(answer(armored, [ANA])).encode()
    assert check_share(armored, [ANA]).index == 1
    assert open_answers([("a", b"\n" + sent), ANSWERS[1]], [COORDINATOR], KEYS).identity


def test_the_right_key_among_several_is_found():
    assert check_share(KIT.files["share-2-Ben.age"], [STRANGER, BEN]).trustee == "Ben"


# What goes wrong, one thing at a time. Two good answers of three remain only where it says so.

ALTERED = replace(DOCUMENTS[2], words=slip39.split(bytes(32), threshold=2, count=4)[2].phrase())
WRONG = {
    "another vault": (sealed(replace(DOCUMENTS[2], vault_id=OTHER_VAULT)), ShareOtherVaultError),
    "another coordinator": (
        sealed(replace(DOCUMENTS[2], coordinator=STRANGER.recipient().text)),
        ShareOtherCoordinatorError,
    ),
    "altered words": (sealed(ALTERED), ShareNotDealtError),
    "sealed to another": (sealed(DOCUMENTS[2], STRANGER), ShareOtherKeyError),
    "a share, no answer": (KIT.files["share-3-李薇.age"], ShareOtherKeyError),
    "cut off": (ANSWERS[2][1][:-1], ShareSealError),
    "no age file": (b"hello", ShareSealError),
    "empty": (b"", ShareSealError),
    "huge": (b"age-encryption.org/v1\n" + bytes(10_000_000), ShareSealError),
    "no share inside": (age.encrypt(b"hello", [COORDINATOR.recipient()]), shares.ShareDocumentError),
    "twice": (ANSWERS[0][1], slip39.ShareDuplicateError),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_bad_answer_is_named_when_it_was_needed(what):
    data, error = WRONG[what]
    with pytest.raises(error, match=r"answer-3\.age"):
        open_answers([ANSWERS[0], ("answer-3.age", data)], [COORDINATOR], KEYS)


@pytest.mark.parametrize("what", WRONG)
def test_a_bad_answer_does_not_stop_enough_good_ones(what):
    data, error = WRONG[what]
    recovered = open_answers([ANSWERS[0], ("answer-3.age", data), ANSWERS[1]], [COORDINATOR], KEYS)
    [aside] = recovered.set_aside
    assert type(aside) is error
    assert "answer-3.age" in str(aside)
    assert len(recovered.used) == 2


@pytest.mark.parametrize("what", ["another vault", "another coordinator", "altered words", "twice"])
def test_an_opened_bad_answer_is_named_with_its_trustee_too(what):
    data, error = WRONG[what]
    with pytest.raises(error, match=r"answer-3\.age \((李薇|Ana)\)"):
        open_answers([ANSWERS[0], ("answer-3.age", data)], [COORDINATOR], KEYS)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", slip39.ShareLengthError),
        ("academic " * 1_000_000, slip39.ShareLengthError),
        ("hello " * 33, slip39.ShareWordError),
        (paper_words(KIT).replace("33. ", "33. x"), slip39.ShareWordError),
        (slip39.split(bytes(32), threshold=2, count=4)[3].phrase(), ShareNotDealtError),
        (DOCUMENTS[0].words, slip39.ShareDuplicateError),
    ],
)
def test_bad_words_are_named_by_their_file(text, error):
    with pytest.raises(error, match=r"oma\.txt"):
        open_answers(ANSWERS[:1], [COORDINATOR], KEYS, words=[("oma.txt", text)])


def test_nothing_at_all_is_too_few():
    with pytest.raises(slip39.TooFewSharesError):
        open_answers([], [COORDINATOR], KEYS)


def test_the_wrong_coordinator_opens_nothing():
    with pytest.raises(ShareOtherKeyError, match=r"answer-Ana\.age"):
        open_answers(ANSWERS, [STRANGER], KEYS)


def test_commitments_that_someone_replaced_do_not_stop_genuine_shares():
    """A captor of the store must not be able to make honest trustees look like liars."""
    forged = shares.commit(VAULT, KIT.recipient, ["x", "y"], not_secret.Random(1).randbytes)
    recovered = open_answers(ANSWERS, [COORDINATOR], replace(KEYS, commitments=forged.to_bytes()))
    assert recovered.identity.recipient().text == KIT.recipient
    assert len(recovered.used) == 3
    assert {type(each) for each in recovered.set_aside} == {ShareNotDealtError}


def test_commitments_of_another_vault_are_refused():
    for other in (kit_of(), kit_of(OTHER_VAULT)):
        with pytest.raises(shares.CommitmentsError, match="another vault"):
            open_answers(ANSWERS, [COORDINATOR], replace(KEYS, commitments=other.vault_objects[COMMITMENTS]))


def test_shares_of_one_vault_and_the_recipient_of_another_are_noticed():
    """vault.json and commitments replaced together: the shares give a key, but not that vault's."""
    forged = shares.commit(VAULT, STRANGER.recipient().text, [each.words for each in DOCUMENTS], bytes)
    swapped = replace(KEYS, recipient=STRANGER.recipient().text, commitments=forged.to_bytes())
    with pytest.raises(RecoveredKeyError):
        open_answers(ANSWERS, [COORDINATOR], swapped)


@pytest.mark.parametrize(
    "keycheck",
    [
        b"",
        KIT.vault_objects[KEYCHECK][:-1],
        kit_of().vault_objects[KEYCHECK],
        age.encrypt(b"wildgrass keycheck 1\nvault 0\n", [age.parse_recipient(KIT.recipient)]),
    ],
)
def test_a_changed_keycheck_is_noticed(keycheck):
    with pytest.raises(KeycheckError):
        open_answers(ANSWERS, [COORDINATOR], replace(KEYS, keycheck=keycheck))


def test_every_byte_flip_of_a_share_file_is_refused():
    """All of an X25519 share's bytes: header, seal and payload; never another exception, never a share."""
    trustee = age.X25519Identity.from_secret(b"\x05" * 32)
    coordinator = age.X25519Identity.from_secret(b"\x06" * 32).recipient().text
    kit = make_kit(
        VAULT,
        trustees=[("A", trustee.recipient().text), ("B", ANA.recipient().text)],
        threshold=2,
        coordinator=coordinator,
        hybrid=False,
    )
    data = kit.files["share-1-A.age"]
    assert check_share(data, [trustee]).trustee == "A"
    for place in range(len(data)):
        broken = bytearray(data)
        broken[place] ^= 1 << (place % 8)
        with pytest.raises((ShareSealError, ShareOtherKeyError)):
            check_share(bytes(broken), [trustee])


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_any_byte_flip_of_a_hybrid_answer_is_refused(place, change):
    data = bytearray(ANSWERS[0][1])
    data[place % len(data)] ^= change
    with pytest.raises((ShareSealError, ShareOtherKeyError), match=r"changed\.age"):
        open_answers([("changed.age", bytes(data))], [COORDINATOR], KEYS)


@given(st.binary(max_size=300))
def test_any_bytes_give_a_typed_error(data):
    with pytest.raises(WildgrassError):
        check_share(data, [ANA])


def test_a_passphrase_file_in_place_of_a_share_is_refused_without_work():
    stanza = (
        b"age-encryption.org/v1\n-> scrypt rF0/NwblUHHTpgQgRpe5CQ 23\n" + b"A" * 43 + b"\n--- " + b"A" * 43
    )
    with pytest.raises((ShareSealError, ShareOtherKeyError)):
        check_share(stanza + b"\n" + bytes(100), [ANA])


# Making a kit.


def test_classical_keys_are_pointed_out_by_name():
    classical = age.X25519Identity.from_secret(b"\x04" * 32).recipient().text
    kit = make_kit(
        VAULT,
        trustees=[("Ana", classical), ("Ben", BEN.recipient().text), ("Li", LI.recipient().text)],
        threshold=2,
        coordinator=COORDINATOR.recipient().text,
    )
    [notice] = kit.notices
    assert isinstance(notice, RecipientClassicalError)
    assert "Ana" in str(notice)


def test_open_pages_missing_spares_and_lone_trustees_are_pointed_out():
    assert [type(each) for each in kit_of(threshold=2).notices] == [PaperOpenError]
    assert [type(each) for each in kit_of(threshold=4).notices] == [NoSpareError, PaperOpenError]
    alone = kit_of(trustees=[("Ana", ANA.recipient().text)], paper=(), threshold=1)
    assert [type(each) for each in alone.notices] == [SingleTrusteeError]
    assert not kit_of(threshold=2, paper=()).notices


@pytest.mark.parametrize(
    ("wishes", "error"),
    [
        ({"threshold": 1}, slip39.SplitError),
        ({"threshold": 5}, slip39.SplitError),
        ({"paper": [f"p{number}" for number in range(14)]}, slip39.SplitError),
        ({"trustees": [], "paper": []}, slip39.SplitError),
        ({"paper": ["Ana"]}, TrusteeTwiceError),
        ({"paper": ["ANA"]}, TrusteeTwiceError),
        ({"trustees": [("A", ANA.recipient().text), ("B", ANA.recipient().text)]}, TrusteeTwiceError),
        ({"trustees": [("A", ANA.text()), ("B", BEN.recipient().text)]}, TrusteeRecipientError),
        ({"trustees": [("A", "age1"), ("B", BEN.recipient().text)]}, TrusteeRecipientError),
        ({"paper": ["a\u202eb"]}, shares.TrusteeNameError),
    ],
)
def test_a_kit_that_makes_no_sense_is_refused(wishes, error):
    with pytest.raises(error) as raised:
        kit_of(**wishes)
    assert "SECRET" not in f"{raised.value} {raised.value.details}"


def test_a_coordinator_that_is_no_recipient_is_refused():
    with pytest.raises(TrusteeRecipientError, match="coordinator"):
        make_kit(VAULT, trustees=[], paper=["a", "b"], threshold=2, coordinator="someone")


def test_everything_dealt_comes_from_the_random_source_given():
    """Twice the same randomness, twice the same key, words and commitments; the seals of hybrid keys differ."""
    one, two = (kit_of(random=not_secret.Random(7).randbytes) for _ in range(2))
    assert one.recipient == two.recipient
    assert one.vault_objects[COMMITMENTS] == two.vault_objects[COMMITMENTS]
    assert one.files["share-4-Oma.html"] == two.files["share-4-Oma.html"]
    assert kit_of(random=not_secret.Random(8).randbytes).recipient != one.recipient


def test_two_kits_share_nothing():
    assert kit_of().recipient != KIT.recipient
    assert page(DOCUMENTS[0]) == page(DOCUMENTS[0])
