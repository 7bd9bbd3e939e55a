"""Fields of cooperation: where a text lists them, where a list ends, and what is none."""

from __future__ import annotations

import pytest

from kg.fields import FieldReader
from kg.rulefiles import default_rules, load_yaml

SIGNED = "甲医院与乙大学签署合作协议，"


def fields(text: str, relation: str = "signs", trigger: str = "签署", following: str = "") -> str:
    reader = FieldReader(load_yaml(default_rules() / "fields.yml"))
    at = text.index(trigger)
    return "、".join(reader.read(relation, text, (at, at + len(trigger)), following))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("聚焦人才培养、临床研究两大领域开展合作。", "人才培养、临床研究"),
        ("在人才培养、临床研究和远程会诊等方面加强合作。", "人才培养、临床研究、远程会诊"),
        ("围绕护理、康复、药学等重点领域共建学科。", "护理、康复、药学"),
        ("就加强护理、康复两个方面的交流达成一致。", "护理、康复"),
        ("今后将围绕医疗、教学、科研开展交流。", "医疗、教学、科研"),
        ("合作领域涵盖护理、康复、药学。", "护理、康复、药学"),
        ("合作内容包括人才培养、设备共享等。", "人才培养、设备共享"),
        ("把人才培养、设备共享列为今后三年的重点。", "人才培养、设备共享"),
        ("开展进修培训、专科共建等多项合作。", "进修培训、专科共建"),
        ("主要做三块：护理、康复、药学。", "护理、康复、药学"),
        ("新增了护理、康复两项内容。", "护理、康复"),
        ("在就业指导、网络安全等领域开展合作。", "就业指导、网络安全"),
        ("在护理领域开展合作。", "护理"),
    ],
)
def test_lists_behind_the_trigger(said: str, expected: str) -> None:
    assert fields(SIGNED + said) == expected


@pytest.mark.parametrize(
    "said",
    [
        "共建实验室。",
        "在多个领域开展深度合作。",
        "旨在解决床位不足、人手不够等问题。",
        "围绕打造区域高地、建设智慧医院等方向共同努力。",
        "开展友好合作。",
        "双方代表在会上就后续工作交换意见。",
        "丙医院、丁信息产业股份有限公司出席仪式。",
    ],
)
def test_what_lists_no_fields(said: str) -> None:
    assert fields(SIGNED + said) == ""


def test_list_before_the_trigger_and_between_semicolons() -> None:
    assert fields("甲乙两市聚焦装备制造、生物医药等产业，联手打造产业集群。", "builds", "打造") == "装备制造、生物医药"
    assert fields("在护理、康复等领域，甲院走在前列；乙院与丙院签署协议。") == ""


def test_next_sentence_only_where_it_goes_on() -> None:
    signed = "甲医院与乙大学签署合作协议。"
    assert fields(signed, following="双方将在护理、康复等领域开展合作。") == "护理、康复"
    assert fields(signed, following="丙市在护理、康复等领域走在前列。") == ""


def test_relations_that_have_no_fields() -> None:
    said = "甲医院与乙大学在护理、康复等领域共同主办论坛。"
    assert fields(said, "organizes", "主办") == ""
    assert fields("感谢甲国对乙国的支持，愿加强农业、能源等领域合作。", "supports", "支持") == ""


@pytest.mark.parametrize(
    ("said", "relation", "trigger", "expected"),
    [
        ("两国签署经贸、海关、文化等领域多项合作文件。", "signs", "签署", "经贸、海关、文化"),
        ("平台已接入10家机构，提供远程会诊、人员培训等服务。", "joins", "接入", "远程会诊、人员培训"),
        ("甲银行为乙市轨道交通、污水处理等提供贷款支持。", "supports", "提供", "轨道交通、污水处理"),
        ("甲医院派驻专家帮助建设儿科和妇产科。", "supports", "派驻", "儿科、妇产科"),
        ("甲乙双方签署协议，形成集研究、展示、教育为一体的机制。", "signs", "签署", "研究、展示、教育"),
    ],
)
def test_lists_of_some_relations(said: str, relation: str, trigger: str, expected: str) -> None:
    assert fields(said, relation, trigger) == expected
