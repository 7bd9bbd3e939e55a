"""Who is who in one text: short forms, anaphors, self reference, all through the pipeline."""

from __future__ import annotations

from functools import cache

import pytest

from kg.pipeline import Pipeline
from kg.types import Extraction, Source


@cache
def pipeline() -> Pipeline:
    return Pipeline.load()


def extract(text: str) -> Extraction:
    return pipeline().extract(Source("text", "text", text, ""))


def triples(text: str) -> set[tuple[str, str, str]]:
    extraction = extract(text)
    names = {i: e.name for i, e in extraction.entities.items()}
    return {(names[c.head], c.relation, names[c.tail]) for c in extraction.claims}


def names_of(text: str, name: str) -> set[str]:
    return next(set(e.names) for e in extract(text).entities.values() if name in e.names)


def test_a_district_paper_means_its_own_commission() -> None:
    text = "丰台区召开卫生工作会。\n区卫生健康委与天坛医院签署合作协议。"
    assert "北京市丰台区卫生健康委员会" in names_of(text, "区卫生健康委") or "北京市丰台区卫生健康委员会" in {
        head for head, _, _ in triples(text)
    }


def test_known_short_forms_are_one_institution_with_the_full_name() -> None:
    assert "首都医科大学附属北京天坛医院" in names_of("天坛医院与北京市丰台区南苑医院签署合作协议。", "天坛医院")


def test_a_short_form_in_brackets_is_the_same_institution() -> None:
    text = "成都星河芯片科技有限公司（以下简称“星河芯片”）近日宣布。星河芯片与四川大学签署合作协议。"
    assert {"成都星河芯片科技有限公司", "星河芯片"} <= names_of(text, "星河芯片")


def test_the_hospital_said_before_is_meant_by_that_hospital() -> None:
    text = "4月20日，洛阳市中心医院举行大会。该院与嵩县人民医院签署帮扶协议。"
    assert any(head.endswith("洛阳市中心医院") for head, relation, _ in triples(text) if relation == "signs")


def test_both_sides_are_the_partners_of_the_sentence_before() -> None:
    text = "浙江大学与西湖区人民政府签署合作协议。双方将共建脑科学联合实验室。"
    builders = {head for head, relation, _ in triples(text) if relation == "builds"}
    assert {"浙江大学"} < builders and len(builders) == 2


def test_our_school_is_the_one_that_the_page_is_about() -> None:
    text = "兰州大学新闻网讯\n兰州大学召开会议。\n4月18日，我校与兰州石化公司签署合作协议。"
    assert ("兰州大学", "signs", "合作协议") in triples(text)


def test_two_hospitals_of_one_kind_stay_apart() -> None:
    text = "北京儿童医院专家下沉保定市儿童医院，开展新技术。"
    assert any(relation == "supports" for _, relation, _ in triples(text))


def test_compound_names_of_countries_are_two_countries() -> None:
    assert ("中国", "cooperates_with", "法国") in triples("长期以来，中法两国在卫生健康领域开展合作。") or (
        "法国",
        "cooperates_with",
        "中国",
    ) in triples("长期以来，中法两国在卫生健康领域开展合作。")


@pytest.mark.parametrize(
    ("text", "agreements"),
    [("甲县教育局分别与浙江大学、南京大学签署合作协议。", 2), ("甲县教育局与浙江大学、南京大学签署合作协议。", 1)],
)
def test_an_agreement_for_each_partner_only_where_the_text_says_so(text: str, agreements: int) -> None:
    tails = {c.tail for c in extract(text).claims if c.relation == "signs"}
    assert len(tails) == agreements


def test_dropped_candidates_come_with_their_reason() -> None:
    extraction = extract("李某表示，希望与浙江大学签署合作协议，西湖区人民政府愿与浙江大学签署合作协议。")
    assert extraction.claims == ()
    assert {d.reason for d in extraction.dropped} == {"a wish of one side"}
