"""Merging: who is who across documents, and what edges add up."""

from __future__ import annotations

import random

import networkx as nx
import pytest
from made import document, entity, labels, said

from kg.merge import evidence, merge
from kg.names import load_names
from kg.types import Entity, Extraction

PARTNER = entity("白水县人民医院")


def _visit(id: str, guest: Entity, host: Entity = PARTNER) -> Extraction:
    return document(id, said(guest, "visits", host))


def _nodes(*guests: Entity) -> int:
    """How many nodes the guests of one visit in each of several documents become."""
    graph = merge(_visit(f"{place}.txt", guest) for place, guest in enumerate(guests))
    return len(graph) - 1


@pytest.mark.parametrize(
    "one, other",
    [
        (entity("北京天坛医院=天坛医院"), entity("天坛医院")),
        (entity("首都医科大学附属北京天坛医院"), entity("北京天坛医院")),
        (entity("北京市丰台区卫生健康委员会"), entity("丰台区卫生健康委员会")),
        (entity("北京市丰台区卫生健康委员会"), entity("北京市丰台区卫健委")),
        (entity("北京同仁堂（集团）有限公司"), entity("北京同仁堂(集团) 有限公司")),
        (entity("国家卫生健康委员会=国家卫健委"), entity("国家卫健委")),
        (entity("市第一人民医院", region="青禾市", id="e1"), entity("市第一人民医院", region="青禾市", id="e2")),
        (entity("北京市=北京", "region"), entity("北京", "region")),
        (entity("民政部"), entity("民政部")),
    ],
    ids=lambda e: e.name,
)
def test_one_party_under_two_names_is_one_node(one: Entity, other: Entity) -> None:
    """Full names, their short forms and forms that follow from them link across documents."""
    assert _nodes(one, other) == 1


@pytest.mark.parametrize(
    "one, other",
    [
        (entity("人民医院"), entity("人民医院")),
        (entity("区卫生健康委"), entity("区卫生健康委")),
        (entity("市第一人民医院"), entity("市第一人民医院")),
        (entity("市第一人民医院", region="青禾市"), entity("市第一人民医院", region="白水市")),
        (entity("人民医院", region="青禾市"), entity("人民医院", region="青禾市")),
        (entity("北京市丰台区卫生健康委员会=区卫生健康委"), entity("北京市密云区卫生健康委员会=区卫生健康委")),
        (entity("北京协和医院=协和医院"), entity("武汉协和医院=协和医院")),
        (entity("北京市朝阳区=朝阳区", "region", region="北京市"), entity("朝阳区", "region", region="长春市")),
        (entity("复旦大学"), entity("复旦大学附属中山医院")),
        (entity("丰台区", "region"), entity("丰台区人民政府=丰台区")),
    ],
    ids=lambda e: e.name,
)
def test_names_that_may_mean_two_stay_two_nodes(one: Entity, other: Entity) -> None:
    """Generic names, weak short forms and contradicting regions link nothing."""
    assert _nodes(one, other) == 2


def test_a_shared_short_form_of_two_regions_links_neither() -> None:
    """朝阳医院 without a region is neither Beijing's nor Liaoning's."""
    names = entity("北京红山医院=红山医院", region="北京市"), entity("赤峰红山医院=红山医院", region="赤峰市")
    assert _nodes(*names, entity("红山医院")) == 3


def test_two_that_one_document_keeps_apart_are_not_made_one_by_another() -> None:
    """A wrong short form in one document cannot join a university with its hospital."""
    school, clinic = entity("青禾医科大学"), entity("青禾医科大学附属医院")
    confused = entity("青禾医科大学附属医院=青禾医科大学")
    graph = merge([document("a.txt", said(school, "supports", clinic)), _visit("b.txt", confused)])
    assert {"青禾医科大学", "青禾医科大学附属医院"} <= set(labels(graph))
    assert graph.number_of_edges() == 2


def test_a_name_that_a_document_uses_of_two_links_nothing() -> None:
    """A short form of two hospitals of one text says nothing in another text."""
    one, other = entity("青禾市云岭医院=云岭医院"), entity("白水县云岭医院=云岭医院")
    graph = merge([document("a.txt", said(one, "supports", other)), _visit("b.txt", entity("云岭医院"))])
    assert labels(graph) == ["云岭医院", "白水县云岭医院", "白水县人民医院", "青禾市云岭医院"]


SIGNER, OTHER = entity("青禾市中医院"), entity("白水县卫生健康局")


