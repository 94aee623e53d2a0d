"""An invented language with what makes real posts hard: topics, phrases, names, footers, reposts, news, long posts.

Words belong to topics and to fixed phrases; authors keep to a few topics, some end posts with a footer; for some days
everybody uses the words of an event; one post in twelve repeats another with a remark; lengths are log-normal. Nothing
of it is anybody's. What is not like life: grammar, meaning, and that words are all there is.
"""

from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from random import Random

from tests.observatory.made_posts import CHARACTERS, START

from benchmarks.infer_corpora import DAY, Said

_WORDS, _COMMON, _TOPICS, _PHRASES = 9000, 250, 50, 2500
_SIZES = (1, 2, 2, 2, 2, 3, 3, 4)
_FOOTER, _REPOST, _EVENT, _PHRASE = 0.15, 0.08, 0.06, 0.25
_DAYS = 300
_MEDIAN, _SPREAD, _LONGEST = 22.0, 0.7, 280


class _Heap:
    """Draws by rank: the first most often (Zipf, flattened at the top)."""

    def __init__(self, held: Sequence[str], flat: int) -> None:
        self._held = held
        self._sums = list(accumulate(1 / (rank + flat) for rank in range(len(held))))

    def one(self, random: Random) -> str:
        return self._held[bisect(self._sums, random.random() * self._sums[-1])]


class Language:
    """A vocabulary with topics and phrases, and people who speak it."""

    def __init__(self, random: Random, authors: int) -> None:
        self._random = random
        sums = list(accumulate(1 / (rank + 8) for rank in range(len(CHARACTERS))))
        sizes = random.choices(_SIZES, k=_WORDS * 2)
        made = ("".join(random.choices(CHARACTERS, cum_weights=sums, k=size)) for size in sizes)
        words = list(dict.fromkeys(made))[:_WORDS]
        self.words = [word for word in words if len(word) > 1]
        common, others = words[:_COMMON], words[_COMMON:]
        self._common = _Heap(common, 5)
        chosen = [random.sample(others, 400) for _ in range(_TOPICS)]
        self._topics = [_Heap(held, 10) for held in chosen]
        self._phrases: dict[str, str] = {}
        for _ in range(_PHRASES):
            held = random.choice(chosen)
            phrase = random.sample(held[:200], random.choice((2, 2, 3)))
            self._phrases.setdefault(phrase[0], "".join(phrase))
        self._people = [self._person(others) for _ in range(authors)]
        self._active = _Heap([str(number) for number in range(authors)], 20)
        self._events = [
            (random.randrange(_DAYS - 10), random.randint(2, 10), random.sample(others, 6)) for _ in range(40)
        ]

    def _person(self, others: Sequence[str]) -> tuple[list[int], str]:
        topics = self._random.sample(range(_TOPICS), self._random.choice((1, 2, 2, 3, 5)))
        is_footed = self._random.random() < _FOOTER
        return topics, "".join(self._random.sample(others, 5)) if is_footed else ""

    def posts(self, count: int) -> list[Said]:
        """Return posts in the order of their times."""
        random, found = self._random, list[Said]()
        for number in range(count):
            author = self._active.one(random)
            at = number * _DAYS / count
            if found and random.random() < _REPOST:
                text = f"{self._clause(random.randrange(_TOPICS), 2)}//{random.choice(found[-500:]).text}"
            else:
                text = self._text(int(author), int(at))
            found.append(Said(text, f"author {author}", START + int(at * DAY)))
        return found

    def _text(self, author: int, day: int) -> str:
        random = self._random
        topics, footer = self._people[author]
        topic = random.choice(topics) if random.random() < 0.8 else random.randrange(_TOPICS)
        left = min(_LONGEST, max(3, int(_MEDIAN * random.lognormvariate(0, _SPREAD))))
        clauses = []
        while left > 0:
            clauses.append(self._clause(topic, min(left, random.randint(2, 9))))
            left -= 6
        for first, days, words in self._events:
            if first <= day < first + days and random.random() < _EVENT:
                clauses.append("".join(random.sample(words, 3)) + self._common.one(random))
        random.shuffle(clauses)
        end = "。" + footer if footer and random.random() < 0.7 else ""
        return "，".join(clauses) + end  # noqa: RUF001

    def _clause(self, topic: int, words: int) -> str:
        random, said = self._random, []
        for _ in range(words):
            word = (self._common if random.random() < 0.45 else self._topics[topic]).one(random)
            said.append(self._phrases.get(word, word) if random.random() < _PHRASE else word)
        return "".join(said)


def invented(seed: int, posts: int) -> tuple[list[Said], list[str]]:
    """Return posts, and the words of their language."""
    language = Language(Random(seed), max(20, posts // 40))
    return language.posts(posts), language.words
