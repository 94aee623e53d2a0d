"""How much of what names people the finders find: a labelled set of 8,000 texts in zh, en, ug and bo.

`python -m benchmarks.redaction_recall [TEXTS]` prints recall by kind and language, how many quiet texts are touched,
what was missed, and texts a second. A span counts as found only when every character of it is covered.
"""

import sys
import time
from collections import Counter

from benchmarks.redaction_corpus import Corpus, Labelled
from wildgrass.text.redaction import KnownPeople, Person, Redactor, Span

GOALS = {"name": 0.95, "handle": 0.99, "phone": 0.99, "mail": 0.99, "id": 0.99}


def redactor(corpus: Corpus) -> Redactor:
    """Return a redactor that knows the corpus's people as an archive's tables would."""
    people = [
        Person(one.key, (one.name,), (one.handle,), (one.key.rpartition(":")[2],)) for one in corpus.people
    ]
    return Redactor(KnownPeople(people, [Person("me", ("林野草",), ("wildgrass_me",))]))


def missed(labelled: Labelled, spans: list[Span]) -> list[tuple[int, int, str]]:
    """Return the labelled spans of which a character is left."""
    covered = {at for span in spans for at in range(span.start, span.end)}
    return [one for one in labelled.spans if not covered.issuperset(range(one[0], one[1]))]


def main() -> None:
    """Measure."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 8_000
    corpus = Corpus()
    finder = redactor(corpus)
    texts = list(corpus.texts(count))
    before = time.process_time()
    proposals = [finder.propose(one.text) for one in texts]
    took = time.process_time() - before
    there: Counter[tuple[str, str]] = Counter()
    lost: Counter[tuple[str, str]] = Counter()
    shown: Counter[str] = Counter()
    for labelled, spans in zip(texts, proposals, strict=True):
        for _, _, kind in labelled.spans:
            there[kind, labelled.language] += 1
        for start, end, kind in missed(labelled, spans):
            lost[kind, labelled.language] += 1
            shown[kind] += 1
            if shown[kind] <= 3:
                print(f"  missed {kind}: {labelled.text[start:end]!r} in {labelled.text!r}")
    print(f"{'kind':8}" + "".join(f"{language:>16}" for language in ("zh", "en", "ug", "bo", "all")))
    for kind in GOALS:
        columns = []
        for languages in (("zh",), ("en",), ("ug",), ("bo",), ("zh", "en", "ug", "bo")):
            whole = sum(there[kind, language] for language in languages)
            gone = sum(lost[kind, language] for language in languages)
            columns.append(f"{whole - gone}/{whole} {100 * (whole - gone) / max(1, whole):.2f}%")
        print(f"{kind:8}" + "".join(f"{column:>16}" for column in columns))
    extra = sum(
        not any(start < span.end and span.start < end for start, end, _ in labelled.spans)
        for labelled, spans in zip(texts, proposals, strict=True)
        for span in spans
    )
    total = sum(map(len, proposals))
    print(f"proposals that touch nothing labelled: {extra} of {total}")
    quiet = list(corpus.quiet(2_000))
    touched = [text for text in quiet if finder.propose(text)]
    print(f"quiet texts touched: {len(touched)} of {len(quiet)} {touched[:3]}")
    print(f"{len(texts)} texts in {took:.2f} s of one core: {len(texts) / took:,.0f} a second")


if __name__ == "__main__":
    main()
