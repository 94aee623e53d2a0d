"""Worlds in which removal has other reasons beside words, or a filter changes: none of it may be called words.

drift: a list that changes: a rule holds for a part of a year; before and after, posts with it are kept (T4).
topic: authors delete half of what they wrote on one topic, and nobody says that it was they.
burst: six of forty authors lose six to eight tenths of what they wrote in one month, whatever the words.
Beside it a filter of planted rules works in each.
"""

from random import Random

import numpy as np
from tests.observatory.made_posts import CHARACTERS, START, made_posts, speaker

from benchmarks.infer_corpora import Said
from benchmarks.infer_filters import Reasons, world_as_it_is, world_of
from benchmarks.infer_scores import World, matched
from wildgrass.observatory.infer.corpus import Post

_YEAR = 365 * 86_400
_RULES = 40


def drift(seed: int, posts: int, noise: float) -> World:
    """Forty rules of one word or two; one in four holds all year, the others for two to nine months of it."""
    random = Random(seed)
    speak = speaker(random)
    rules = [
        tuple("".join(random.choices(CHARACTERS[200:], k=random.choice((2, 3)))) for _ in range(1 + at % 2))
        for at in range(_RULES)
    ]
    times = [_times(random) for _ in rules]
    texts = [speak.text() for _ in range(posts)]
    for rule in rules:
        for _ in range(random.choice((20, 40, 80))):
            said = rule if len(rule) == 1 or random.random() < 0.6 else (random.choice(rule),)
            texts[random.randrange(posts)] = speak.around(said)
    seconds = [START + random.randrange(_YEAR) for _ in texts]
    at = np.array(seconds)
    held = matched(texts, rules)
    true = [
        rows[(at[rows] >= first) & (at[rows] <= last)]
        for rows, (first, last) in zip(held, times, strict=True)
    ]
    said_then = [Said(text, "", when) for text, when in zip(texts, seconds, strict=True)]
    return world_of(random, said_then, list(rules), true, Reasons(noise))


def _times(random: Random) -> tuple[int, int]:
    if random.random() < 0.25:
        return START, START + _YEAR
    length = random.randrange(_YEAR // 6, _YEAR * 3 // 4)
    first = START + random.randrange(_YEAR - length)
    return first, first + length


def topic(seed: int, posts: int, noise: float) -> World:
    """Sixty words of one topic, four of them in each of its posts, which are three in a hundred."""
    made = made_posts(seed, posts, 24, noise, said=0.5)
    random = Random(seed + 1)
    speak = speaker(random)
    words = random.sample([word for word in speak.words[200:] if len(word) > 1], 60)
    deleted = [
        Post(
            id=f"topic {number}",
            text=speak.around(random.sample(words, 4)),
            removed=random.random() < 0.5,
            author=f"author {random.randrange(40)}",
            seconds=START + 3600 * number,
        )
        for number in range(posts * 3 // 100)
    ]
    return world_as_it_is(made.posts + deleted, [rule.terms for rule in made.rules])


def burst(seed: int, posts: int, noise: float) -> World:
    """What six authors wrote in one month goes, whatever its words."""
    made = made_posts(seed, posts, 24, noise, said=0.5)
    random = Random(seed + 1)
    losing = {f"author {number}": random.uniform(0.6, 0.8) for number in range(6)}
    first = random.randrange(posts // 2)
    begin, end = START + 3600 * first, START + 3600 * (first + 720)
    gone = [
        Post(
            id=post.id,
            text=post.text,
            removed=post.removed
            or (begin <= (post.seconds or 0) < end and random.random() < losing.get(post.author or "", 0)),
            author=post.author,
            seconds=post.seconds,
        )
        for post in made.posts
    ]
    return world_as_it_is(gone, [rule.terms for rule in made.rules])
