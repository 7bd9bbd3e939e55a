"""Who is meant in a text: whose text it is, what 两家管理局 and 后者 stand for, and which bodies act."""

from __future__ import annotations

import pytest

from kg.pipeline import Pipeline
from kg.types import Source


def _told(pipeline: Pipeline, text: str) -> set[tuple[str, str, str]]:
    extraction = pipeline.extract(Source("t", "t.txt", text, ""))
    names = {i: e.name for i, e in extraction.entities.items()}
    return {(names[c.head], c.relation, names[c.tail]) for c in extraction.claims}


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        (
            "松花江林业局与图们江林业局相邻。两家林业局共建了湿地监测联合实验室。",
            ("松花江林业局", "builds", "湿地监测联合实验室"),
        ),
        (
            "绍兴市与嘉兴市相邻。今年，两市医保局签署了异地结算合作协议。",
            ("浙江省绍兴市医疗保障局", "signs", "异地结算合作协议"),
        ),
        (
            "甲江大学与乙河医院在一条街上。后者与丙山县人民医院签署协作协议。",
            ("乙河医院", "signs", "协作协议"),
        ),
        (
            "衢州日报\n我市医疗工作综述\n昨日，我市与杭州市签署医疗合作协议。",
            ("浙江省衢州市", "signs", "医疗合作协议"),
        ),
        (
            "来源：云岭大学附属医院\n近日，我院与青川大学签署科研合作协议。青川大学历史悠久。青川大学校园很美。",
            ("云岭大学附属医院", "signs", "科研合作协议"),
        ),
        (
            "丰禾股份（600999）公告，公司近日与甲江大学签署技术合作协议。",
            ("丰禾股份", "signs", "技术合作协议"),
        ),
    ],
)
def test_words_stand_for_the_right_party(pipeline: Pipeline, text: str, claim: tuple[str, str, str]) -> None:
    """The party that a pronoun, a number with a head or the text's own voice stands for takes part in the claim."""
    assert claim in _told(pipeline, text)


def test_the_own_voice_speaks_where_nobody_is_named(pipeline: Pipeline) -> None:
    """A report of a district says 我区 now and then, and leaves it out otherwise."""
    text = "丰台区政府工作报告\n我区发展良好，我区将继续努力。\n与长城汽车股份有限公司续签战略合作协议。"
    assert ("北京市丰台区", "signs", "战略合作协议") in _told(pipeline, text)


def test_a_federation_with_members_is_an_undertaking(pipeline: Pipeline) -> None:
    """教育集团 is joined and led where the text tells of its members."""
    told = _told(pipeline, "昨天，青禾小学加入东山实验小学教育集团，成为成员校。")
    assert ("青禾小学", "joins", "东山实验小学教育集团") in told


def test_a_centre_that_signs_is_a_party(pipeline: Pipeline) -> None:
    """A technology centre is an undertaking by its name, and a party where it acts."""
    told = _told(pipeline, "国家先进轴承技术创新中心与甲江大学签署技术合作协议。")
    assert ("国家先进轴承技术创新中心", "signs", "技术合作协议") in told


def test_a_clause_with_a_nameless_agent_has_its_own_subject(pipeline: Pipeline) -> None:
    """What pupils, firms or residents do is not said of the institution before them."""
    told = _told(pipeline, "甲江大学昨天开学，企业与乙河医院共建实训基地。")
    assert not any(head == "甲江大学" for head, _, _ in told)


def test_a_foreign_town_is_known_without_its_country(pipeline: Pipeline) -> None:
    """法国图尔市 is 图尔市 later on."""
    told = _told(pipeline, "法国图尔市代表团来访。图尔市与洛阳市签署友好交流协议。")
    assert ("法国图尔市", "signs", "友好交流协议") in told
