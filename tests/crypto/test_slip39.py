"""SLIP-39: the standard's vectors, every subset of small deals, and errors that name the bad share."""

import json
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shamir_mnemonic import EncryptedMasterSecret, combine_mnemonics, generate_mnemonics, split_ems
from shamir_mnemonic.wordlist import WORDLIST

from wildgrass.crypto.slip39 import (
    ShareAlteredError,
    ShareChecksumError,
    ShareConflictError,
    ShareDuplicateError,
    ShareForeignError,
    ShareFormatError,
    ShareLengthError,
    ShareSetError,
    ShareWordError,
    SplitError,
    TooFewSharesError,
    combine,
    parse_share,
    split,
)
from wildgrass.errors import WildgrassError

SECRET = bytes(range(32))


def deal(threshold, count, seed=1, secret=SECRET):
    return split(secret, threshold=threshold, count=count, random=counting(seed))


def counting(seed):
    """A random source that is none: 1, 2, 3 … in a field of `seed`."""
    state = [seed]

    def random(size):
        state[0] = (state[0] * 6364136223846793005 + 1442695040888963407) % 2**64
        return (state[0].to_bytes(8, "big") * 8)[:size]

    return random


def named(shares):
    return [(f"share-{share.index + 1}", share.phrase()) for share in shares]


def altered(share, how=1):
    """The same share with another value and a right checksum: what a dishonest trustee could write."""
    raw = share._raw
    value = (int.from_bytes(raw.value, "big") ^ how).to_bytes(32, "big")
    parts = (raw.identifier, raw.extendable, raw.iteration_exponent, 0, 1, 1, raw.index, raw.member_threshold)
    return " ".join(type(raw)(*parts, value).words())


@pytest.mark.parametrize("count", range(2, 6))
def test_every_sufficient_subset_gives_the_secret_and_no_smaller_one_does(count):
    for threshold in range(2, count + 1):
        shares = deal(threshold, count, seed=count * 10 + threshold)
        for size in range(threshold, count + 1):
            for subset in combinations(shares, size):
                assert combine(named(subset)) == SECRET
        for subset in combinations(shares, threshold - 1):
            with pytest.raises(TooFewSharesError, match="still needed: 1"):
                combine(named(subset))


@given(st.binary(min_size=32, max_size=32), st.integers(2, 16), st.data())
def test_any_secret_comes_back_and_the_reference_implementation_agrees(secret, count, data):
    threshold = data.draw(st.integers(2, count))
    shares = deal(threshold, count, data.draw(st.integers(0, 2**32)), secret)
    subset = data.draw(st.permutations(shares))[:threshold]
    assert combine(named(subset)) == secret
    assert combine_mnemonics([share.phrase() for share in subset]) == secret


def test_shares_of_the_reference_implementation_combine():
    [shares] = generate_mnemonics(1, [(3, 5)], SECRET)
    assert combine([(str(number), words) for number, words in enumerate(shares[1:4])]) == SECRET


def test_the_same_randomness_gives_the_same_shares_and_other_randomness_others():
    assert deal(3, 5) == deal(3, 5)
    assert {share.phrase() for share in deal(3, 5, 1)}.isdisjoint(share.phrase() for share in deal(3, 5, 2))


def test_the_deal_is_that_of_the_reference_implementation(monkeypatch):
    """With the same random bytes, word for word. (Its randomness can only be set for the whole module.)"""
    ours = deal(3, 5, seed=9)
    sealed = EncryptedMasterSecret.from_master_secret(SECRET, b"", ours[0].identifier, True, 1)
    random = counting(9)
    random(2)
    padding, free = random(28), random(32)
    monkeypatch.setattr("shamir_mnemonic.shamir.RANDOM_BYTES", lambda size: {28: padding, 32: free}[size])
    [theirs] = split_ems(1, [(3, 5)], sealed)
    assert [share.phrase() for share in ours] == [share.mnemonic() for share in theirs]


