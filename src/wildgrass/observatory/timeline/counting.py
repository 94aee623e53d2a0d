"""What is counted of observations, written once and asked of any engine that Ibis speaks to: DuckDB, or a cluster.

Whole days and weeks in UTC, whole minutes of age. Each answer is a table of counts; nothing here names an item.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from operator import attrgetter
from typing import Any, Final

import ibis
import pyarrow as pa
from ibis import _

from wildgrass.observatory.timeline.observed import Observed

_DAY_S: Final = 86_400
_MOMENT: Final = pa.timestamp("us", tz="UTC")
SCHEMA: Final = pa.schema(
    [
        ("archive", pa.string()),
        ("item", pa.string()),
        ("platform", pa.string()),
        ("published", _MOMENT),
        ("last_seen", _MOMENT),
        ("first_missing", _MOMENT),
        ("cause", pa.string()),
        ("returned", pa.bool_()),
    ]
)
"""The columns of a table of observations, in every engine."""
AGES: Final = pa.schema(
    [
        ("low", pa.int64()),
        ("high", pa.int64()),
        ("cause", pa.string()),
        ("archive", pa.string()),
        ("posts", pa.int64()),
    ]
)
"""The columns of `ages`: as many rows as there are posts, where none are alike."""
_BATCH: Final = 20_000


def as_table(observed: Iterable[Observed]) -> pa.Table:
    """Return observations as columns."""
    rows = iter(observed)
    batches = iter(lambda: list(islice(rows, _BATCH)), [])
    return pa.Table.from_batches(map(_batch, batches), schema=SCHEMA)


def _batch(rows: Sequence[Observed]) -> pa.RecordBatch:
    columns = [pa.array(map(attrgetter(field.name), rows), field.type, size=len(rows)) for field in SCHEMA]
    return pa.RecordBatch.from_arrays(columns, schema=SCHEMA)


def _day(moment: Any) -> Any:
    return (moment.epoch_seconds() // _DAY_S).cast("int64")


def _since(table: ibis.Table) -> Any:
    return ibis.coalesce(table.last_seen, table.published)


def gone_between(observations: ibis.Table) -> ibis.Table:
    """Count what is gone by the days between which it went: since, missing, cause, platform, posts."""
    gone = observations.filter(_.first_missing.notnull())
    days = gone.select("cause", "platform", since=_day(_since(gone)), missing=_day(gone.first_missing))
    return days.group_by(["since", "missing", "cause", "platform"]).agg(posts=_.count())


def there_between(observations: ibis.Table) -> ibis.Table:
    """Count what was watched by its first day (publication, else first known) and last: since, until, …, posts."""
    born = ibis.coalesce(observations.published, observations.last_seen)
    until = ibis.coalesce(observations.first_missing, observations.last_seen, observations.published)
    days = observations.select("platform", since=_day(born), until=_day(until))
    return days.group_by(["since", "until", "platform"]).agg(posts=_.count())


def looked_on(observations: ibis.Table) -> ibis.Table:
    """Count the records that rest on a look of a day: day, records. A day that is not in it was not looked at."""
    seen = observations.filter(_.last_seen.notnull()).select(day=_day(_.last_seen))
    missed = observations.filter(_.first_missing.notnull()).select(day=_day(_.first_missing))
    return seen.union(missed, distinct=False).group_by("day").agg(records=_.count())


def ages(observations: ibis.Table) -> ibis.Table:
    """Count lives by ages in minutes: low, high (null: there), cause, archive, posts. Without ages: left out."""
    known = observations.filter(_.published.notnull())
    born = known.published.epoch_seconds()
    low = ((_since(known).epoch_seconds() - born) // 60).cast("int64")
    high = ((known.first_missing.epoch_seconds() - born) // 60).cast("int64")
    lives = known.select("cause", "archive", low=ibis.greatest(low, 0), high=high)
    return lives.group_by(["low", "high", "cause", "archive"]).agg(posts=_.count())


def ageless(observations: ibis.Table) -> ibis.Table:
    """Count those whose publication is unknown, so that no life is: posts."""
    return observations.filter(_.published.isnull()).agg(posts=_.count())


def by_week(observations: ibis.Table) -> ibis.Table:
    """Count by week of the first look that missed them, the week of 1969-12-29 being 0: week, …, posts.

    A post that stands there twice is one: this is what may be published.
    """
    gone = observations.filter(_.first_missing.notnull())
    weeks = gone.select("platform", "cause", "archive", "item", week=(_day(gone.first_missing) + 3) // 7)
    return (
        weeks.mutate(week=_.week.cast("int64"))
        .group_by(["week", "platform", "cause", "archive"])
        .agg(posts=_.item.nunique())
    )


def grams(texts: ibis.Table, length: int) -> ibis.Table:
    """Count texts (item, text, removed) by the runs of characters in them: gram, removed, posts."""
    at = ibis.range(0, texts.text.length() - (length - 1)).unnest().cast("int32")
    cut = texts.mutate(at=at)
    cut = cut.select("item", "removed", gram=cut.text.substr(cut.at, length)).distinct()
    return cut.group_by(["gram", "removed"]).agg(posts=_.count())
