"""Joining, taking apart, naming, undoing: a model, the file, and what search makes of them."""

import json
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from library.archive_builders import FRIEND, ME, about, build, ids, message, moment, opened, post
from wildgrass.library import Contact, Library, PeopleDesk
from wildgrass.library.decisions import (
    Act,
    AlreadyOneError,
    Decision,
    NothingDecidedError,
    NothingToRedoError,
    NothingToUndoError,
    NotJoinedError,
    PeopleFileError,
    SameNameError,
    from_file,
    replayed,
    standing,
    taken_in,
    to_file,
)
from wildgrass.library.persons import NoSuchAccountError
from wildgrass.library.search import Filters
from wildgrass.model import Actor, Kind

LI = Actor(platform="weibo", id_kind="account", id="77", name="李大树")
LI_ON_QQ = Actor(platform="qq", id_kind="label", id="大树", name="大树")
KEYS = [f"x:account:{number}" for number in range(6)]
START = datetime(2026, 1, 1, tzinfo=UTC)


def clock():
    """A clock that goes on by a second whenever it is read."""
    times = iter(range(10_000))
    return lambda: START + timedelta(seconds=next(times))


def decision(act, *accounts, name=None, at=0):
    return Decision(at=f"2026-01-01T00:00:{at:02d}.000Z", act=Act(act), accounts=accounts, name=name)


class Deciding(RuleBasedStateMachine):
    """Any sequence of decisions, held to a partition kept the plain way, with every state kept for undo."""

    @initialize()
    def start(self):
        self.decisions, self.at = [], 0
        self.states = [(frozenset(frozenset([key]) for key in KEYS), {})]  # groups, name by group
        self.undone = []

    def decide(self, act, accounts=(), name=None):
        self.at += 1
        one = decision(act, *accounts, name=name, at=self.at % 60)
        replayed([*self.decisions, one])
        self.decisions.append(one)

    def group(self, key):
        return next(group for group in self.states[-1][0] if key in group)

    def follow(self, groups, names):
        self.states.append((frozenset(groups), {group: names[group] for group in groups if group in names}))
        self.undone = []

    @rule(accounts=st.lists(st.sampled_from(KEYS), min_size=2, max_size=4, unique=True))
    def merge(self, accounts):
        groups, names = self.states[-1]
        met = list(dict.fromkeys(map(self.group, accounts)))
        if len(met) == 1:
            with pytest.raises(AlreadyOneError):
                self.decide("merge", accounts)
            return
        self.decide("merge", accounts)
        whole = frozenset().union(*met)
        kept = [names[group] for group in met if group in names][:1]
        self.follow({*groups - set(met), whole}, names | dict.fromkeys([whole], *kept) if kept else names)

    @rule(account=st.sampled_from(KEYS))
    def split(self, account):
        groups, names = self.states[-1]
        group = self.group(account)
        if len(group) == 1:
            with pytest.raises(NotJoinedError):
                self.decide("split", [account])
            return
        self.decide("split", [account])
        rest = group - {account}
        names = names | ({rest: names[group]} if group in names else {})
        self.follow({*groups - {group}, rest, frozenset([account])}, names)

    @rule(account=st.sampled_from(KEYS), name=st.sampled_from(["", "Anna", "小草"]))
    def name(self, account, name):
        groups, names = self.states[-1]
        group = self.group(account)
        if names.get(group, "") == name:
            with pytest.raises(SameNameError):
                self.decide("name", [account], name)
            return
        self.decide("name", [account], name)
        others = {one: its for one, its in names.items() if one != group}
        self.follow(groups, others | ({group: name} if name else {}))

    @rule()
    def undo(self):
        if len(self.states) == 1:
            with pytest.raises(NothingToUndoError):
                self.decide("undo")
            return
        self.decide("undo")
        self.undone.append(self.states.pop())

    @rule()
    def redo(self):
        if not self.undone:
            with pytest.raises(NothingToRedoError):
                self.decide("redo")
            return
        self.decide("redo")
        self.states.append(self.undone.pop())

    @invariant()
    def what_is_decided_is_what_the_model_holds(self):
        people = replayed(self.decisions)
        groups, names = self.states[-1]
        found = {key: people.person(key) for key in KEYS}
        assert {frozenset(person.accounts) for person in found.values()} == groups
        assert sorted(account for group in groups for account in group) == KEYS  # each in one group only
        assert all(names.get(frozenset(person.accounts)) == person.name for person in found.values())

    @invariant()
    def the_file_holds_all_and_can_be_moved(self):
        assert from_file(to_file(self.decisions)) == self.decisions
        assert taken_in([], self.decisions) == self.decisions
        assert taken_in(self.decisions, self.decisions) == []
        shorter = self.decisions[: len(self.decisions) // 2]
        assert taken_in(self.decisions, shorter) == []
        assert shorter + taken_in(shorter, self.decisions) == self.decisions


Deciding.TestCase.settings = settings(max_examples=40, stateful_step_count=25)
TestDeciding = Deciding.TestCase


def made(acts):
    """The decisions of a list that change something when they are made in its order."""
    held = []
    for number, (act, accounts, name) in enumerate(acts):
        wanted = {"merge": accounts, "split": accounts[:1], "name": accounts[:1]}.get(act, [])
        one = decision(act, *wanted, name=name if act == "name" else None, at=number)
        try:
            replayed([*held, one])
        except NothingDecidedError:
            continue
        held.append(one)
    return held


ACTS = st.lists(
    st.tuples(
        st.sampled_from([act.value for act in Act]),
        st.lists(st.sampled_from(KEYS), min_size=2, max_size=3, unique=True),
        st.sampled_from(["", "Anna", "Bo"]),
    ),
    max_size=12,
).map(made)


@settings(max_examples=40)
@given(ACTS, ACTS)
def test_decisions_of_two_libraries_go_together_and_only_once(held, brought):
    """What was decided here is still there to be undone, and taking in the same file again adds nothing."""
    both = held + taken_in(held, brought)
    assert both[: len(held)] == held
    replayed(both)
    again = taken_in(both, brought)
    assert [one for one in again if one in both] == []
    undone = [*both, *[decision("undo")] * (len(standing(both)[0]) - len(standing(held)[0]))]
    if len(standing(both)[0]) >= len(standing(held)[0]):
        assert replayed(undone) == replayed(held) or both[: len(brought)] == brought


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_a_file_of_decisions_or_a_typed_error(data):
    with pytest.raises(PeopleFileError):
        from_file(data)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(KEYS),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "at"]), inner, max_size=2)
    ),
    max_leaves=5,
)


