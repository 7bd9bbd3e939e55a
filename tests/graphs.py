"""Small seeded graphs for the tests of exporters, and one whose every string is hostile; what a page holds of one."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import networkx as nx

from kg.types import Evidence

_PLACES = ("青石", "云溪", "临江", "东岭", "南屏", "北川湾", "西渡", "长宁桥", "安河", "平岗")
_TAILS = (
    ("人民医院", "institution", "hospital"),
    ("卫生健康局", "institution", "agency"),
    ("医科大学", "institution", "university"),
    ("生物研究院", "institution", "institute"),
    ("医疗科技有限公司", "institution", "company"),
)
_THINGS = (
    ("战略合作框架协议", "instrument"),
    ("对口帮扶协议", "instrument"),
    ("区域医疗联合体", "initiative"),
    ("远程会诊中心", "initiative"),
    ("合作交流座谈会", "event"),
    ("医联体建设实施方案", "document"),
)
_STATUSES = ("done", "done", "done", "ongoing", "planned", "proposed", "negated")
_SENTENCES = {
    "cooperates_with": ("近日，{head}{how}与{tail}开展合作，涉及人才培养、远程会诊等方面。", "开展合作"),
    "signs": ("近日，{head}{how}签署《{tail}》，涉及人才培养、远程会诊等方面。", "签署"),
    "supports": ("近日，{head}{how}向{tail}提供支援，涉及人才培养、远程会诊等方面。", "提供支援"),
    "builds": ("近日，{head}{how}参与共建{tail}，涉及人才培养、远程会诊等方面。", "共建"),
    "organizes": ("近日，{head}{how}主办{tail}，涉及人才培养、远程会诊等方面。", "主办"),
    "issues": ("近日，{head}{how}发布《{tail}》，涉及人才培养、远程会诊等方面。", "发布"),
    "visits": ("近日，{head}{how}前往{tail}考察，了解人才培养、远程会诊等情况。", "考察"),
}
_HOW = {"done": "已", "ongoing": "正在", "planned": "计划", "proposed": "建议", "negated": "未能"}


def _add_node(graph: Any, key: str, names: tuple[str, ...], type: str, kind: str, region: str, documents: int) -> None:
    graph.add_node(
        key,
        label=names[0],
        type=type,
        kind=kind,
        names=names,
        region=region,
        documents=documents,
        first="2023-05" if documents > 1 else None,
        last="2026-05-21" if documents > 1 else None,
    )


def evidence_for(claim: str, head: str, tail: str, relation: str, status: str, date: str | None) -> Evidence:
    """A row whose marks cut head, tail and trigger out of its sentence."""
    sentence, trigger = _SENTENCES[relation]
    quote = sentence.format(head=head, how=_HOW[status], tail=tail)
    starts = quote.index(head), quote.index(tail, 3 + len(head)), quote.rindex(trigger)
    marks = [(start, start + len(part)) for start, part in zip(starts, (head, tail, trigger), strict=True)]
    return Evidence(
        claim=claim,
        document=f"news/{claim}.txt",
        title=f"{head}工作动态",
        published="2026-05-27",
        quote=quote,
        head_marks=marks[0],
        tail_marks=marks[1],
        trigger_marks=marks[2],
        status=status,
        date=date,
        fields=("人才培养", "远程会诊"),
        rule="sample.rule",
        confidence=0.9,
    )


def _add_edge(
    graph: Any,
    evidence: dict[str, Evidence],
    head: str,
    tail: str,
    relation: str,
    status: str,
    weight: int,
    date: str | None,
) -> None:
    key = f"{head}|{relation}{'|negated' if status == 'negated' else ''}|{tail}"
    if graph.has_edge(head, tail, key):
        return
    claims = tuple(f"c{len(evidence) + number:04d}" for number in range(weight))
    for claim in claims:
        evidence[claim] = evidence_for(
            claim, graph.nodes[head]["label"], graph.nodes[tail]["label"], relation, status, date
        )
    graph.add_edge(
        head,
        tail,
        key=key,
        id=key,
        relation=relation,
        status=status,
        weight=weight,
        first=date,
        last=date,
        fields=("人才培养", "远程会诊") if weight > 1 else (),
        claims=claims,
        confidence=0.9,
    )


def sample(nodes: int = 30, seed: int = 5) -> tuple[Any, dict[str, Evidence]]:
    """A graph of about ``nodes`` nodes with parallel edges, missing dates and every status, and its evidence."""
    chance = random.Random(seed)
    graph: Any = nx.MultiDiGraph()
    parties = []
    for number in range(nodes * 2 // 3):
        place, (tail, type, kind) = _PLACES[number % 10], _TAILS[(number * 7 + number // 10) % 5]
        name = f"{place}{'' if number < 20 else number}{'市' if number % 2 else '县'}{tail}"
        _add_node(graph, f"n{number:03d}", (name, f"{place}{tail[:2]}"), type, kind, place, 1 + number % 4)
        parties.append(f"n{number:03d}")
    for number in range(nodes - len(parties)):
        name, type = _THINGS[number % 6]
        _add_node(graph, f"t{number:03d}", (f"{_PLACES[number % 10]}{name}",), type, type, "", 1)
    evidence: dict[str, Evidence] = {}
    _connect(graph, evidence, parties, chance)
    _add_edge(graph, evidence, "n000", "n001", "cooperates_with", "done", 3, "2026-05-20/2026-05-21")
    _add_edge(graph, evidence, "n000", "n001", "supports", "ongoing", 2, None)
    _add_edge(graph, evidence, "n001", "n000", "visits", "done", 1, "2025")
    _add_edge(graph, evidence, "n000", "n001", "cooperates_with", "negated", 1, "2024-03")
    return graph, evidence


def _connect(graph: Any, evidence: dict[str, Evidence], parties: list[str], chance: random.Random) -> None:
    tied = {"instrument": "signs", "initiative": "builds", "event": "organizes", "document": "issues"}
    weights = [1 / (1 + rank) for rank in range(len(parties))]
    for thing in sorted(node for node in graph if node not in parties):
        for head in sorted(set(chance.choices(parties, weights, k=3))):
            _add_edge(
                graph,
                evidence,
                head,
                thing,
                tied[graph.nodes[thing]["type"]],
                chance.choice(_STATUSES[:5]),
                chance.randint(1, 3),
                chance.choice((None, "2024", "2025-11", "2026-05-20")),
            )
    for tail in parties[:-2]:
        head = chance.choices(parties, weights)[0]
        if head != tail:
            relation = chance.choice(("cooperates_with", "cooperates_with", "supports", "visits"))
            _add_edge(
                graph,
                evidence,
                head,
                tail,
                relation,
                chance.choice(_STATUSES),
                chance.randint(1, 3),
                chance.choice((None, "2024", "2025-11", "2026-05-20")),
            )


HOSTILE = (
    "</script><script>window.hacked=1</script>",
    '<img src=x onerror="window.hacked=1">',
    "'\"><svg onload=window.hacked=1>",
    "href=javascript:window.hacked=1",
    "甲\u202e医院\u2066乙\u2069\u200f",
    "空\x00字\x0b符\ufffe\x1b",
    "长" * 10_000,
    "<!--<script>\u2028\u2029]]>&amp;&lt;",
    '=HYPERLINK("http://example.invalid")',
    "行\n一\r\n二\t;三",
)


def hostile() -> tuple[Any, dict[str, Evidence]]:
    """A ring whose ids, names, regions, fields, titles and sentences are all hostile; two ids differ only in NUL."""
    graph: Any = nx.MultiDiGraph()
    keys = [*HOSTILE, "空字符"]
    for key in keys:
        graph.add_node(
            key,
            label=key,
            type="institution",
            kind="hospital",
            names=(key, key[::-1]),
            region=key[:50],
            documents=1,
            first=None,
            last=None,
        )
    evidence: dict[str, Evidence] = {}
    for number, (head, tail) in enumerate(zip(keys, keys[1:] + keys[:1], strict=True)):
        quote = f"{head}与{tail}签约"
        claim = f"{head[:60]}{number}"
        evidence[claim] = Evidence(
            claim=claim,
            document=head,
            title=head,
            published=None,
            quote=quote,
            head_marks=(0, len(head)),
            tail_marks=(len(head) + 1, len(head) + 1 + len(tail)),
            trigger_marks=(len(quote) - 2, len(quote)),
            status="done",
            date=None,
            fields=(head,),
            rule=head,
            confidence=0.5,
        )
        graph.add_edge(
            head,
            tail,
            key=claim,
            id=claim,
            relation="cooperates_with",
            status="done",
            weight=1,
            first=None,
            last=None,
            fields=(head,),
            claims=(claim,),
            confidence=0.5,
        )
    return graph, evidence


def embedded(path: Path, part: str = "data") -> Any:
    """The data in a page that is not packed."""
    found = re.search(f'<script type="application/json" id="{part}">(.*?)</script>', path.read_text("utf-8"), re.DOTALL)
    assert found
    return json.loads(found[1])