def test_one_of_one_is_for_a_person_who_is_her_own_trustee():
    assert combine(named(deal(1, 1))) == SECRET


@pytest.mark.parametrize(("threshold", "count"), [(0, 3), (1, 2), (1, 3), (4, 3), (2, 17), (0, 0), (-1, 3)])
def test_a_deal_that_makes_no_sense_is_refused(threshold, count):
    with pytest.raises(SplitError):
        deal(threshold, count)


def test_a_secret_of_another_length_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="32 bytes"):
        split(bytes(16), threshold=2, count=3)


def test_a_share_has_33_words_and_never_shows_them():
    share = deal(2, 3)[0]
    assert len(share.words) == 33
    for shown in (repr(share), str(share), f"{[share]}"):
        assert not set(share.words) & set(shown.replace("(", " ").split())
        assert not any(word in shown for word in share.words if len(word) > 5)


@pytest.mark.parametrize(
    "write",
    [
        str.upper,
        lambda words: words.replace(" ", "\n"),
        lambda words: "  " + words.replace(" ", " \t ") + "\r\n",
        lambda words: "\n".join(f"{number}. {word}" for number, word in enumerate(words.split(), 1)),
        lambda words: " ".join(f"{number}) {word}" for number, word in enumerate(words.split(), 1)),
        lambda words: " ".join(f"{number:02d} {word}" for number, word in enumerate(words.split(), 1)),
    ],
)
def test_words_are_read_as_people_write_them(write):
    share = deal(2, 3)[0]
    assert parse_share("x", write(share.phrase())) == share


def test_four_letters_of_each_word_are_enough():
    """Some metal plates hold no more; a word that goes on differently is still unknown."""
    share = deal(2, 3)[0]
    assert len({word[:4] for word in WORDLIST}) == 1024
    assert parse_share("plate", " ".join(word[:4] for word in share.words)) == share
    assert parse_share("plate", " ".join(word[:5] for word in share.words)) == share
    for cut in (share.words[0][:3], share.words[0][:4] + "zz"):
        with pytest.raises(ShareWordError, match="word 1 "):
            parse_share("plate", " ".join([cut, *share.words[1:]]))


def test_an_unknown_word_is_named_by_its_place_and_not_shown():
    words = list(deal(2, 3)[0].words)
    words[6] = "wildgrass"
    with pytest.raises(ShareWordError, match="share of Li: word 7") as error:
        parse_share("share of Li", " ".join(words))
    assert "wildgrass" not in str(error.value.details)


@given(st.integers(0, 32), st.integers(1, 1023))
def test_any_one_wrong_word_is_found(place, step):
    words = list(deal(2, 3)[0].words)
    words[place] = WORDLIST[(WORDLIST.index(words[place]) + step) % 1024]
    with pytest.raises(ShareChecksumError, match="paper"):
        parse_share("paper", " ".join(words))


@given(st.integers(0, 31))
def test_two_swapped_words_are_found(place):
    words = list(deal(2, 3)[0].words)
    words[place], words[place + 1] = words[place + 1], words[place]
    if words != list(deal(2, 3)[0].words):
        with pytest.raises(ShareChecksumError):
            parse_share("paper", " ".join(words))


@pytest.mark.parametrize("count", [0, 1, 19, 32, 34, 60])
def test_a_missing_or_doubled_word_is_found(count):
    words = (list(deal(2, 3)[0].words) * 2)[:count]
    with pytest.raises((ShareLengthError, ShareChecksumError, ShareFormatError)):
        parse_share("paper", " ".join(words))


def test_a_huge_text_is_refused_before_it_is_read():
    with pytest.raises(ShareLengthError):
        parse_share("paper", "academic " * 1_000_000)


def test_a_share_that_asks_for_minutes_of_work_is_refused():
    raw = deal(2, 3)[0]._raw
    slow = type(raw)(raw.identifier, True, 15, 0, 1, 1, 0, 2, raw.value)
    with pytest.raises(ShareFormatError, match="work"):
        parse_share("paper", " ".join(slow.words()))


