"""The whole way from a text to its claims, readable in one place.

read → mend → split → mentions → identities → relations → claims
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from kg.anaphora import AnaphorFinder
from kg.bodies import acting, federations, retyped
from kg.clauses import Group, View, Viewer
from kg.compounds import CompoundFinder
from kg.dates import DateSpan, find_dates, find_year
from kg.document import Document
from kg.fields import FieldReader
from kg.gazetteer import Entry
from kg.identities import Abbreviations
from kg.introductions import introduced
from kg.lexicon import Lexicon
from kg.mend import mend
from kg.mentions import Mention, find_mentions
from kg.relations import Matcher
from kg.rulefiles import default_rules, load_yaml
from kg.rules import load_rules
from kg.split import split
from kg.status import StatusReader
from kg.types import DEFAULT_CONFIDENCE, Article, Extraction, Sentence, Source

_Span = TypeVar("_Span", Mention, DateSpan)
_OWN_VOICE = 2  # times that a text says 我区 for the district to be the one who speaks
_TOPIC_LASTS = 1  # sentences without a subject of their own that a subject is carried over


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence with its names, its dates and its masked view."""

    sentence: Sentence
    mentions: tuple[Mention, ...]
    dates: tuple[DateSpan, ...]
    view: View


@dataclass
class Pipeline:
    """Rules and word lists, loaded once; :meth:`extract` may be called any number of times and keeps nothing."""

    lexicon: Lexicon
    abbreviations: Abbreviations
    anaphors: AnaphorFinder
    compounds: CompoundFinder
    viewer: Viewer
    matcher: Matcher
    statuses: StatusReader
    fields: FieldReader
    min_confidence: float = 0.0
    folder: Path = field(default_factory=default_rules)

    @classmethod
    def load(cls, rules: Path | None = None, *, min_confidence: float = DEFAULT_CONFIDENCE) -> Pipeline:
        """Read a folder of rules (that of the package by default). Raises KgError for faulty ones."""
        folder = rules or default_rules()
        lexicon, grammar = Lexicon(folder), load_yaml(folder / "grammar.yml")
        return cls(
            lexicon=lexicon,
            compounds=CompoundFinder(lexicon.gazetteer, grammar["compounds"]),
            abbreviations=Abbreviations.load(folder),
            anaphors=AnaphorFinder(load_yaml(folder / "anaphora.yml"), grammar["led_delegations"]),
            viewer=Viewer(grammar),
            matcher=Matcher(load_rules(folder)),
            statuses=StatusReader(load_yaml(folder / "status.yml")),
            fields=FieldReader(load_yaml(folder / "fields.yml")),
            min_confidence=min_confidence,
            folder=folder,
        )

    def extract(self, source: Source) -> Extraction:
        """Entities and claims of one source, the claims in text order."""
        mended = mend(source.text)
        articles = split(mended, title=source.title, published=source.published)
        document = Document(self, source, mended)
        for article in articles:
            document.add(article)
        document.close()
        first = articles[0] if articles else None
        title = source.title or (first.title if first else "")
        date = source.published or (first.dateline if first else None)
        return Extraction(source, title, date, document.entities(), tuple(document.claims), tuple(document.dropped))

    def read_article(self, text: str, article: Article) -> Iterator[Read]:
        """Sentences of an article with names, dates and views; the subject is carried from each to the next."""
        found = [self._names(text, s, {}) for s in article.sentences]
        known = introduced(
            text[article.start : article.end], [m for ms in found for m in ms], self.lexicon, self.abbreviations
        )
        told = [(text[s.start : s.end], _shifted(ms, -s.start)) for s, ms in zip(article.sentences, found, strict=True)]
        undertakings, parties = federations(told, self.lexicon), acting(told, self.lexicon)
        own = self._own_voice(found)
        topic: Group | None = None
        age = 0
        event: Mention | None = None
        initiative: Mention | None = None
        dateline = article.dateline or find_year(text)
        stamps = _shifted(find_dates(text[article.start : article.end], dateline), article.start)
        for sentence, mentions in zip(article.sentences, found, strict=True):
            body = text[sentence.start : sentence.end]
            if known and any(name in body for name in known):
                mentions = self._names(text, sentence, known)
            mentions = retyped(mentions, undertakings, parties)
            dates = [d for d in stamps if sentence.start <= d.start and d.end <= sentence.end]
            view = self.viewer.view(
                text,
                sentence.start,
                sentence.end,
                mentions,
                [(d.start, d.end) for d in dates],
                None if sentence.heading else topic or own,
                event,
                initiative,
            )
            age = 0 if view.topic not in (topic, own) else age + 1
            several = view.topic is not None and view.topic.more  # 江苏、江西等地: soon spoken of one by one
            topic = None if sentence.heading or several or age >= _TOPIC_LASTS else view.topic
            topic = None if topic is own else topic
            initiative = _latest(mentions, "initiative", initiative)
            event = _latest(mentions, "event", event)
            yield Read(sentence, tuple(mentions), tuple(dates), view)

    def _own_voice(self, found: list[list[Mention]]) -> Group | None:
        """Who speaks in a report or on a site of its own (我区, 我校): the subject of sentences that name none."""
        own = [
            m
            for ms in found
            for m in ms
            if m.shape == "anaphor" and m.text[0] in "我本" and self.anaphors.row(m.text).home
        ]
        times = Counter(m.text for m in own)
        if not own or times.most_common(1)[0][1] < _OWN_VOICE:
            return None
        first = max(own, key=lambda m: times[m.text])
        return Group((first,), (), first.start, first.end)

    def _names(self, text: str, sentence: Sentence, known: dict[str, Entry]) -> list[Mention]:
        body = text[sentence.start : sentence.end]
        mentions = find_mentions(body, self.lexicon, known)
        things = {m.start for m in mentions if m.type not in ("institution", "region", "person")}
        recalled = [a for a in self.anaphors.before_heads(body, self.lexicon) if not _within_name(a, mentions)]
        mentions = [m for m in mentions if not any(a.start <= m.start and m.end <= a.end for a in recalled)]
        found = self.anaphors.find(body, [*mentions, *recalled])
        anaphors = [*recalled, *(a for a in found if a.end not in things)]
        compounds = list(self.compounds.find(body, [*mentions, *anaphors]))
        mentions = sorted([*mentions, *anaphors, *compounds], key=lambda m: m.start)
        return _shifted(mentions, sentence.start)


def _within_name(anaphor: Mention, mentions: list[Mention]) -> bool:
    """Whether a name begins before the anaphor or goes on behind it."""
    return any(
        m.start < anaphor.end and anaphor.start < m.end and (m.start < anaphor.start or m.end > anaphor.end)
        for m in mentions
    )


def _shifted(spans: Iterable[_Span], by: int) -> list[_Span]:
    return [replace(s, start=s.start + by, end=s.end + by) for s in spans]


def _latest(mentions: list[Mention], type_: str, before: Mention | None) -> Mention | None:
    """The last thing of a type that is named in full, or the one before."""
    return next((m for m in reversed(mentions) if m.type == type_ and m.shape in ("grammar", "title")), before)
