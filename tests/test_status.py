"""Status: what cues, clauses, sections and triggers say of a claim, from whole sentences to claims."""

from __future__ import annotations

from functools import cache

import pytest

from kg.pipeline import Pipeline
from kg.types import Source


@cache
def pipeline() -> Pipeline:
    return Pipeline.load()


def statuses(text: str, relation: str) -> list[str]:
    """The statuses of the claims of a relation, without repetition, in their order."""
    found = pipeline().extract(Source("t", "t", text, "")).claims
    return list(dict.fromkeys(c.status for c in found if c.relation == relation))


@pytest.mark.parametrize(
    ("text", "relation", "expected"),
    [
        ("云川市人民医院与海湾大学签署了合作协议。", "signs", ["done"]),
        ("云川市人民医院将与海湾大学签署合作协议。", "signs", ["planned"]),
        ("云川市人民医院拟与海湾大学共建“智慧护理实验室”。", "builds", ["planned"]),
        ("云川市人民医院未能与海湾大学签署合作协议。", "signs", ["negated"]),
        ("云川市人民医院与海湾大学未签署合作协议。", "signs", ["negated"]),
        ("云川市人民医院正在与海湾大学开展合作。", "cooperates_with", ["ongoing"]),
    ],
)
def test_cue_in_the_clause(text: str, relation: str, expected: list[str]) -> None:
    assert statuses(text, relation) == expected


@pytest.mark.parametrize(
    ("text", "relation", "expected"),
    [
        ("云川市人民医院将与海湾大学合作，共建“智慧护理实验室”。", "builds", ["planned"]),
        ("云川市人民医院希望与海湾大学合作，共建“智慧护理实验室”。", "builds", []),
        ("云川市人民医院将改扩建门诊楼，但已与海湾大学签署合作协议。", "signs", ["done"]),
        ("云川市人民医院将改扩建门诊楼，海湾大学与清河县人民医院签署合作协议。", "signs", ["done"]),
    ],
)
def test_plan_holds_for_clauses_that_go_on_from_it(text: str, relation: str, expected: list[str]) -> None:
    assert statuses(text, relation) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("云川市人民医院与海湾大学签署的合作协议，因经费不足，已于去年底终止。", ["negated"]),
        ("云川市人民医院与海湾大学签署了合作协议，海湾大学与他校的谈判则告吹。", ["done"]),
        ("云川市人民医院与海湾大学达成的合作协议将于月底到期。", ["done"]),
    ],
)
def test_what_later_clauses_deny(text: str, expected: list[str]) -> None:
    assert statuses(text, "signs") == expected


@pytest.mark.parametrize(
    ("text", "relation", "expected"),
    [
        ("根据协议，云川市人民医院每年向清河县人民医院选派3名医生。", "supports", ["planned"]),
        ("云川市人民医院每年向清河县人民医院选派3名医生。", "supports", ["ongoing"]),
        ("云川市人民医院派驻2名医生到清河县人民医院坐诊。", "supports", ["ongoing"]),
        ("云川市人民医院累计派驻20名医生到清河县人民医院坐诊。", "supports", ["done"]),
        ("清河县人民医院由云川市人民医院托管。", "operates", ["ongoing"]),
        ("清河县人民医院将由云川市人民医院托管。", "operates", ["planned"]),
    ],
)
def test_what_goes_on_by_its_meaning(text: str, relation: str, expected: list[str]) -> None:
    assert statuses(text, relation) == expected


@pytest.mark.parametrize(
    "text",
    [
        "云川市人民医院回应称，与海湾大学签署了合作协议。",
        "应清河县政府邀请，云川市人民医院与海湾大学签署了合作协议。",
        "在“推动健康云川行动”中，云川市人民医院与海湾大学签署了合作协议。",
        "云川市人民医院与海湾大学签署面向未来的合作协议。",
        "将军镇的云川市人民医院与海湾大学签署了合作协议。",
    ],
)
def test_cues_inside_other_words_mean_nothing(text: str) -> None:
    assert statuses(text, "signs") == ["done"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "关于基层护理的调研\n\n目前护士不足。为此，建议：\n\n"
            "一、由云川市卫生健康委员会与海湾大学共建“云川护理培训中心”。\n",
            ["proposed"],
        ),
        ("关于基层护理的调研\n\n云川市卫生健康委员会与海湾大学共建了“云川护理培训中心”。\n", ["done"]),
    ],
)
def test_proposals_of_a_section(text: str, expected: list[str]) -> None:
    assert statuses(text, "builds") == expected


@pytest.mark.parametrize(
    ("text", "relation", "expected"),
    [
        ("云川市人民医院与海湾大学结对，每学期互派教师。", "cooperates_with", ["ongoing"]),
        ("云川市人民医院与海湾大学签署合作协议，每年互派教师。", "signs", ["done"]),
        ("由云川市人民医院牵头的云川护理联盟成立。", "leads", ["done"]),
    ],
)
def test_what_goes_on_and_what_has_just_begun(text: str, relation: str, expected: list[str]) -> None:
    assert statuses(text, relation) == expected


def test_sections_end_at_the_next_heading() -> None:
    reader = pipeline().statuses
    assert reader.section("三、对策建议", True, None) == "proposed"
    assert reader.section("由甲乙双方共建。", False, "proposed") == "proposed"
    assert reader.section("四、结语", True, "proposed") is None
    assert reader.section("二、时间", True, None, "planned") == "planned"
    assert reader.section("关于举办第二届护理技能大赛的通知", True, None) == "planned"