@settings(max_examples=40)
@given(ACTS, st.data())
def test_a_file_with_one_value_changed_is_read_or_refused(decisions, data):
    told = json.loads(to_file(decisions))
    if told["decisions"]:
        one = data.draw(st.sampled_from(told["decisions"]))
        one[data.draw(st.sampled_from(["at", "act", "accounts", "name", "more"]))] = data.draw(json_values)
    try:
        found = from_file(json.dumps(told).encode())
    except PeopleFileError:
        return
    assert from_file(to_file(found)) == found


@pytest.mark.parametrize(
    "changed",
    [
        {"format": "wildgrass-people/2", "decisions": []},
        {"format": "wildgrass-people/1"},
        {"format": "wildgrass-people/1", "decisions": [{"at": "2026-01-01T00:00:00.000Z", "act": "undo"}]},
        {"format": "wildgrass-people/1", "decisions": [{"at": "2026-13-01T00:00:00.000Z", "act": "undo"}]},
        {"format": "wildgrass-people/1", "decisions": {"at": 1}},
    ],
)
def test_what_could_not_have_been_decided_is_refused(changed):
    with pytest.raises(PeopleFileError):
        from_file(json.dumps(changed).encode())


@pytest.fixture
def folder(tmp_path):
    """A library in which Li writes on three platforms."""
    readings = [
        post(1, "我的草"),
        message(2, "草 one", author=FRIEND, target=ME),
        post(3, "草 two", author=LI, source="weibo"),
        post(4, "草 three", author=LI_ON_QQ, source="qq"),
        message(5, "to him", minutes=9),
        post(6, "", kind=Kind.LOGIN, author=LI, minutes=5000),
    ]
    build(tmp_path, readings)
    return tmp_path


def merged(folder, *accounts, name=None):
    with PeopleDesk.open(folder, clock()) as desk:
        desk.merge(accounts)
        if name is not None:
            desk.name(accounts[0], name)


