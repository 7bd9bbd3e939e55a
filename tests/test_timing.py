"""The date of a claim: of its clause, its event, or told before."""

from __future__ import annotations

from functools import cache

import pytest

from kg.pipeline import Pipeline
from kg.types import Source


@cache
def pipeline() -> Pipeline:
    return Pipeline.load()


def dates(text: str, relation: str, published: str | None = "2026-05-27") -> list[str | None]:
    """The dates of the claims of a relation, without repetition, in their order."""
    source = Source("t", "t", text, "", published=published)
    return list(dict.fromkeys(c.date for c in pipeline().extract(source).claims if c.relation == relation))


SIGNED = "云川市人民医院与海湾大学签署合作协议"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"5月20日，{SIGNED}。", ["2026-05-20"]),
        (f"5月20日，两院座谈，会后{SIGNED}。", ["2026-05-20"]),
        (f"{SIGNED}，首批学员拟于明年入学。", [None]),
        (f"{SIGNED}，自今年10月起施行。", [None]),
        (f"截至4月底，两院已会诊百余次，{SIGNED}。", [None]),
        (f"5月20日，联席会议召开。会上，{SIGNED}。", ["2026-05-20"]),
        (f"5月20日，联席会议召开。新院区将于12月1日启用。会上，{SIGNED}。", ["2026-05-20"]),
        (f"5月20日，联席会议召开。近日，{SIGNED}。", [None]),
        (f"5月20日，展览开幕。开幕前一天，{SIGNED}。", ["2026-05-19"]),
        ("今年是云川市人民医院与海湾大学签署合作协议10周年。", ["2016"]),
        (f"5月20日，在建院60周年之际，{SIGNED}。", ["2026-05-20"]),
        (f"早在2020年，两院就开始往来。那一年，{SIGNED}。", ["2020"]),
        (f"{SIGNED}，明年9月起互派学员。", [None]),
        ("云川市人民医院拟与海湾大学签署合作协议，争取下半年生效。", ["2026"]),
        (f"{SIGNED}的计划，因经费不足，已于4月终止。", ["2026-04"]),
    ],
)
def test_date_of_a_signature(text: str, expected: list[str | None]) -> None:
    assert dates(text, "signs") == expected


@pytest.mark.parametrize(
    "text",
    [
        "5月20日，由海湾市文化局主办、云川市图书馆承办的第三届海湾护理技能大赛开幕，将持续到6月10日。",
        "第三届海湾护理技能大赛5月20日至6月10日举行，由海湾市文化局主办，云川市图书馆承办。",
    ],
)
def test_event_with_an_end(text: str) -> None:
    assert dates(text, "organizes") == ["2026-05-20/2026-06-10"]


def test_notice_appoints_the_time_below() -> None:
    text = (
        "关于举办第二届海湾护理技能大赛的通知\n\n各有关单位：\n\n经研究，决定举办第二届海湾护理技能大赛。现将有关事项通知如下。\n\n"
        "一、组织单位\n主办单位：海湾市卫生健康委员会、海湾市总工会\n\n二、时间与地点\n2026年9月22日至24日，海湾市。\n"
    )
    assert dates(text, "organizes", "2026-08-14") == ["2026-09-22/2026-09-24"]
