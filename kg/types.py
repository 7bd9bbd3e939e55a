"""The values that flow through the pipeline. All are frozen: a stage returns new ones, it never changes what it got.

Offsets count characters, and always of the *source*: the decoded text of a file, or the text of one record of a
JSON Lines file. Only inside :mod:`kg.mend`, :mod:`kg.split` and the matching do offsets count the mended text;
:class:`Mended` leads them back.
"""

from __future__ import annotations

from dataclasses import dataclass, field

# Claims less certain than this stay out of graphs and listings unless one asks for them; docs/accuracy.md says why.
DEFAULT_CONFIDENCE = 0.4


@dataclass(frozen=True, slots=True)
class Source:
    """One readable text: a file, or one record of a JSON Lines file (``id`` is then ``path#record``)."""

    id: str
    path: str
    text: str
    sha256: str
    title: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Mended:
    """Text with broken layout repaired, and for each of its characters the offset in the source that it came from."""

    text: str
    origin: tuple[int, ...]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Source offsets of the non-empty span ``[start, end)`` of the mended text."""
        return self.origin[start], self.origin[end - 1] + 1


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or heading of an article: offsets into the mended text, end exclusive."""

    start: int
    end: int
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a page: offsets into the mended text, its title, and the day that its relative dates count from.

    ``dateline`` is an ISO date of as much precision as the page gives (``2026``, ``2026-05``, ``2026-05-27``).
    """

    start: int
    end: int
    title: str
    dateline: str | None
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Entity:
    """What a document's mentions stand for. ``names[0]`` is the fullest name that the text supports."""

    id: str
    type: str
    names: tuple[str, ...]
    kind: str = ""
    region: str = ""
    counted: bool = False

    @property
    def name(self) -> str:
        return self.names[0]


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of one sentence: immutable, and traceable to the characters that say it.

    ``head`` and ``tail`` are ids of entities of the same document. ``start`` and ``end`` cut ``quote`` out of the
    source; ``head_span``, ``tail_span`` and ``trigger_span`` lie inside it. ``date`` is ISO, an interval as
    ``a/b``. ``confidence`` lies between 0 and 1.
    """

    id: str
    document: str
    head: str
    relation: str
    tail: str
    status: str
    date: str | None
    fields: tuple[str, ...]
    quote: str
    start: int
    end: int
    head_span: tuple[int, int]
    tail_span: tuple[int, int]
    trigger_span: tuple[int, int]
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Dropped:
    """A candidate that a rule found and that became no claim, by the names of its ends, with the reason."""

    document: str
    head: str
    relation: str
    tail: str
    rule: str
    reason: str
    quote: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one source yields: its entities (by id) and its claims in text order."""

    source: Source
    title: str
    date: str | None
    entities: dict[str, Entity] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a page or a table shows for a claim. The marks are offsets inside ``quote``."""

    claim: str
    document: str
    title: str
    published: str | None
    quote: str
    head_marks: tuple[int, int]
    tail_marks: tuple[int, int]
    trigger_marks: tuple[int, int]
    status: str
    date: str | None
    fields: tuple[str, ...]
    rule: str
    confidence: float