@pytest.mark.parametrize("asked", ["li_example", "@LI_example", "李大樹", LI.key, "大树", "2", "阿树"])
def test_a_search_for_any_name_of_a_person_finds_all_accounts(folder, asked):
    with Library.open(folder) as library:
        apart = ids(library.search(f'from:"{asked}"'))
    merged(folder, FRIEND.key, LI.key, LI_ON_QQ.key, name="阿树")
    with Library.open(folder) as library:
        whole = ["x:post:4", "x:post:3", "x:message:2"]
        assert ids(library.search(f'来自:"{asked}"')) == whole
        assert ids(library.search(f'草 -from:"{asked}"')) == ["x:post:1"]
        assert ids(library.search("", person=asked)) == ["x:message:5", *whole]
        assert library.count(f'from:"{asked}" OR from:wang_example') == 5
    with PeopleDesk.open(folder, clock()) as desk:
        desk.undo()
        desk.undo()
    with Library.open(folder) as library:
        assert ids(library.search(f'from:"{asked}"')) == apart


def test_the_index_finds_what_the_tables_hold_of_a_person(folder):
    """Held to every account of a person, one after the other."""
    merged(folder, LI.key, LI_ON_QQ.key)
    with Library.open(folder) as library:
        person = library.people().person(LI_ON_QQ.key)
        by_account = [
            item.id for item in library.items() if item.author and item.author.key in person.accounts
        ]
        assert sorted(ids(library.search("from:77"))) == sorted(by_account)
        assert ids(library.search("草 from:77 on:qq")) == ["x:post:4"]


def test_nobody_is_joined_by_a_name(folder):
    with Library.open(folder) as library:
        assert library.named("李大树") == [LI.key, FRIEND.key]  # both scripts, two accounts
        assert all(len(one.accounts) == 1 for one in library.everybody())
        assert library.people().decided() == []


def test_the_list_counts_what_was_written_and_when_contact_was(folder):
    merged(folder, FRIEND.key, LI.key, name="阿树")
    with Library.open(folder) as library:
        by_id = {one.id: one for one in library.everybody()}
    li = by_id[LI.key]
    assert (li.name, li.platforms) == ("阿树", ("weibo", "x"))
    # He wrote 2 and 3, and 5 is to him; that he logged in later is withheld.
    assert li.contact == Contact(2, 1, moment(2).iso(), moment(9).iso())
    assert by_id[LI_ON_QQ.key].contact == Contact(1, 0, moment(4).iso(), moment(4).iso())


def test_decisions_stay_when_exports_are_added_again_and_go_into_a_library_built_anew(
    folder, tmp_path_factory
):
    merged(folder, FRIEND.key, LI.key, name="阿树")
    build(folder, [post(7, "later", author=LI, source="weibo")], about("second", days=1))
    build(folder, [post(7, "later", author=LI, source="weibo")], about("second", days=1))
    with Library.open(folder) as library:
        assert ids(library.search("from:阿树")) == ["x:post:7", "x:post:3", "x:message:2"]
        moved = to_file(library.decisions())
    anew = tmp_path_factory.mktemp("anew")
    build(anew, [])  # the decisions may come before the exports
    with PeopleDesk.open(anew, clock()) as desk:
        assert desk.take_in(from_file(moved)) == 2
    with PeopleDesk.open(anew, clock()) as desk:
        assert desk.take_in(from_file(moved)) == 0
        assert desk.people.person(LI.key).accounts == (LI.key, FRIEND.key)
    build(anew, [post(3, "草", author=LI, source="weibo")], about("again"))
    with Library.open(anew) as library:
        assert ids(library.search("from:li_example")) == []  # a handle that only the other export tells
        assert ids(library.search("from:阿树")) == ["x:post:3"]
        assert to_file(library.decisions()) == moved


def decide_two_things_the_second_wrong(folder):
    with PeopleDesk.open(folder, clock()) as desk:
        desk.merge([LI.key, FRIEND.key])
        desk.merge([LI.key, "x:account:nobody"])


def test_what_fails_leaves_nothing(folder):
    with pytest.raises(NoSuchAccountError):
        decide_two_things_the_second_wrong(folder)
    with Library.open(folder) as library:
        assert library.decisions() == []
        assert library.people().person(LI.key).accounts == (LI.key,)


@settings(max_examples=25)
@given(st.text(max_size=300))
def test_any_name_can_be_given_and_finds_the_person(name):
    with tempfile.TemporaryDirectory() as place:
        with opened(Path(place), [post(1, "草")]):
            pass
        try:
            with PeopleDesk.open(Path(place), clock()) as desk:
                desk.name(ME.key, name)
        except SameNameError:
            return
        with Library.open(Path(place)) as library:
            given = library.people().person(ME.key).name
            assert given is not None
            assert given.isprintable()
            assert from_file(to_file(library.decisions())) == library.decisions()
            if given.strip("@ "):
                assert library.count("", Filters(person=given)) == 1
