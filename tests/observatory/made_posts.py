"""Posts of invented words under an invented filter: what was removed and why is known, so findings can be checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from wildgrass.observatory.infer.corpus import Post

START = 1_700_000_000
CHARACTERS = [chr(0x4E00 + number) for number in range(2500)]
SUPPORTS = (3, 5, 8, 12, 20, 40)


@dataclass(frozen=True)
class Planted:
    """A rule of the invented filter: all of `terms` must stand in a text; so many removed texts hold them."""

    terms: tuple[str, ...]
    support: int


@dataclass(frozen=True)
class Made:
    """Posts, and the rules behind their removal."""

    posts: list[Post]
    rules: list[Planted]


def speaker(random: Random) -> "Speaker":
    """A language of 8,000 invented words, a few said often and most rarely."""
    weights = [1 / (rank + 8) for rank in range(len(CHARACTERS))]
    sizes = (1, 2, 2, 2, 2, 3, 3, 4)
    words = ["".join(random.choices(CHARACTERS, weights, k=random.choice(sizes))) for _ in range(8000)]
    return Speaker(random, words)


class Speaker:
    def __init__(self, random: Random, words: Sequence[str]) -> None:
        self.random = random
        self.words = words
        self._heaps = [0.0]
        for rank in range(len(words)):
            self._heaps.append(self._heaps[-1] + 1 / (rank + 20))

    def text(self, least: int = 6, most: int = 22) -> str:
        count = self.random.randint(least, most)
        return "".join(self.random.choices(self.words, cum_weights=self._heaps[1:], k=count))

    def around(self, terms: Sequence[str]) -> str:
        """Return a text that holds these words somewhere."""
        order = self.random.sample(list(terms), len(terms))
        return self.text()[:12] + "".join(term + self.text()[:8] for term in order)


def made_posts(  # noqa: PLR0917
    seed: int,
    count: int = 4000,
    rules: int = 9,
    noise: float = 0.01,
    supports: Sequence[int] = SUPPORTS,
    sizes: Sequence[int] = (1, 2, 3, 4),
    authors: int = 40,
    said: float = 0,
) -> Made:
    """Return posts: rules of one to four words, thrice as many kept posts with all but one of a rule's, and noise.

    `said` is the share of words in combinations that people here say anyway; a text that holds a whole rule by
    accident is removed too.
    """
    random = Random(seed)
    speak = speaker(random)
    texts: list[tuple[str, bool]] = []
    planted = []
    for number in range(rules):
        size = sizes[number % len(sizes)]
        support = supports[(number * 5 + number // len(sizes)) % len(supports)]
        terms = tuple(_word(speak, said if size > 1 else 0) for _ in range(size))
        planted.append(Planted(terms, support))
        texts += [(speak.around(terms), True) for _ in range(support)]
        if size > 1:
            for _ in range(3 * support):
                left = random.randrange(size)
                texts.append((speak.around(terms[:left] + terms[left + 1 :]), False))
    while len(texts) < count:
        texts.append((speak.text(), random.random() < noise))
    texts = [(text, removed or (bool(said) and _filtered(text, planted))) for text, removed in texts]
    random.shuffle(texts)
    posts = [
        Post(
            id=f"post {at}",
            text=text,
            removed=removed,
            author=f"author {random.randrange(authors)}",
            seconds=START + 3600 * at,
        )
        for at, (text, removed) in enumerate(texts)
    ]
    return Made(posts, planted)


def _word(speak: Speaker, said: float) -> str:
    random = speak.random
    if said and random.random() < said:
        return random.choice([word for word in speak.words[100:2000] if len(word) > 1])
    return "".join(random.choices(CHARACTERS[200:], k=random.choice((2, 3, 4))))


def _filtered(text: str, planted: Sequence[Planted]) -> bool:
    return any(all(term in text for term in rule.terms) for rule in planted)
