"""Rules about chat groups: how large they are at least, and who made or runs them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from wildgrass.audit.finding import Finding, Verdict
from wildgrass.audit.measures import Measure
from wildgrass.audit.ruleset import Rule
from wildgrass.audit.subject import Account, Subject

_CONVERSATION_KINDS: Final = frozenset({"message", "event"})
_MADE: Final = frozenset({"create_group", "create_channel", "migrate_from_group", "group_created"})
_ROLES: Final = frozenset({"owner", "creator", "admin", "administrator", "群主", "管理员", "管理員"})
_LIST_KIND: Final = "activity"
_RUN_LIST: Final = "groups_admined"  # Meta's key of the groups that the account administers
_SAID_TO_HER: Final = re.compile(
    r"^(?:[你您](?:已[经經]?)?成[为為]了?(?:新的?|本)?(?:群主|群[组組]管理[员員]|管理[员員])"
    r"|[你您]已?被[设設]置?[为為]群?管理[员員]|[你您](?:[创創]建|建立)了(?:此|[该該]|本)?群"
    r"|You created (?:this )?group|You['\u2019]re now an admin)"
)
"""What services tell the exporter, who is "you" in them, about a group."""
_GROUP_FROM: Final = 3
"""A conversation of two is no group; of three people it is one."""


class _Groups(Measure):
    """Who was seen in each conversation."""

    looks_at_own = False

    def __init__(self, rule: Rule, owners: frozenset[str]) -> None:
        """Begin with no conversation."""
        super().__init__(rule, owners)
        self.people: dict[str, set[Account]] = {}

    def is_for(self, kind: str, source: str) -> bool:
        """Look at conversations."""
        return kind in _CONVERSATION_KINDS and super().is_for(kind, source)

    def see(self, subject: Subject) -> None:
        """Count who wrote and whom events name."""
        if subject.thread is None:
            return
        people = self.people.get(subject.thread)
        if people is None:
            people = self.people[subject.thread] = set()
        if subject.author is not None:
            people.add(subject.author)
        if subject.target is not None:
            people.add(subject.target)
        self.look(subject)

    def look(self, subject: Subject) -> None:
        """Look closer at a conversation's item."""

    def groups(self) -> Iterator[tuple[str, int]]:
        """Yield each group and how many people were seen in it, the largest first."""
        sizes = [
            (thread, len(people)) for thread, people in self.people.items() if len(people) >= _GROUP_FROM
        ]
        yield from sorted(sizes, key=lambda group: (-group[1], group[0]))


class GroupSizeMeasure(_Groups):
    """A group's size is at least the number of people seen in it: silent members are in no export."""

    def findings(self) -> Iterator[Finding]:
        """Yield over where enough people were seen, else unknown: an export does not show who was silent."""
        for thread, seen in self.groups():
            verdict = Verdict.OVER if seen >= self.rule.limit else Verdict.UNKNOWN
            if verdict is Verdict.OVER or (self.rule.near is not None and seen >= self.rule.near):
                yield self.found(verdict, thread, seen, at_least=True)


class GroupAbroadMeasure(_Groups):
    """Groups whose members' own numbers are of the mainland and of other countries; names alone say neither."""

    def findings(self) -> Iterator[Finding]:
        """Yield over where both stand in a group, under where all numbers are of one side, else unknown."""
        for thread, _ in self.groups():
            numbers = [one.id for one in self.people[thread] if one.id.startswith("+")]
            abroad = [number for number in numbers if not number.startswith(self.rule.prefix or "+")]
            if 0 < len(abroad) < len(numbers):
                yield self.found(Verdict.OVER, thread, len(abroad), at_least=True)
            elif len(numbers) == len(self.people[thread]):
                yield self.found(Verdict.UNDER, thread, 0)
            else:
                yield self.found(Verdict.UNKNOWN, thread)


class GroupOwnerMeasure(_Groups):
    """Whether the owner made or runs a group, where the export says so in an event or a list of members."""

    def __init__(self, rule: Rule, owners: frozenset[str]) -> None:
        """Begin with no group known to be hers."""
        super().__init__(rule, owners)
        self._run: dict[str, str] = {}

    def is_for(self, kind: str, source: str) -> bool:
        """Look at conversations, and at lists of groups."""
        return kind == _LIST_KIND or super().is_for(kind, source)

    def see(self, subject: Subject) -> None:
        """Look at an item; a list of groups that she runs names each."""
        if subject.kind != _LIST_KIND:
            super().see(subject)
        elif _RUN_LIST in subject.origin.pointer:
            self._run[subject.id] = subject.title or _RUN_LIST

    def look(self, subject: Subject) -> None:
        """Take what an event says about who made or runs the group."""
        if subject.kind != "event":
            return
        said = _SAID_TO_HER.search(subject.text)
        if said is not None:
            self._run[subject.thread or ""] = said[0]
        elif subject.author is not None and subject.author.key in self.owners:
            role = _said(subject.more())
            if role is not None:
                self._run[subject.thread or ""] = role

    def findings(self) -> Iterator[Finding]:
        """Yield over for groups that she made or runs; of others the export does not say."""
        for thread, said in sorted(self._run.items()):
            yield self.found(Verdict.OVER, thread, said)
        for thread, _ in self.groups():
            if thread not in self._run:
                yield self.found(Verdict.UNKNOWN, thread)
        if not self.people and not self._run:
            yield self.found(Verdict.UNKNOWN, "archive")


def _said(more: Mapping[str, Any]) -> str | None:
    action, role = more.get("action"), more.get("role")
    if isinstance(action, str) and action in _MADE:
        return action
    return role if isinstance(role, str) and role in _ROLES else None
