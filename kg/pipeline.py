"""The whole way from a text to its claims, readable in one place.

read → mend → split → mentions → identities → relations → claims
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg.anaphora import AnaphorFinder, antecedents
from kg.compounds import CompoundFinder
from kg.clauses import Group, View, Viewer
from kg.dates import DateSpan, find_dates, find_year
from kg.fields import FieldReader
from kg.gazetteer import Entry
from kg.identities import Abbreviations, Registry
from kg.introductions import introduced
from kg.lexicon import Lexicon
from kg.mend import mend
from kg.mentions import Mention, find_mentions
from kg.relations import Candidate, Matcher
from kg.rulefiles import default_rules, load_yaml
from kg.rules import load_rules
from kg.split import split
from kg.status import StatusReader
from kg.timing import appointed_date, claim_date, lead_date, told_date
from kg.types import DEFAULT_CONFIDENCE, Article, Claim, Entity, Extraction, Mended, Sentence, Source


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
            anaphors=AnaphorFinder(load_yaml(folder / "anaphora.yml")),
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
        document = _Document(self, source, mended)
        for article in articles:
            document.add(article)
        first = articles[0] if articles else None
        title = source.title or (first.title if first else "")
        date = source.published or (first.dateline if first else None)
        return Extraction(source, title, date, document.entities(), tuple(document.claims))

    def read_article(self, text: str, article: Article) -> Iterator[Read]:
        """Sentences of an article with names, dates and views; the subject is carried from each to the next."""
        found = [self._names(text, s, {}) for s in article.sentences]
        known = introduced(
            text[article.start : article.end], [m for ms in found for m in ms], self.lexicon, self.abbreviations
        )
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
            dates = [d for d in stamps if sentence.start <= d.start and d.end <= sentence.end]
            view = self.viewer.view(
                text,
                sentence.start,
                sentence.end,
                mentions,
                [(d.start, d.end) for d in dates],
                None if sentence.heading else topic,
                event,
                initiative,
            )
            age = 0 if view.topic is not topic else age + 1
            topic = None if sentence.heading or age >= _TOPIC_LASTS else view.topic
            initiative = _latest(mentions, "initiative", initiative)
            event = _latest(mentions, "event", event)
            yield Read(sentence, tuple(mentions), tuple(dates), view)

    def _names(self, text: str, sentence: Sentence, known: dict[str, Entry]) -> list[Mention]:
        body = text[sentence.start : sentence.end]
        mentions = find_mentions(body, self.lexicon, known)
        things = {m.start for m in mentions if m.type not in ("institution", "region", "person")}
        anaphors = [a for a in self.anaphors.find(body, mentions) if a.end not in things]
        compounds = list(self.compounds.find(body, [*mentions, *anaphors]))
        mentions = sorted([*mentions, *anaphors, *compounds], key=lambda m: m.start)
        return [replace(m, start=m.start + sentence.start, end=m.end + sentence.start) for m in mentions]


class _Document:
    """Collects the claims of one source while its sentences are read in order."""

    def __init__(self, pipeline: Pipeline, source: Source, mended: Mended) -> None:
        self.pipeline = pipeline
        self.source = source
        self.mended = mended
        self.registry = Registry(pipeline.lexicon, pipeline.abbreviations)
        self.claims: list[Claim] = []
        self.history: list[Entity] = []
        self.home: list[Mention] = []
        self.section: str | None = None
        self.appointed: str | None = None
        self.last: list[Entity] = []
        self.things: list[Mention] = []
        self.visitors: list[Entity] = []
        self.resolved: dict[tuple[int, int], list[Entity]] = {}

    def add(self, article: Article) -> None:
        text = self.mended.text
        reads = list(self.pipeline.read_article(text, article))
        self.home, self.last = _most_named(reads), []
        for mention in (m for r in reads for m in r.mentions):
            self.registry.note_region(mention)
        base = self.section = self.pipeline.statuses.section(article.title, True, None)
        told = [((r.sentence.start, r.sentence.end), r.dates) for r in reads]
        self.appointed = appointed_date(text, told) if base == "planned" else None
        date: str | None = None
        for number, read in enumerate(reads):
            for mention in read.mentions:
                self._meet(mention)
            span = (read.sentence.start, read.sentence.end)
            self.section = self.pipeline.statuses.section(text[slice(*span)], read.sentence.heading, self.section, base)
            following = reads[number + 1] if number + 1 < len(reads) else None
            lead = lead_date(text, told[number + 1 : number + 5], article.dateline) if read.sentence.heading else None
            self._claims_of(read, following, lead or date)
            date = told_date(text, span, read.dates, date, article.dateline)

    def entities(self) -> dict[str, Entity]:
        used = {x for c in self.claims for x in (c.head, c.tail)}
        return {i: e for i, e in self.registry.entities.items() if i in used}

    def _meet(self, mention: Mention) -> None:
        """Make or find the entity of a mention, in text order, so that later short forms and anaphors find it."""
        if mention.type not in ("institution", "region") or mention.counted:
            self._meet_thing(mention)
            return
        if mention.shape == "compound":
            found = [
                self.registry.resolve(_member(mention, e))
                for e in self.pipeline.compounds.members(mention, self._names_so_far())
            ]
        elif mention.shape == "anaphor":
            row = self.pipeline.anaphors.by_word[mention.text]
            home = [self.registry.resolve(m) for m in self.home] if row.home else []
            if row.visitor:
                return self._settle(mention, self.visitors)
            found = antecedents(row, self.history, home, self.last, self.pipeline.lexicon.gazetteer.blocs)
        else:
            found = [self.registry.resolve(mention)] if self.registry.known(mention) else []
        if mention.shape in ("led", "level", "spokesman"):
            self.visitors = found
        self._settle(mention, found)

    def _settle(self, mention: Mention, found: list[Entity]) -> None:
        self.resolved[mention.start, mention.end] = found
        self.history.extend(found)

    def _names_so_far(self) -> set[str]:
        return {n for e in self.history for n in e.names}

    def _meet_thing(self, mention: Mention) -> None:
        """Note a thing for 该基地 and 展销会 later on, and the institution that its name begins with."""
        if mention.type in ("institution", "region", "person"):
            return
        if mention.shape != "short":
            self.things.append(mention)
        if mention.owner:
            owner = Mention(
                mention.start,
                mention.start + len(mention.owner),
                mention.owner,
                "institution",
                _kind_of(mention.owner, self.pipeline.lexicon),
            )
            self._meet(owner)

    def _thing_meant(self, mention: Mention) -> Mention | None:
        """The thing that a head alone stands for: the last one that ends with it."""
        if mention.shape != "short":
            return mention
        for earlier in reversed(self.things):
            if (
                earlier.start < mention.start
                and earlier.type == mention.type
                and earlier.text.rstrip("”》").endswith(mention.text)
            ):
                return earlier
        return mention if mention.type in ("instrument", "document") or len(mention.text) >= 4 else None

    def _entities_of(self, mention: Mention, variant: int) -> list[Entity]:
        if (mention.start, mention.end) in self.resolved:
            return [self.registry.entities[e.id] for e in self.resolved[mention.start, mention.end]]
        if mention.type not in ("institution", "region"):
            meant = self._thing_meant(mention)
            if meant is None:
                return []
            mention = meant
        return [self.registry.resolve(mention, f"#{mention.start}.{variant}" if variant else "")]

    def _claims_of(self, read: Read, following: Read | None, date: str | None) -> None:
        best: dict[tuple[str, str, str], tuple[Candidate, Claim]] = {}
        for candidate in self.pipeline.matcher.candidates(read.view):
            for head in self._entities_of(candidate.head, 0):
                for tail in self._entities_of(candidate.tail, candidate.variant):
                    if head.id == tail.id:
                        continue
                    claim = self._claim(read, following, candidate, head, tail, date)
                    if claim.status == "hoped":
                        continue
                    key = (claim.head, claim.relation, claim.tail)
                    if claim.confidence >= self.pipeline.min_confidence and (
                        key not in best or best[key][1].confidence < claim.confidence
                    ):
                        best[key] = candidate, claim
        helped = {(h, t) for h, relation, t in best if relation == "supports"}
        claims = [c for key, (_, c) in best.items() if not (key[1] == "visits" and (key[0], key[2]) in helped)]
        claims = [c for c in claims if c.relation == "cooperates_with" or (c.tail, c.relation, c.head) not in best]
        self.claims.extend(sorted(claims, key=lambda c: (c.start, c.trigger_span, c.head, c.tail)))
        self.visitors = [self.registry.entities[c.head] for c in claims if c.relation == "visits"][:1] or self.visitors
        partners = self._partners(claims) if claims else []
        if len(partners) > 1:
            self.last = partners

    def _partners(self, claims: list[Claim]) -> list[Entity]:
        """The parties of the last claim of a sentence, with those who share its tail: what 双方 means after it."""
        entities, schema = self.registry.entities, self.pipeline.matcher.schema
        last = claims[-1]
        if schema.relations[last.relation].joint:
            ids = [c.head for c in claims if c.tail == last.tail]
        else:
            ids = [last.head, last.tail]
        return [entities[i] for i in dict.fromkeys(ids) if entities[i].type in ("institution", "region")]

    def _claim(
        self, read: Read, following: Read | None, candidate: Candidate, head: Entity, tail: Entity, date: str | None
    ) -> Claim:
        schema = self.pipeline.matcher.schema
        if schema.relations[candidate.relation].symmetric and tail.id < head.id:
            head, tail = tail, head
        trigger = self.mended.source_span(*candidate.trigger)
        ends = [self.mended.source_span(m.start, m.end) for m in (candidate.head, candidate.tail)]
        sentence = self.mended.source_span(read.sentence.start, read.sentence.end)
        start = min(sentence[0], *(s for s, _ in ends))
        end = max(sentence[1], *(e for _, e in ends))
        view = read.view
        at = candidate.at
        length = candidate.trigger[1] - candidate.trigger[0]
        carried = frozenset(i for i, group in view.groups.items() if group.inherited)
        status, _ = self.pipeline.statuses.read(
            view.text, at, at + length, candidate.rule.status, self.section, carried
        )
        confidence = candidate.rule.confidence * (0.85 if candidate.inherited else 1.0)
        claim = Claim(
            "",
            self.source.id,
            head.id,
            candidate.relation,
            tail.id,
            status,
            self._date(read, candidate, status, date),
            self._fields(read, following, candidate),
            self.source.text[start:end],
            start,
            end,
            ends[0],
            ends[1],
            trigger,
            candidate.rule.id,
            round(confidence, 4),
        )
        return replace(claim, id=_claim_id(claim, head, tail))

    def _date(self, read: Read, candidate: Candidate, status: str, running: str | None) -> str | None:
        span = (read.sentence.start, read.sentence.end)
        date = claim_date(self.mended.text, span, read.dates, candidate.trigger[0], status, running)
        return date or (self.appointed if candidate.relation == "organizes" else None)

    def _fields(self, read: Read, following: Read | None, candidate: Candidate) -> tuple[str, ...]:
        text, start = self.mended.text, read.sentence.start
        trigger = (candidate.trigger[0] - start, candidate.trigger[1] - start)
        after = text[following.sentence.start : following.sentence.end] if following else ""
        return self.pipeline.fields.read(candidate.relation, text[start : read.sentence.end], trigger, after)


def _shifted(dates: list[DateSpan], by: int) -> list[DateSpan]:
    return [replace(d, start=d.start + by, end=d.end + by) for d in dates]


def _member(compound: Mention, entry: Entry) -> Mention:
    """One region of a compound, as a mention of its own."""
    return replace(
        compound, text=entry.names[-1] if entry.level == "province" else entry.name, entry=entry, shape="listed"
    )


def _most_named(reads: list[Read]) -> list[Mention]:
    """Institutions of an article, the one that is named most often first: what 我校 means."""
    named = [
        m
        for r in reads
        for m in r.mentions
        if m.type == "institution" and m.shape in ("listed", "grammar") and not m.counted
    ]
    times = Counter(m.entry.name if m.entry else m.text for m in named)
    return sorted(named, key=lambda m: -times[m.entry.name if m.entry else m.text])


def _latest(mentions: list[Mention], type_: str, before: Mention | None) -> Mention | None:
    """The last thing of a type that is named in full, or the one before."""
    return next((m for m in reversed(mentions) if m.type == type_ and m.shape in ("grammar", "title")), before)


def _kind_of(name: str, lexicon: Lexicon) -> str:
    """The kind that an institution's name says by its ending."""
    ends = [h for h in lexicon.scan(name) if h.tag == "suffix" and h.end == len(name) and h.value.type == "institution"]
    return min(ends, key=lambda h: h.start).value.kind if ends else "other"


def _claim_id(claim: Claim, head: Entity, tail: Entity) -> str:
    parts = (
        claim.document,
        head.id,
        head.name,
        claim.relation,
        tail.id,
        tail.name,
        claim.start,
        claim.end,
        claim.trigger_span,
        claim.rule,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
