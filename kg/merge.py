"""From claims of many documents to one graph, whose edges add up what all of them say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING

from kg.judgements import REJECT, Judgement, check
from kg.ledger import Member
from kg.linking import link_parties, link_things
from kg.names import Names, fold, load_names
from kg.occurrences import Clusters, Group, Key, Occurrence, Reason
from kg.schema import load_schema
from kg.succession import successions
from kg.types import Claim, Evidence, Extraction
from kg.verdicts import Verdicts, new_label, other_names

if TYPE_CHECKING:
    import networkx as nx

_STRONGEST = ("done", "ongoing", "planned", "proposed", "negated")
_PARTIES = ("institution", "region")


@dataclass(frozen=True, slots=True)
class _Node:
    id: str
    label: str
    names: tuple[str, ...]
    members: Group


@dataclass(frozen=True, slots=True)
class Merged:
    """The graph, why each entity of a document is part of its node, and which node replaced which."""

    graph: nx.MultiDiGraph
    members: tuple[Member, ...]
    successions: tuple[tuple[str, str], ...]


def merge(
    extractions: Iterable[Extraction], *, rules: Path | None = None, judgements: Sequence[Judgement] = ()
) -> nx.MultiDiGraph:
    """The graph of what the documents say: that of :func:`merge_all`."""
    return merge_all(extractions, rules=rules, judgements=judgements).graph


def merge_all(
    extractions: Iterable[Extraction], *, rules: Path | None = None, judgements: Sequence[Judgement] = ()
) -> Merged:
    """The graph of what the documents say, the same in whatever order they come, and how it came about.

    Nodes and edges carry the attributes of the contract in ``docs/architecture.md``; what takes part in no
    claim is no node. Decisions of people win over names. Raises KgError where the rules cannot be read, or
    decisions contradict one another.
    """
    names = load_names(rules)
    check(judgements, None)
    rejected = {row.name for row in judgements if row.verdict == REJECT}
    read = sorted(extractions, key=lambda extraction: extraction.source.id)
    claims = [claim for extraction in read for claim in extraction.claims if claim.id not in rejected]
    groups, reasons = _link(read, claims, names, judgements)
    nodes = _nodes(groups, names, judgements)
    graph = _graph(nodes, claims, rules)
    shown = [node for node in sorted(nodes, key=lambda node: node.id) if node.id in graph]
    members = tuple(member for node in shown for member in _members(node, reasons))
    return Merged(graph, members, tuple(successions([(n.id, n.members[0].entity.type, n.names) for n in shown], rules)))


def _graph(nodes: list[_Node], claims: list[Claim], rules: Path | None) -> nx.MultiDiGraph:
    import networkx as nx

    node_of = {o.key: node for node in nodes for o in node.members}
    graph = nx.MultiDiGraph()
    edges = _edges(claims, node_of, rules)
    touching: dict[str, list[Claim]] = defaultdict(list)
    for (head, _, tail, _), said in edges.items():
        touching[head].extend(said)
        touching[tail].extend(said)
    for node in sorted(nodes, key=lambda node: node.id):
        if node.id in touching:
            graph.add_node(node.id, **_node_attributes(node, touching[node.id]))
    for (head, relation, tail, negated), said in sorted(edges.items()):
        key = _hash("e", head, relation, tail, str(negated))
        graph.add_edge(head, tail, key=key, id=key, relation=relation, **_edge_attributes(said))
    return graph


def _members(node: _Node, reasons: dict[Key, Reason]) -> Iterable[Member]:
    for o in node.members:
        reason = reasons.get(o.key, Reason("", ""))
        yield Member(node.id, *o.key, o.entity.name, reason.how, reason.via)


def evidence(extractions: Iterable[Extraction]) -> dict[str, Evidence]:
    """What to show for each claim, by its id, in the order of documents."""
    read = sorted(extractions, key=lambda extraction: extraction.source.id)
    return {claim.id: _evidence(extraction, claim) for extraction in read for claim in extraction.claims}


def strongest(statuses: Iterable[str]) -> str:
    """The status that says most: what one has seen done is not planned any more."""
    return min(statuses, key=_STRONGEST.index)


def union(lists: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """All values once, in the order of their first appearance."""
    return tuple(dict.fromkeys(value for values in lists for value in values))


def _link(
    extractions: list[Extraction], claims: list[Claim], names: Names, judgements: Sequence[Judgement]
) -> tuple[list[Group], dict[Key, Reason]]:
    everything = [Occurrence(x.source.id, entity) for x in extractions for entity in x.entities.values()]
    verdicts = Verdicts(judgements, everything)
    parties = link_parties([o for o in everything if o.entity.type in _PARTIES], claims, names, verdicts)
    taking_part, days = _partakers(parties, claims)
    others = [o for o in everything if o.entity.type not in _PARTIES]
    things = link_things(others, taking_part, days, names, verdicts)
    return parties.groups() + things.groups(), {**parties.reasons, **things.reasons}


def _partakers(parties: Clusters, claims: list[Claim]) -> tuple[dict[Key, set[int]], dict[Key, set[str]]]:
    """Who takes part in each thing, and the days told of it."""
    number = {o.key: place for place, group in enumerate(parties.groups()) for o in group}
    taking_part: dict[Key, set[int]] = defaultdict(set)
    days: dict[Key, set[str]] = defaultdict(set)
    for claim in claims:
        head, tail = (claim.document, claim.head), (claim.document, claim.tail)
        if head in number and tail not in number:
            taking_part[tail].add(number[head])
            days[tail].update({claim.date} if claim.date and len(claim.date) == len("2026-05-20") else ())
    return taking_part, days


def _nodes(groups: list[Group], names: Names, judgements: Sequence[Judgement]) -> list[_Node]:
    labels = [_label(group, names) for group in groups]
    named = [(group[0].entity.type, names.key(label)) for group, label in zip(groups, labels, strict=True)]
    count = Counter(named)
    nodes = []
    for group, label, name in zip(groups, labels, named, strict=True):
        id = _hash("n", *name, _scope(group, label, count[name], names))
        shown = new_label(judgements, label, group)
        nodes.append(_Node(id, shown, _names_of(group, label, shown, judgements), group))
    return nodes


def _names_of(group: Group, label: str, shown: str, judgements: Sequence[Judgement]) -> tuple[str, ...]:
    """All names of a node, that which is shown first, then those that documents use most."""
    given, taken = other_names(judgements, label, group)
    count = Counter(name for o in group for name in o.entity.names)
    ordered = [shown, *sorted(count, key=lambda name: (-count[name], -len(name), name)), *given]
    return tuple(name for name in dict.fromkeys(ordered) if name == shown or fold(name) not in taken)


def _scope(group: Group, label: str, namesakes: int, names: Names) -> str:
    """What keeps nodes of one name apart: nothing where it can stand alone, else where it was first said."""
    first = group[0]
    if first.entity.type != "instrument" and namesakes == 1 and names.is_specific(label):
        return ""
    return "\n".join(first.key)


def _label(group: Group, names: Names) -> str:
    """The official name if one is known; else the most complete full name.

    One that two documents have goes before one that may be misread.
    """
    count = Counter(o.entity.name for o in group)
    known = [name for name in count if names.official_name(name) == fold(name)]
    return min(known or count, key=lambda name: (count[name] < 2, -len(fold(name)), -count[name], name))


def _edges(
    claims: list[Claim], node_of: dict[Key, _Node], rules: Path | None
) -> dict[tuple[str, str, str, bool], list[Claim]]:
    relations = load_schema(rules).relations
    edges: dict[tuple[str, str, str, bool], list[Claim]] = defaultdict(list)
    for claim in claims:
        head, tail = node_of[claim.document, claim.head].id, node_of[claim.document, claim.tail].id
        if relations[claim.relation].symmetric:
            head, tail = sorted((head, tail))
        if head != tail:
            edges[head, claim.relation, tail, claim.status == "negated"].append(claim)
    return edges


def _node_attributes(node: _Node, said: list[Claim]) -> dict[str, object]:
    entities = [o.entity for o in node.members]
    first, last = _period(said)
    return {
        "label": node.label,
        "type": entities[0].type,
        "kind": _commonest(entity.kind for entity in entities),
        "names": node.names,
        "region": _commonest(entity.region for entity in entities),
        "documents": len({o.document for o in node.members}),
        "first": first,
        "last": last,
    }


def _edge_attributes(said: list[Claim]) -> dict[str, object]:
    first, last = _period(said)
    return {
        "status": strongest(claim.status for claim in said),
        "weight": len({claim.document for claim in said}),
        "first": first,
        "last": last,
        "fields": union(claim.fields for claim in said),
        "claims": tuple(claim.id for claim in said),
        "confidence": round(1 - prod(1 - claim.confidence for claim in said), 4),
    }


def _period(said: list[Claim]) -> tuple[str | None, str | None]:
    dates = [claim.date.split("/") for claim in said if claim.date]
    return min((date[0] for date in dates), default=None), max((date[-1] for date in dates), default=None)


def _commonest(values: Iterable[str]) -> str:
    count = Counter(filter(None, values))
    return min(count, key=lambda value: (-count[value], -len(value), value), default="")


def _evidence(extraction: Extraction, claim: Claim) -> Evidence:
    def inside(span: tuple[int, int]) -> tuple[int, int]:
        return span[0] - claim.start, span[1] - claim.start

    return Evidence(
        claim=claim.id,
        document=claim.document,
        title=extraction.title,
        published=extraction.date,
        quote=claim.quote,
        head_marks=inside(claim.head_span),
        tail_marks=inside(claim.tail_span),
        trigger_marks=inside(claim.trigger_span),
        status=claim.status,
        date=claim.date,
        fields=claim.fields,
        rule=claim.rule,
        confidence=claim.confidence,
    )


def _hash(prefix: str, *parts: str) -> str:
    return prefix + sha256("\n".join(parts).encode()).hexdigest()[:12]