def test_a_foreign_share_is_named():
    mine, other = deal(3, 5, 1), deal(3, 5, 2)
    with pytest.raises(ShareForeignError, match="stranger"):
        combine([*named(mine[:2]), ("stranger", other[2].phrase())])


def test_a_share_of_another_deal_of_the_same_secret_is_foreign():
    """Shares of an old deal never mix with those of a new one."""
    with pytest.raises(ShareForeignError, match="old"):
        combine([*named(deal(2, 3, 1)[:1]), ("old", deal(2, 3, 5)[1].phrase())])


def test_the_same_share_twice_is_named():
    share = deal(2, 3)[0]
    with pytest.raises(ShareDuplicateError, match="copy: the same share as original"):
        combine([("original", share.phrase()), ("copy", share.phrase())])


def test_two_different_shares_of_one_place_are_both_named():
    shares = deal(2, 3)
    with pytest.raises(ShareConflictError, match="forged and genuine"):
        combine([("genuine", shares[0].phrase()), ("forged", altered(shares[0]))])


@pytest.mark.parametrize("position", range(4))
def test_an_altered_share_among_enough_others_is_named(position):
    shares = deal(2, 4)
    chosen = named(shares)
    chosen[position] = ("liar", altered(shares[position], 1 << 77))
    with pytest.raises(ShareAlteredError, match="liar"):
        combine(chosen)


def test_an_altered_share_among_just_enough_is_at_least_noticed():
    shares = deal(3, 5)
    with pytest.raises(ShareSetError, match="3 shares"):
        combine([*named(shares[:2]), ("liar", altered(shares[2]))])


def test_no_share_at_all_is_too_few():
    with pytest.raises(TooFewSharesError):
        combine([])


@given(st.lists(st.sampled_from([*WORDLIST, "1.", "x"]), max_size=70))
def test_any_words_give_a_share_or_a_typed_error(words):
    with pytest.raises(WildgrassError):
        parse_share("paper", " ".join(words))


@given(st.text(max_size=300))
def test_any_text_gives_a_typed_error(text):
    with pytest.raises(WildgrassError):
        combine([("a", text), ("b", text)])


# Which error each of the standard's refused vectors must give; the rest of the 45 must give their secret.
REFUSED = {
    **dict.fromkeys((2, 21), ShareChecksumError),
    **dict.fromkeys((3, 10, 22, 29), ShareFormatError),
    **dict.fromkeys((39, 40), ShareLengthError),
    **dict.fromkeys((6, 7, 8, 9, 12, 25, 26, 27, 28, 31), ShareForeignError),
    **dict.fromkeys((11, 30), ShareConflictError),
    **dict.fromkeys((13, 32), ShareSetError),
    **dict.fromkeys((5, 14, 15, 16, 24, 33, 34, 35), TooFewSharesError),
}


def test_vectors_of_the_standard(samples, monkeypatch):
    """All 45. They use the passphrase TREZOR, and we never use one, so only the last step differs."""
    path = samples / "vectors/trezor__python-shamir-mnemonic/vectors.json"
    if not path.is_file():
        pytest.skip("the SLIP-39 vectors are not beside the project")
    decrypt = EncryptedMasterSecret.decrypt
    monkeypatch.setattr(EncryptedMasterSecret, "decrypt", lambda self, _: decrypt(self, b"TREZOR"))
    vectors = json.loads(path.read_bytes())
    assert len(vectors) == 45
    for number, (title, mnemonics, secret, *_) in enumerate(vectors, 1):
        assert title.startswith(f"{number}. ")
        shares = [(f"line {line}", words) for line, words in enumerate(mnemonics, 1)]
        if secret:
            assert combine(shares).hex() == secret, title
        else:
            with pytest.raises(WildgrassError) as error:
                combine(shares)
            assert type(error.value) is REFUSED[number], title