@pytest.mark.parametrize(
    "thing, relation, nodes",
    [
        (entity("合作协议", "instrument"), "signs", 2),
        (entity("《青禾市中医药传承协议》", "instrument"), "signs", 1),
        (entity("《关于推进云岭康养产业的通知》", "document"), "issues", 1),
        (entity("云岭中医专科联盟", "initiative"), "builds", 1),
        (entity("云岭联盟", "initiative"), "builds", 1),
        (entity("联盟", "initiative"), "builds", 2),
        (entity("开幕式", "event"), "organizes", 2),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_things_of_one_name_with_a_party_in_common(thing: Entity, relation: str, nodes: int) -> None:
    """A name of its own links what the same party signs, builds or holds; a generic name never does."""
    graph = merge(document(id, said(SIGNER, relation, thing)) for id in ("a.txt", "b.txt"))
    assert graph.number_of_nodes() == nodes + 1


@pytest.mark.parametrize(
    "thing, relation, nodes",
    [
        (entity("《青禾市中医药传承协议》", "instrument"), "signs", 2),
        (entity("云岭联盟", "initiative"), "builds", 2),
        (entity("云岭中医专科联盟", "initiative"), "builds", 1),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_things_of_one_name_without_a_party_in_common(thing: Entity, relation: str, nodes: int) -> None:
    """Only a long proper name links what different parties take part in."""
    documents = document("a.txt", said(SIGNER, relation, thing)), document("b.txt", said(OTHER, relation, thing))
    assert merge(documents).number_of_nodes() == nodes + 2


def test_two_agreements_of_one_document_stay_two() -> None:
    """分别签署: two instruments of one name and one signatory."""
    pacts = [entity("云岭康养协议", "instrument", id=f"e{i}") for i in (1, 2)]
    graph = merge([document("a.txt", *(said(SIGNER, "signs", pact) for pact in pacts))])
    assert labels(graph) == ["云岭康养协议", "云岭康养协议", "青禾市中医院"]


def test_one_signing_in_two_papers_is_one_agreement() -> None:
    """The same two parties, the same name, the same day: even a generic name is then the same agreement."""
    pact = entity("合作协议", "instrument")
    texts = [
        document(id, *(said(party, "signs", pact, date="2026-05-20") for party in (SIGNER, OTHER)))
        for id in ("a.txt", "b.txt")
    ]
    assert labels(merge(texts)).count("合作协议") == 1


def test_edges_add_up_what_documents_say() -> None:
    """Weight counts documents; status is the strongest, dates the outermost, fields in order, confidence combined."""
    graph = merge(
        [
            document(
                "a.txt",
                said(SIGNER, "supports", OTHER, "planned", date="2026-05-20/2026-05-21", fields=("培训", "义诊")),
                said(SIGNER, "supports", OTHER, "ongoing", confidence=0.5),
            ),
            document("b.txt", said(SIGNER, "supports", OTHER, "proposed", date="2025", fields=("义诊", "科研"))),
        ]
    )
    ((_, _, key, edge),) = graph.edges(keys=True, data=True)
    assert edge == {
        "id": key,
        "relation": "supports",
        "status": "ongoing",
        "weight": 2,
        "first": "2025",
        "last": "2026-05-21",
        "fields": ("培训", "义诊", "科研"),
        "claims": ("a.txt:0", "a.txt:1", "b.txt:0"),
        "confidence": round(1 - 0.2 * 0.5 * 0.2, 4),
    }


def test_cooperation_has_no_direction_and_what_is_negated_stays_apart() -> None:
    """A with B is B with A; a denial is an edge of its own beside the statement."""
    graph = merge(
        [
            document("a.txt", said(SIGNER, "cooperates_with", OTHER)),
            document("b.txt", said(OTHER, "cooperates_with", SIGNER)),
            document("c.txt", said(OTHER, "cooperates_with", SIGNER, "negated")),
        ]
    )
    edges = sorted((data["status"], data["weight"]) for *_, data in graph.edges(data=True))
    assert edges == [("done", 2), ("negated", 1)]
    assert len({data["id"] for *_, data in graph.edges(data=True)}) == 2
    assert len(set(graph.edges())) == 1


def test_the_label_is_the_official_name() -> None:
    """However long what was misread is, and however often."""
    texts = [_visit(f"{n}.txt", entity("中央宣传部中华全国妇女联合会=全国妇联")) for n in range(3)]
    graph = merge([*texts, _visit("z.txt", entity("中华全国妇女联合会=全国妇联"))])
    assert "中华全国妇女联合会" in labels(graph)


def test_joint_acts_give_no_edge_between_those_who_act() -> None:
    """Two signatories are linked by what they sign and by nothing else."""
    pact = entity("云岭康养协议", "instrument")
    graph = merge([document("a.txt", said(SIGNER, "signs", pact), said(OTHER, "signs", pact))])
    assert {data["relation"] for *_, data in graph.edges(data=True)} == {"signs"}


def test_nodes_carry_the_attributes_of_the_contract() -> None:
    """The label is the fullest official name; the names are all, the dates those of the claims."""
    full = entity("首都医科大学附属北京天坛医院=北京天坛医院", kind="hospital", region="北京市")
    graph = merge(
        [
            document("a.txt", said(full, "visits", PARTNER, date="2026-03")),
            document("b.txt", said(entity("天坛医院"), "supports", PARTNER)),
            document("c.txt", said(entity("北京天坛医院=天坛医院"), "supports", PARTNER, date="2024/2025")),
        ]
    )
    (node,) = [data for _, data in graph.nodes(data=True) if data["kind"]]
    assert node == {
        "label": "首都医科大学附属北京天坛医院",
        "type": "institution",
        "kind": "hospital",
        "names": ("首都医科大学附属北京天坛医院", "北京天坛医院", "天坛医院"),
        "region": "北京市",
        "documents": 3,
        "first": "2024",
        "last": "2026-03",
    }


def test_what_takes_part_in_no_claim_is_no_node() -> None:
    """An entity that a document only mentions helps to tell who is who, and is not drawn."""
    graph = merge([document("a.txt", said(SIGNER, "visits", OTHER), also=(entity("云岭大学"),))])
    assert labels(graph) == ["白水县卫生健康局", "青禾市中医院"]


def _corpus() -> list[Extraction]:
    texts, chance = [], random.Random(7)
    towns = [entity(f"{town}县人民医院=县人民医院") for town in ("白水", "青禾", "云岭", "南溪")]
    pacts = [entity("合作协议", "instrument"), entity("《云岭共建协议》=云岭共建协议", "instrument")]
    for number in range(30):
        one, other = chance.sample(towns, 2)
        pact = chance.choice(pacts)
        statements = said(one, "signs", pact), said(other, "signs", pact), said(one, "cooperates_with", other)
        texts.append(document(f"{number:02}.txt", *statements[: chance.randint(1, 3)]))
    return texts


def test_the_order_of_documents_makes_no_difference() -> None:
    """Shuffled documents give the same nodes, the same edges, the same evidence, in the same order."""
    texts = _corpus()
    graph, proofs = merge(texts), evidence(texts)
    for seed in range(5):
        random.Random(seed).shuffle(texts)
        assert _content(merge(texts)) == _content(graph)
        assert list(evidence(texts).items()) == list(proofs.items())


def test_a_node_keeps_its_id_as_documents_are_added() -> None:
    """Ids come from names, not from numbers, so that builds can be compared."""
    texts = _corpus()
    known = {data["label"]: node for node, data in merge(texts[:20]).nodes(data=True) if data["type"] != "instrument"}
    now = {data["label"]: node for node, data in merge(texts).nodes(data=True)}
    assert known.items() <= now.items()


def test_evidence_marks_cut_the_names_out_of_the_quote() -> None:
    """The marks count from the beginning of the quote, wherever it stands in the text."""
    text = document("a.txt", said(SIGNER, "visits", OTHER), said(OTHER, "supports", SIGNER), date="2026-05-21")
    proof = evidence([text])["a.txt:1"]
    assert proof.quote[slice(*proof.head_marks)] == OTHER.name
    assert proof.quote[slice(*proof.trigger_marks)] == "supports"
    assert proof.quote[slice(*proof.tail_marks)] == SIGNER.name
    assert (proof.document, proof.published) == ("a.txt", "2026-05-21")


@pytest.mark.parametrize(
    "name, specific",
    [
        ("天坛医院", True),
        ("首钢集团", True),
        ("日立医疗", True),
        ("联合国", True),
        ("清华", False),
        ("朝阳区", False),
        ("杞县人民医院", True),
        ("梅州市林业局", True),
        ("教育部", True),
        ("人民医院", False),
        ("区卫健委", False),
        ("街道社区卫生服务中心", False),
        ("该县人民医院", False),
        ("市第二医院", False),
        ("战略合作框架协议", False),
        ("医疗联盟合作协议", False),
        ("签约仪式", False),
        ("协和医院", False),
    ],
)
def test_which_names_can_stand_alone(name: str, specific: bool) -> None:
    """A name of generic words only, or one that several institutions share, is not specific."""
    assert load_names().is_specific(name) is specific


def _content(graph: nx.MultiDiGraph) -> tuple[object, object]:
    return list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True))
