"""The examples that relation rules carry: each sentence is read as its rule says, and no reject fires."""

from __future__ import annotations

import pytest

from kg.rulecheck import check_rules
from kg.rules import Rule, load_rules

RULES = load_rules().rules


@pytest.fixture(scope="module")
def found() -> list[str]:
    return check_rules()


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_examples_match_and_rejects_do_not(rule: Rule, found: list[str]) -> None:
    """A fault names the file, the line and the sentence."""
    own = [fault for fault in found if fault.startswith(f"{rule.where}: {rule.id} ")]
    assert not own, "\n".join(own)


def test_no_fault_is_overlooked(found: list[str]) -> None:
    """Whatever is wrong belongs to a rule."""
    known = tuple(f"{rule.where}: {rule.id} " for rule in RULES)
    assert [fault for fault in found if not fault.startswith(known)] == []
