"""The claims of one document: candidates of its sentences, with their entities, status, date and fields."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from kg.discourse import Discourse
from kg.relations import Candidate
from kg.timing import appointed_date, claim_date, lead_date, lies_ahead, told_date
from kg.types import Article, Claim, Dropped, Entity, Mended, Source

if TYPE_CHECKING:
    from kg.pipeline import Pipeline, Read

_INHERITED = 0.85  # how much surer a claim is whose subject its own clause says
_EVENT_YEAR = re.compile(r"“?(20\d\d)(?!\d)")  # 2026中国国际服务贸易交易会
_FEW = 5  # a founding list of thirty is not 435 ties
_Key = tuple[str, str, str]


class Document:
    """Collects the claims of one source while its articles are added in order."""

    def __init__(self, pipeline: Pipeline, source: Source, mended: Mended) -> None:
        self.claims: list[Claim] = []
        self.dropped: list[Dropped] = []
        self._pipeline = pipeline
        self._source = source
        self._mended = mended
        self._discourse = Discourse(pipeline.lexicon, pipeline.abbreviations, pipeline.anaphors, pipeline.compounds)
        self._section: str | None = None
        self._appointed: str | None = None
        self._today: str | None = None

    def entities(self) -> dict[str, Entity]:
        """Those that take part in a claim, by id."""
        used = {x for c in self.claims for x in (c.head, c.tail)}
        return {i: e for i, e in self._discourse.registry.entities.items() if i in used}

    def add(self, article: Article) -> None:
        """Read an article and add its claims."""
        text, statuses = self._mended.text, self._pipeline.statuses
        reads = list(self._pipeline.read_article(text, article))
        self._discourse.open_article(text[article.start : article.end], [r.mentions for r in reads])
        base = self._section = statuses.section(article.title, True, None)
        told = [((r.sentence.start, r.sentence.end), r.dates) for r in reads]
        self._appointed = appointed_date(text, told) if base == "planned" else None
        self._today = article.dateline
        date: str | None = None
        for number, read in enumerate(reads):
            self._discourse.meet_all(read.mentions, read.view)
            span = (read.sentence.start, read.sentence.end)
            self._section = statuses.section(text[slice(*span)], read.sentence.heading, self._section, base)
            following = reads[number + 1] if number + 1 < len(reads) else None
            lead = lead_date(text, told[number + 1 : number + 5], article.dateline) if read.sentence.heading else None
            self._claims_of(read, following, lead or date)
            date = told_date(text, span, read.dates, date, article.dateline)

    def close(self) -> None:
        """Leave out that two cooperate where a thing that they sign, build, hold or issue together says it already."""
        together = self._together()
        kept = []
        for claim in self.claims:
            if (
                claim.relation == "cooperates_with"
                and claim.status != "negated"
                and {claim.head, claim.tail} in together
            ):
                self._drop(claim, "said already, by what they do together")
            else:
                kept.append(claim)
        self.claims = kept

    def _together(self) -> list[set[str]]:
        """Pairs of parties that share the tail of a joint relation, where those are few."""
        relations = self._pipeline.matcher.schema.relations
        heads: dict[tuple[str, str], set[str]] = {}
        for claim in self.claims:
            if relations[claim.relation].joint and claim.status != "negated":
                heads.setdefault((claim.relation, claim.tail), set()).add(claim.head)
        few = [sorted(h) for h in heads.values() if len(h) <= _FEW]
        return [set(pair) for group in few for pair in combinations(group, 2)]

    def _claims_of(self, read: Read, following: Read | None, date: str | None) -> None:
        best: dict[_Key, Claim] = {}
        for candidate in self._pipeline.matcher.candidates(read.view):
            for head in self._discourse.entities_of(candidate.head):
                for tail in self._discourse.entities_of(candidate.tail, candidate.variant):
                    claim = self._claim(read, following, candidate, head, tail, date)
                    self._keep(best, claim)
        claims = [claim for key, claim in best.items() if not self._outdone(key, claim, best)]
        self.claims.extend(sorted(claims, key=lambda c: (c.start, c.trigger_span, c.head, c.tail)))
        self._discourse.told(claims, self._pipeline.matcher.schema)

    def _keep(self, best: dict[_Key, Claim], claim: Claim) -> None:
        """Take a claim among the best of its sentence, or note why it is left out."""
        key = (claim.head, claim.relation, claim.tail)
        rival = best.get(key)
        if claim.head == claim.tail:
            self._drop(claim, "both ends are the same")
        elif claim.status == "hoped":
            self._drop(claim, "a wish of one side")
        elif claim.confidence < self._pipeline.min_confidence:
            self._drop(claim, f"confidence {claim.confidence} below {self._pipeline.min_confidence}")
        elif rival is not None and rival.confidence >= claim.confidence:
            self._drop(claim, f"said already, by rule {rival.rule}")
        else:
            best[key] = claim

    def _outdone(self, key: _Key, claim: Claim, best: dict[_Key, Claim]) -> bool:
        """Whether another claim of the sentence says it better: help rather than a visit; or its own reverse."""
        head, relation, tail = key
        if relation == "visits" and (head, "supports", tail) in best:
            self._drop(claim, "a visit to help is help")
            return True
        if relation != "cooperates_with" and (tail, relation, head) in best:
            self._drop(claim, "the reverse is said as well")
            return True
        return False

    def _drop(self, claim: Claim, reason: str) -> None:
        names = [self._discourse.registry.entities[i].name for i in (claim.head, claim.tail)]
        self.dropped.append(
            Dropped(claim.document, names[0], claim.relation, names[1], claim.rule, reason, claim.quote)
        )

    def _claim(
        self, read: Read, following: Read | None, candidate: Candidate, head: Entity, tail: Entity, date: str | None
    ) -> Claim:
        spans = [self._mended.source_span(m.start, m.end) for m in (candidate.head, candidate.tail)]
        if self._pipeline.matcher.schema.relations[candidate.relation].symmetric and tail.id < head.id:
            head, tail = tail, head
            spans.reverse()
        sentence = self._mended.source_span(read.sentence.start, read.sentence.end)
        start = min(sentence[0], *(s for s, _ in spans))
        end = max(sentence[1], *(e for _, e in spans))
        status = self._status(read, candidate)
        day = self._date(read, candidate, status, date)
        if status in ("done", "ongoing") and lies_ahead(day, self._today):
            status = "planned"
        claim = Claim(
            id="",
            document=self._source.id,
            head=head.id,
            relation=candidate.relation,
            tail=tail.id,
            status=status,
            date=day,
            fields=self._fields(read, following, candidate),
            quote=self._source.text[start:end],
            start=start,
            end=end,
            head_span=spans[0],
            tail_span=spans[1],
            trigger_span=self._mended.source_span(*candidate.trigger),
            rule=candidate.rule.id,
            confidence=round(candidate.rule.confidence * (_INHERITED if candidate.inherited else 1.0), 4),
        )
        return replace(claim, id=_claim_id(claim, head, tail))

    def _status(self, read: Read, candidate: Candidate) -> str:
        end = candidate.at + candidate.trigger[1] - candidate.trigger[0]
        carried = frozenset(i for i, group in read.view.groups.items() if group.inherited)
        status, _ = self._pipeline.statuses.read(
            read.view.text, candidate.at, end, candidate.rule.status, self._section, carried
        )
        return status

    def _date(self, read: Read, candidate: Candidate, status: str, running: str | None) -> str | None:
        span = (read.sentence.start, read.sentence.end)
        at = candidate.trigger[0]
        date = claim_date(self._mended.text, span, read.dates, at, status, running, self._today)
        if date or candidate.relation != "organizes":
            return date
        year = _EVENT_YEAR.match(candidate.tail.text)
        return self._appointed or (year[1] if year else None)

    def _fields(self, read: Read, following: Read | None, candidate: Candidate) -> tuple[str, ...]:
        text, start = self._mended.text, read.sentence.start
        trigger = (candidate.trigger[0] - start, candidate.trigger[1] - start)
        after = text[following.sentence.start : following.sentence.end] if following else ""
        names = {m.text for group in read.view.groups.values() for m in group.members}
        return self._pipeline.fields.read(candidate.relation, text[start : read.sentence.end], trigger, after, names)


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
