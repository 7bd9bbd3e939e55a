"""Which edges a question is about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from kg.errors import KgError
from kg.schema import Schema

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


@dataclass(frozen=True, slots=True)
class Filter:
    """Edges of one relation or status, of a period (those without a date are of none), of a least confidence.

    Dates are ISO dates of any precision: ``2024`` since its first day, until its last.
    """

    relation: str | None = None
    status: str | None = None
    since: str | None = None
    until: str | None = None
    min_confidence: float = 0.0

    @property
    def values(self) -> dict[str, object]:
        """What the names in :meth:`sql` stand for."""
        return asdict(self)

    def sql(self, table: str) -> str:
        """The condition on the rows of ``edges``, under whatever name."""
        conditions = {
            f"{table}.relation = :relation": self.relation,
            f"{table}.status = :status": self.status,
            f"{table}.last || '~' >= :since": self.since,
            f"{table}.first <= :until || '~'": self.until,
            f"{table}.confidence >= :min_confidence": self.min_confidence,
        }
        return " AND ".join([condition for condition, value in conditions.items() if value] or ["1"])

    def check(self, schema: Schema) -> None:
        """Raises KgError where it asks for what is not in the schema, or for what is no date."""
        _check_known("relation", self.relation, schema.relations)
        _check_known("status", self.status, schema.statuses)
        for day in (self.since, self.until):
            if day is not None and not _DATE.fullmatch(day):
                raise KgError(f"{day} is no date: write 2024, 2024-05 or 2024-05-20")


ALL = Filter()


def _check_known(what: str, value: str | None, known: Iterable[str]) -> None:
    if value is not None and value not in known:
        raise KgError(f"no {what} is called {value}; there are {', '.join(known)}")
