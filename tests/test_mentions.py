"""Names in sentences: exact boundaries, types, and what is no name."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest

from kg.lexicon import Lexicon
from kg.mentions import Mention, find_mentions


@cache
def lexicon() -> Lexicon:
    return Lexicon()


def found(text: str) -> list[Mention]:
    return find_mentions(text, lexicon())


def names(text: str, *types: str) -> list[str]:
    return [m.text for m in found(text) if m.type in types and not m.counted]


PARTIES = [
    ("天坛医院30余位专家轮流来到保定市儿童医院。", ["天坛医院", "保定市儿童医院"]),
    ("复旦大学附属中山医院青浦分院与青浦区卫健委签约。", ["复旦大学附属中山医院青浦分院", "青浦区卫健委"]),
    ("罗马尼亚国家康复、物理医学与温泉气候研究所来访。", ["罗马尼亚国家康复、物理医学与温泉气候研究所"]),
    ("房山区文化和旅游局、房山区发展和改革委员会主办。", ["房山区文化和旅游局", "房山区发展和改革委员会"]),
    ("泰国卫生部传统和替代医学司派员参加。", ["泰国卫生部传统和替代医学司"]),
    ("大众汽车集团（中国）加入。", ["大众汽车集团（中国）"]),
    ("北京同仁堂（集团）有限责任公司承建。", ["北京同仁堂（集团）有限责任公司"]),
    ("对外经济贸易大学与和平区人民政府合作。", ["对外经济贸易大学", "和平区人民政府"]),
    ("大兴区卫生健康委员会党委书记张三说。", ["大兴区卫生健康委员会"]),
    ("东铁匠营街道办事处与看丹街道结对。", ["东铁匠营街道办事处", "看丹街道"]),
    ("三地民政部门共同发布。", ["三地民政部门"]),
    ("中国医院协会与法国电力集团签约。", ["中国医院协会", "法国电力集团"]),
    ("上海市、江苏省人大常委会通过决定。", ["上海市", "江苏省人大常委会"]),
    ("青海大学医学院和中山大学附属第一医院赴囊谦县。", ["青海大学医学院", "中山大学附属第一医院", "囊谦县"]),
    ("云南师范大学马力副校长出席。", ["云南师范大学"]),
]


@pytest.mark.parametrize(("text", "expected"), PARTIES, ids=[t for t, _ in PARTIES])
def test_parties_have_exact_boundaries(text: str, expected: list[str]) -> None:
    assert names(text, "institution", "region") == expected


THINGS = [
    ("双方签署现代农业领域战略合作备忘录。", "instrument", ["现代农业领域战略合作备忘录"]),
    ("两家企业签订三年产销对接协议。", "instrument", ["产销对接协议"]),
    ("签署《校企合作框架协议》。", "instrument", ["《校企合作框架协议》"]),
    ("共建冻土工程联合实验室。", "initiative", ["冻土工程联合实验室"]),
    ("医院用“伙伴计划”带动诊所，使用“云平台”共享。", "initiative", ["“伙伴计划”", "“云平台”"]),
    ("发起“心健康公益行动计划”。", "initiative", ["“心健康公益行动计划”"]),
    ("推出“飞防贷”，农户受益。", "initiative", ["“飞防贷”"]),
    ("打造中医药“产学研用”一体化平台。", "initiative", ["中医药“产学研用”一体化平台"]),
    ("主办第四届中西医结合南口论坛。", "event", ["第四届中西医结合南口论坛"]),
    ("举行县域医联体签约仪式。", "event", ["县域医联体签约仪式"]),
    ("印发《关于加强乡镇图书室建设的通知》。", "document", ["《关于加强乡镇图书室建设的通知》"]),
]


@pytest.mark.parametrize(("text", "type_", "expected"), THINGS, ids=[t for t, _, _ in THINGS])
def test_things_have_their_full_extent(text: str, type_: str, expected: list[str]) -> None:
    assert names(text, type_) == expected


@pytest.mark.parametrize(
    "text",
    [
        "推动共建“一带一路”走深走实。",
        "构建人类命运共同体。",
        "医务人员走进15家社区卫生服务中心。",
        "乡镇卫生院服务能力提升。",
        "东部地区经济发展较快。",
        "会议在报告厅举行。",
        "中国公司和法国医院介绍了经验。",
    ],
)
def test_slogans_kinds_and_words_are_no_names(text: str) -> None:
    """Neither slogans nor counted groups nor words that merely end like a head."""
    assert names(text, "institution", "region", "initiative") == []


def test_offsets_cut_the_name_out_of_the_text() -> None:
    text = "5月20日，北京市丰台区卫生健康委员会主任李某某赴北京天坛医院调研。"
    assert all(text[m.start : m.end] == m.text for m in found(text) if m.shape != "led")


def test_names_do_not_overlap() -> None:
    text = "泉州市第一医院口腔院区由福建医科大学附属口腔医院与泉州市第一医院合作共建。"
    ends = [(m.start, m.end) for m in found(text)]
    assert all(a[1] <= b[0] for a, b in pairwise(ends))


def test_a_leader_stands_for_his_region() -> None:
    mentions = found("丰台区委书记王某某率团访问罗马尼亚。")
    assert [(m.text, m.type) for m in mentions if m.type == "region"] == [("丰台区", "region"), ("罗马尼亚", "region")]


def test_a_region_as_modifier_is_not_bare() -> None:
    (region,) = [m for m in found("丰台区发展优势突出。") if m.type == "region"]
    assert not region.bare
