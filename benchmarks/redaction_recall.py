"""How much of what names people the finders find: two labelled sets of 8,000 texts each in zh, en, ug and bo.

`python -m benchmarks.redaction_recall [TEXTS]` prints recall by kind and language, how many quiet texts are touched,
what was missed, and texts a second, for everyday forms (`redaction_corpus`) and for every form that we know, hard ones
too (`redaction_forms`). A span counts as found only when every letter and digit of it is covered. The finders were
mended while looking at these forms, with another seed: `redaction_samples` measures texts that others wrote.
"""

import sys
import time
import unicodedata
from collections import Counter

from benchmarks.redaction_corpus import Corpus, Labelled
from benchmarks.redaction_forms import FORMS
from benchmarks.redaction_forms import labelled as labelled_forms
from wildgrass.text.redaction import KnownPeople, Person, Redactor, Span

LANGUAGES = ("zh", "en", "ug", "bo")
GOALS = {"name": 0.95, "handle": 0.99, "phone": 0.99, "mail": 0.99, "id": 0.99}


def redactor(corpus: Corpus) -> Redactor:
    """Return a redactor that knows the corpus's people as an archive's tables would."""
    people = [
        Person(one.key, (one.name,), (one.handle,), (one.key.rpartition(":")[2],)) for one in corpus.people
    ]
    return Redactor(KnownPeople(people, [Person("me", ("林野草",), ("wildgrass_me",))]))


def missed(labelled: Labelled, spans: list[Span]) -> list[tuple[int, int, str]]:
    """Return the labelled spans of which a letter or digit is left."""
    covered = {at for span in spans for at in range(span.start, span.end)}
    told = {
        at for at, char in enumerate(labelled.text) if char.isalnum() or unicodedata.category(char) == "Mn"
    }
    return [one for one in labelled.spans if not covered.issuperset(told & set(range(one[0], one[1])))]


def main() -> None:
    """Measure."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 8_000
    corpus = Corpus()
    finder = redactor(corpus)
    plain, hard = list(corpus.texts(count)), list(labelled_forms(corpus, count, seed=2026))
    print(f"{count} texts in everyday forms")
    measure(finder, plain)
    print(f"{count} texts in {len(FORMS)} forms, hard ones too")
    worst = measure(finder, [one for _, one in hard])
    by_form = Counter(name for name, one in hard if one.text in worst)
    for name, lost in by_form.most_common(10):
        print(f"  missed {lost} times  {name}")
    quiet = list(corpus.quiet(2_000))
    touched = [text for text in quiet if finder.propose(text)]
    print(f"quiet texts touched: {len(touched)} of {len(quiet)} {touched[:3]}")


def measure(finder: Redactor, texts: list[Labelled]) -> set[str]:
    """Print recall by kind and language, and what was proposed besides; return the texts of which something is left."""
    before = time.process_time()
    proposals = [finder.propose(one.text) for one in texts]
    took = time.process_time() - before
    there: Counter[tuple[str, str]] = Counter()
    lost: Counter[tuple[str, str]] = Counter()
    left = set()
    for labelled, spans in zip(texts, proposals, strict=True):
        there.update((kind, labelled.language) for _, _, kind in labelled.spans)
        for start, end, kind in missed(labelled, spans):
            lost[kind, labelled.language] += 1
            left.add(labelled.text)
            if len(left) <= 10:
                print(f"  missed {kind}: {labelled.text[start:end]!r} in {labelled.text!r}")
    print(f"{'kind':8}" + "".join(f"{language:>18}" for language in (*LANGUAGES, "all")))
    for kind in GOALS:
        columns = [
            _share(there, lost, kind, languages) for languages in (*zip(LANGUAGES, strict=True), LANGUAGES)
        ]
        print(f"{kind:8}" + "".join(f"{column:>18}" for column in columns))
    besides = sum(
        not any(start < span.end and span.start < end for start, end, _ in labelled.spans)
        for labelled, spans in zip(texts, proposals, strict=True)
        for span in spans
    )
    print(f"proposals that touch nothing labelled: {besides} of {sum(map(len, proposals))}")
    print(f"{len(texts)} texts in {took:.2f} s of one core: {len(texts) / took:,.0f} a second")
    return left


def _share(
    there: Counter[tuple[str, str]], lost: Counter[tuple[str, str]], kind: str, languages: tuple[str, ...]
) -> str:
    whole = sum(there[kind, language] for language in languages)
    gone = sum(lost[kind, language] for language in languages)
    return f"{whole - gone}/{whole} {100 * (whole - gone) / max(1, whole):.2f}%"


if __name__ == "__main__":
    main()
