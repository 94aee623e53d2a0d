"""The engine that counts: DuckDB inside this process, or by configuration a server or cluster that Ibis speaks to."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlsplit

from wildgrass.errors import EXIT_STORE, EXIT_USAGE, WildgrassError
from wildgrass.observatory.timeline.analysis import Counts
from wildgrass.observatory.timeline.observed import Observed

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

EMBEDDED: Final = "duckdb://"
_TABLE: Final = "observations"


class EngineMissingError(WildgrassError):
    """The packages that count are not installed."""

    code = "engine-not-installed"
    exit_code = EXIT_USAGE
    message = "the engine that counts is not installed ({missing})"
    hint = "install it: pip install 'wildgrass[observatory]'; it is large, and no device at risk needs it"


class EnginePasswordError(WildgrassError):
    """A password stands in the address of an engine, where every process list shows it."""

    code = "engine-password-in-address"
    exit_code = EXIT_USAGE
    message = "the address of the engine holds a password, which other programs on this machine can see"
    hint = "leave it out and keep it where the engine's own client looks, such as ~/.pgpass for PostgreSQL"


class EngineFailedError(WildgrassError):
    """An engine cannot be reached, or did not answer a question."""

    code = "engine-failed"
    exit_code = EXIT_STORE
    message = "the engine {engine} failed: {reason}"
    hint = "check that it runs, that the address is right and that you may read the table; nothing was changed in it"


class Engine:
    """A connection to an engine; closes with its `with`."""

    def __init__(self, address: str = EMBEDDED) -> None:
        """Connect.

        Raises:
            EnginePasswordError, EngineMissingError, EngineFailedError.
        """
        self._place = urlsplit(address)
        if self._place.password:
            raise EnginePasswordError
        try:
            import ibis  # noqa: PLC0415 - of use to few, and slow to load
        except ImportError as error:
            raise EngineMissingError(missing=error.name) from error
        self.name = self._place.scheme
        try:
            self._connection = ibis.connect(address)
        except Exception as error:  # every engine has failures of its own
            raise EngineFailedError(engine=self.name, reason=_first_line(error)) from error
        if self.name == "duckdb":  # DuckDB would fetch what it lacks from the network, unasked
            self._connection.raw_sql("SET autoinstall_known_extensions = false")

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection; a table of ours was a temporary one and goes with it."""
        self._connection.disconnect()

    @staticmethod
    def read(observed: Iterable[Observed]) -> "pa.Table":
        """Read observations into memory as columns, once for everything."""
        from wildgrass.observatory.timeline.counting import as_table  # noqa: PLC0415 - it loads the engine

        return as_table(observed)

    def take(self, table: "pa.Table") -> "ibis.Table":
        """Give observations to the engine: as they lie in memory to the one inside, else as a temporary table."""
        if self.name == "duckdb":
            import ibis  # noqa: PLC0415 - here already

            return ibis.memtable(table)
        return self._asked(lambda: self._connection.create_table(_TABLE, table, temp=True))

    def table(self, name: str) -> "ibis.Table":
        """Return a table that the engine holds already, with the columns that docs/timeline.md names."""
        return self._asked(lambda: self._connection.table(name))

    def count(self, observations: "ibis.Table") -> Counts:
        """Ask everything that a timeline needs.

        Raises:
            EngineFailedError: the engine does not answer, or the table lacks a column.
        """
        from wildgrass.observatory.timeline import counting  # noqa: PLC0415 - it loads the engine

        asked = ("gone_between", "there_between", "looked_on", "by_week")
        answers = {name: self.rows(getattr(counting, name), observations) for name in asked}
        ages = self._asked(lambda: self._answer(counting.ages(observations), counting.AGES))
        (ageless,) = self.rows(counting.ageless, observations)
        return Counts(**answers, ages=ages, ageless=ageless["posts"])

    def rows(
        self, question: Callable[["ibis.Table"], "ibis.Table"], table: "ibis.Table"
    ) -> list[dict[str, Any]]:
        """Return an answer's rows in an order that is the same in every engine."""
        found = self._asked(lambda: self._connection.to_pyarrow(question(table)).to_pylist())
        return sorted(found, key=lambda row: [(value is None, value) for value in row.values()])

    def _answer(self, question: "ibis.Table", schema: "pa.Schema") -> "pa.Table":
        """Return an answer as columns, in an order and with types that are the same in every engine."""
        found = self._connection.to_pyarrow(question).select(schema.names).cast(schema)
        return found.sort_by([(name, "ascending") for name in schema.names]).combine_chunks()

    def _asked(self, ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except Exception as error:  # every engine has failures of its own
            raise EngineFailedError(engine=self.name, reason=_first_line(error)) from error


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
