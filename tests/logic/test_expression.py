"""Boolean expressions: Python's precedence, names in order, and nothing but expressions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.errors import FormatError
from neurocircuit.logic.expression import Expression, parse_statements
from neurocircuit.logic.truth_table import TruthTable

LEAVES = st.sampled_from(["a", "b", "c", "0", "1"])
EXPRESSIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda text: f"~{text}" if text.isalnum() else f"~({text})"),
        st.tuples(inner, st.sampled_from("&|^"), inner).map(" ".join),
        inner.map(lambda text: f"({text})"),
    ),
    max_leaves=12,
)


@given(EXPRESSIONS)
def test_an_expression_means_what_python_means(text: str) -> None:
    expression = Expression.parse(text)
    names = expression.inputs
    wanted = TruthTable.from_function(lambda *bits: eval(text, {}, dict(zip(names, bits, strict=True))) & 1, len(names))
    assert expression.truth_table == wanted


def test_inputs_stand_in_order_of_first_appearance() -> None:
    assert Expression.parse("c & a | ~c ^ b[2]").inputs == ("c", "a", "b[2]")


def test_neighbouring_equal_operators_are_one_step() -> None:
    assert Expression.parse("a & b & (c & d)").steps == ("a", "b", "c", "d", ("&", 2), ("&", 3))


def test_statements_stand_between_semicolons_or_on_lines() -> None:
    parsed = parse_statements("sum = a ^ b\ncarry = a & b; y[0] = sum")
    assert [name for name, _ in parsed] == ["sum", "carry", "y[0]"]


def test_a_long_chain_is_no_deep_one() -> None:
    assert Expression.parse(" ^ ".join(["a"] * 500)).steps[-1] == ("^", 500)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "an empty expression"),
        ("a &", "no expression"),
        ("a and b", "use & | ~ instead of and, or, not"),
        ("not a", "use & | ~ instead of and, or, not"),
        ("a + b", "'a + b' is no Boolean expression"),
        ("f(a)", "'f(a)' is no Boolean expression"),
        ("a & 2", "'2' is no Boolean expression"),
        ("a & 1.0", "no Boolean expression"),
        ("a[-1]", "no Boolean expression"),
        ("__import__('os')", "no Boolean expression"),
        ("a = b = c", "only name = expression"),
        ("import os", "only name = expression"),
        ("(" * 5_000 + "a" + ")" * 5_000, "(use names, 0, 1"),
        ("~" * 50_000 + "a", "too deep"),
        ("a\0b", "no expression"),
    ],
)
def test_refused(text: str, words: str) -> None:
    with pytest.raises(FormatError) as caught:
        parse_statements(text)
    assert words in str(caught.value)
    assert len(str(caught.value)) < 300


def test_an_expression_is_one_and_has_no_name() -> None:
    for text in ("y = a", "a; b"):
        with pytest.raises(FormatError, match="no single expression"):
            Expression.parse(text)
