"""Real pages that are not part of the repository: what must be found there, and how right annotated ones are read."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from places import ROOT, SHARED, needs_shared

from kg.build import build
from kg.evaluate import evaluate
from kg.pipeline import Pipeline

pytestmark = needs_shared

HEALTH = "北京市丰台区卫生健康委员会"
INSTITUTE = "罗马尼亚国家康复、物理医学与温泉气候研究所"
MEMORANDUM = "医疗卫生领域战略合作备忘录"
NOTICE = "《关于全面开展健康家庭建设的通知》"
PARTIES = ("institution", "region")
KINDS = {"公立医院", "上级医院", "三级医院", "社区卫生服务中心", "医疗机构", "地区", "医院", "学校", "大学"}
BEGINS = re.compile(
    "对(?!外经贸|外经济)|向|由|将|把|被|从|在|为了|与|及|等|推动|集聚|汇聚|整合|依托|聚焦|围绕|带动|引导|鼓励|建立|开展"
)

Row = dict[str, str]


@dataclass(frozen=True)
class Graph:
    """The tables of a build."""

    folder: Path
    nodes: dict[str, Row]
    edges: list[Row]

    def ids(self, name: str) -> set[str]:
        """Nodes that have a name."""
        return {id for id, row in self.nodes.items() if name in row["names"].split(";")}

    def between(self, head: str, relation: str, tail: str) -> list[Row]:
        """Edges of a relation from one name to another."""
        heads, tails = self.ids(head), self.ids(tail)
        return [e for e in self.edges if e["relation"] == relation and e["source"] in heads and e["target"] in tails]

    def partners(self, name: str) -> set[str]:
        """Nodes beside those of a name."""
        own = self.ids(name)
        ends = [(e["source"], e["target"]) for e in self.edges if e["status"] != "negated"]
        return {b for a, b in ends if a in own} | {a for a, b in ends if b in own}

    def cooperate(self, one: str, other: str) -> bool:
        """Whether an edge joins two names, or both take part in the same thing."""
        shared = self.partners(one) & self.partners(other)
        things = {id for id in shared if self.nodes[id]["type"] not in PARTIES}
        return bool(self.partners(one) & self.ids(other) or things)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """The graph of the five pages."""
    out = tmp_path_factory.mktemp("pages")
    build([SHARED / "seeds"], out)
    return Graph(out, {row["id"]: row for row in _read(out / "nodes.csv")}, _read(out / "edges.csv"))


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("party", [HEALTH, INSTITUTE], ids=["commission", "institute"])
def test_the_memorandum_is_signed(graph: Graph, party: str) -> None:
    """By both, in May 2026, over five fields: a name with 、 and 与 inside, and fields that hold 与 too."""
    (edge,) = graph.between(party, "signs", MEMORANDUM)
    assert edge["status"] == "done"
    assert edge["first"].startswith("2026-05") and edge["last"].startswith("2026-05")
    assert edge["fields"].split(";") == ["人才培养", "临床医学", "学术交流", "医院管理", "数字化与远程医疗"]


def test_a_district_and_its_partner_abroad(graph: Graph) -> None:
    """友好交流合作意向."""
    assert graph.cooperate("丰台区", "布加勒斯特第二区")


def test_tiantan_is_one_node_and_leads(graph: Graph) -> None:
    """天坛医院 on one page and 北京天坛医院 on another are the same; 链长单位 is a lead."""
    (node,) = graph.ids("天坛医院") | graph.ids("北京天坛医院")
    assert {"天坛医院", "北京天坛医院"} <= set(graph.nodes[node]["names"].split(";"))
    assert any(edge["source"] == node and edge["relation"] == "leads" for edge in graph.edges)


def test_paired_aid_between_hospitals(graph: Graph) -> None:
    """对口支持, in a list of pairs."""
    assert graph.between("北京儿童医院", "supports", "保定市儿童医院")


def test_two_medical_schools_on_the_plateau(graph: Graph) -> None:
    """A name that a line break cuts, joined to another by 和: they work together, or at the same place."""
    one, other = "西藏大学医学院", "四川大学华西第四医院"
    assert graph.cooperate(one, other) or graph.partners(one) & graph.partners(other)


@pytest.mark.parametrize("issuer", ["国家卫生健康委办公厅", "全国爱卫办", "民政部办公厅"], ids=[1, 2, 3])
def test_the_notice_has_its_issuers(graph: Graph, issuer: str) -> None:
    """Three of eight departments are named."""
    assert graph.between(issuer, "issues", NOTICE)


def test_a_township_centre_in_its_consortium(graph: Graph) -> None:
    """Miyun's 医联体 has the centre as a member."""
    centre = graph.ids("太师屯镇社区卫生服务中心")
    joined = {e["target"] for e in graph.edges if e["relation"] == "joins" and e["source"] in centre}
    assert any("医联体" in graph.nodes[id]["label"] for id in joined)


def test_no_node_is_a_fragment_of_a_sentence(graph: Graph) -> None:
    """Names hold no sentence marks; parties neither begin with a verb or a preposition nor are they mere kinds."""
    names = [row["label"] for row in graph.nodes.values()]
    parties = [row["label"] for row in graph.nodes.values() if row["type"] in PARTIES]
    wrong = [name for name in names if re.search("[。；！？\n]", name) or len(name) > 40]
    wrong += [name for name in parties if BEGINS.match(name) or name in KINDS or re.search("[，：的]", name)]
    assert not wrong


def test_neighbors_of_tiantan_name_file_and_sentence(graph: Graph) -> None:
    """As JSON, from the command line."""
    command = [sys.executable, "-m", "kg.cli", "neighbors", "天坛医院", "--graph", str(graph.folder), "--json"]
    result = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=ROOT)
    assert (result.returncode, result.stderr) == (0, "")
    proofs = [proof for row in json.loads(result.stdout)["neighbors"] for proof in row["evidence"]]
    assert proofs
    for proof in proofs:
        text = (SHARED / "seeds" / proof["file"]).read_bytes().decode("utf-8-sig")
        assert text[proof["start"] : proof["end"]] == proof["sentence"]


def test_annotated_documents_are_read_well_enough(pipeline: Pipeline) -> None:
    """A start, not an aim."""
    scores = evaluate(SHARED / "gold" / "dev", pipeline)
    assert scores.triples.f1 >= 0.45
    assert scores.entities.f1 >= 0.60
