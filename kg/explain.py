"""Say, for a text, what was found and why: names, what short forms stand for, rules that fired or nearly did, cues."""

from __future__ import annotations

from collections.abc import Iterator

from kg.clauses import MASKS
from kg.mend import mend
from kg.pipeline import Pipeline, Read
from kg.split import split
from kg.types import Claim, Extraction, Source


def explain(text: str, pipeline: Pipeline) -> Iterator[str]:
    """Lines of an explanation of the text, ready to print."""
    mended = mend(text)
    extraction = pipeline.extract(Source("text", "text", text, ""))
    for article in split(mended, title=None, published=None):
        for read in pipeline.read_article(mended.text, article):
            yield f"句子  {mended.text[read.sentence.start : read.sentence.end]}"
            yield from _mentions(read)
            yield f"  掩码  {_readable(read.view.text)}"
            start, end = mended.source_span(read.sentence.start, read.sentence.end)
            claims = [c for c in extraction.claims if start <= c.trigger_span[0] < end]
            yield from _claims(claims, extraction, read, pipeline)
            yield from _near_misses(read, pipeline, claims)
    yield from _identities(extraction)


def _mentions(read: Read) -> Iterator[str]:
    for mention in read.mentions:
        kind = f"/{mention.kind}" if mention.kind else ""
        marks = "" if mention.bare else "，修饰语"
        yield f"  名称  {mention.text}（{mention.type}{kind}，{mention.shape}{marks}）"
    for date in read.dates:
        yield f"  日期  {date.iso}"


def _claims(claims: list[Claim], extraction: Extraction, read: Read, pipeline: Pipeline) -> Iterator[str]:
    for claim in claims:
        head, tail = extraction.entities[claim.head], extraction.entities[claim.tail]
        trigger = extraction.source.text[slice(*claim.trigger_span)]
        status = claim.status + _cue(claim, read, pipeline)
        extra = "，".join(x for x in (status, claim.date or "", "、".join(claim.fields)) if x)
        yield f"  关系  {head.name} —{claim.relation}→ {tail.name}"
        yield f"        {extra}；规则 {claim.rule}，触发词“{trigger}”，置信度 {claim.confidence}"


def _cue(claim: Claim, read: Read, pipeline: Pipeline) -> str:
    """The word that set the status of a claim, in brackets; empty where it is what its rule says by itself."""
    for candidate in pipeline.matcher.candidates(read.view):
        if candidate.rule.id == claim.rule:
            end = candidate.at + candidate.trigger[1] - candidate.trigger[0]
            _, cue = pipeline.statuses.read(read.view.text, candidate.at, end, candidate.rule.status)
            if cue is not None and cue.status == claim.status:
                return f"（“{cue.text}”）"
    return ""


def _near_misses(read: Read, pipeline: Pipeline, claims: list[Claim]) -> Iterator[str]:
    """Rules whose trigger stands in the sentence though they did not match it."""
    fired = {c.rule for c in claims}
    missed = [r for r in pipeline.matcher.triggered(read.view.text) if r.id not in fired]
    if missed:
        yield f"  未中  {', '.join(r.id for r in missed)}"


def _identities(extraction: Extraction) -> Iterator[str]:
    for entity in extraction.entities.values():
        if len(entity.names) > 1:
            yield f"同指  {' = '.join(entity.names)}"


def _readable(masked: str) -> str:
    return masked.translate(str.maketrans(MASKS, "PINEDQATGV"))
