"""Boolean expressions: Python's precedence, exact names in order, and nothing but expressions."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from neurocircuit.errors import FormatError, InputError
from neurocircuit.logic.expression import Expression, parse_statements
from neurocircuit.logic.truth_table import TruthTable

LEAVES = st.sampled_from(["a", "b", "c_1", "Éa", "0", "1"])
EXPRESSIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["~", "~ ", "~~"]), inner).map("".join),
        st.tuples(inner, st.sampled_from(["&", "|", "^", " & ", "\t|  ", "^ ~"]), inner).map("".join),
        inner.map("({})".format),
        inner.map(" (\n{} )".format),
    ),
    max_leaves=16,
)


@given(EXPRESSIONS)
@example("~a&b")
@example("a|b^c&~d")
@example("a&b^c|d")
@example("a ^ b & c ^ d | e & (f | g) ^ ~(a | b) & 1")
@example("~(~a ^ b) | ~~c")
def test_an_expression_means_what_python_means(text: str) -> None:
    expression = Expression.parse(text)
    names = expression.inputs
    code = compile(text.strip(), "", "eval")
    wanted = TruthTable.from_function(lambda *bits: eval(code, {}, dict(zip(names, bits, strict=True))) & 1, len(names))
    assert expression.truth_table == wanted


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("a & b & (c & d)", ("a", "b", "c", "d", ("&", 2), ("&", 3))),
        ("((a & b) & c) & d", ("a", "b", "c", "d", ("&", 4))),
        ("a | (b ^ c) ^ d & (e | f)", ("a", "b", "c", "d", "e", "f", ("|", 2), ("&", 2), ("^", 3), ("|", 2))),
        ("a | b & c | d", ("a", "b", "c", ("&", 2), "d", ("|", 3))),
        ("a & b | c & d", ("a", "b", ("&", 2), "c", "d", ("&", 2), ("|", 2))),
        ("~~a ^ ~(b ^ 1)", ("a", ("~", 1), ("~", 1), "b", "1", ("^", 2), ("~", 1), ("^", 2))),
        ("a ^ b & c ^ d", ("a", "b", "c", ("&", 2), "d", ("^", 3))),
    ],
)
def test_neighbouring_equal_operators_are_one_step(text: str, steps: tuple[object, ...]) -> None:
    assert Expression.parse(text).steps == steps


def test_inputs_stand_in_order_of_first_appearance() -> None:
    assert Expression.parse("c & a | ~c ^ b[2] & 1").inputs == ("c", "a", "b[2]")


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("a & b", "y"),
        ("x & y", "out"),
        ("y | out", "y0"),
        ("y | out | y0 | y1", "y2"),
        ("y[0] & y[1]", "out"),
        ("y.a & Y", "y"),
    ],
)
def test_the_output_takes_a_name_that_no_input_has(text: str, output: str) -> None:
    assert Expression.parse(text).output == output


@pytest.mark.parametrize(
    "name",
    [
        *("in", "is", "lambda", "None", "True", "and", "or", "not"),
        *(
            "n10",
            "1gat",
            "10x",
            "1_0",
            "0_",
            "fa0.sum",
            "a[3]",
            "a[03]",
            "a[b]",
            "$abc$1",
            r"\esc",
            "top:u1",
            "_",
            "[",
            ".",
        ),
        *("µ", "μ", "ª", "ﬁ", "é", "e\u0301", "名前", "🙂", "€"),
    ],
)
def test_any_name_that_needs_no_quoting_is_kept_as_it_is(name: str) -> None:
    assert parse_statements(f"{name}=~{name}&({name})") == ((name, Expression((name, ("~", 1), name, ("&", 2)))),)


@pytest.mark.parametrize(("left", "right"), [("µ", "μ"), ("ª", "a"), ("é", "e\u0301"), ("ﬁ", "fi"), ("True", "1")])
def test_names_are_compared_exactly(left: str, right: str) -> None:
    assert Expression.parse(f"{left} ^ {right}").steps == (left, right, ("^", 2))


def test_statements_stand_between_semicolons_or_on_lines() -> None:
    parsed = parse_statements("\n sum = a ^ b\r\ncarry = (a\n & b)\n; y[0]=sum;;")
    assert [name for name, _ in parsed] == ["sum", "carry", "y[0]"]
    assert parsed[1][1].inputs == ("a", "b")
    assert [name for name, _ in parse_statements("x = (a)\ny = b")] == ["x", "y"]


@pytest.mark.parametrize("number", [10_000, 100_000])
def test_long_and_deep_expressions(number: int) -> None:
    chain = Expression.parse("a ^ b | " * number + "a")
    assert chain.steps[-1] == ("|", number + 1)
    assert chain.truth_table == TruthTable(2, 0xE)
    assert Expression.parse("(" * number + "a" + ")" * number).steps == ("a",)
    assert Expression.parse("~" * number + "a").truth_table == TruthTable(1, 0x2)
    assert Expression.parse("a & (b | " * number + "a" + ")" * number).truth_table == TruthTable(2, 0xA)
    with pytest.raises(FormatError, match="the end cannot follow"):
        Expression.parse("(" * number)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "an empty expression"),
        (" ;\n;", "an empty expression"),
        ("a &", "column 4: the end cannot follow '&'"),
        ("a & ; b", "column 5: the end cannot follow '&'"),
        ("y =", "column 4: the end cannot follow '='"),
        ("| a", "column 1: '|' cannot follow the start"),
        ("a b", "column 3: 'b' cannot follow 'a' (use names, 0, 1, & | ^ ~ and parentheses)"),
        ("a ~b", "column 3: '~' cannot follow 'a'"),
        ("a 1", "column 3: '1' cannot follow 'a'"),
        ("()", "column 2: ')' cannot follow '('"),
        ("~", "column 2: the end cannot follow '~'"),
        ("f(a)", "column 2: '(' cannot follow 'f'"),
        ("a and b", "column 3: 'and' cannot follow 'a' (use & | ~ instead of and, or, not)"),
        ("a OR b", "(use & | ~ instead of and, or, not)"),
        ("not a", "column 5: 'a' cannot follow 'not' (use & | ~ instead of and, or, not)"),
        ("a && b", "column 4: '&' cannot follow '&' (use names, 0, 1, & | ^ ~ and parentheses)"),
        ("a||b", "column 3: '|' cannot follow '|'"),
        ("!a", "column 1: '!' is no operator and in no name (use names, 0, 1, & | ^ ~ and parentheses)"),
        ("a*b", "column 2: '*' is no operator"),
        ("a & b'", 'column 6: "\'" is no operator'),
        ("a & # b", "column 5: '#' is no operator"),
        ("a∧b", "column 2: '∧' is no operator"),
        ("aé\u202eb", "column 3: '\\u202e' is no operator"),
        ("a\0b", "column 2: '\\x00' is no operator"),
        ("a[-1]", "column 3: '-' is no operator"),
        ("__import__('os')", 'column 12: "\'" is no operator'),
        ("a & 2", "column 5: '2' is a number (only 0 and 1 are values; a name has a letter)"),
        ("10 = a", "column 1: '10' is a number"),
        *((f"a & {number}", "is a number") for number in ("00", "0x3", "0B1", "1.0", "1e5", "٣")),
        ("a[3:0] & b", "column 1: 'a[3:0]' is a range (write each bit, such as a[3])"),
        ("a = b = c", "column 7: '=' cannot follow 'b' (a statement is name = expression)"),
        ("1 = a", "column 3: '=' cannot follow '1'"),
        ("(y) = a", "column 5: '=' cannot follow ')'"),
        ("= a", "column 1: '=' cannot follow the start"),
        ("y == a", "column 4: '=' cannot follow '='"),
        ("a & (b | (c)", "column 5: '(' has no partner"),
        ("a & b) | (c", "column 6: ')' has no partner (parentheses come in pairs)"),
        ("y = (a; b)", "column 5: '(' has no partner"),
        ("x = a;\ny = (b\n & c d)", "line 3, column 6: 'd' cannot follow 'c'"),
        ("\na b", "line 2, column 3: 'b' cannot follow 'a'"),
        ("\udcff & a", "column 1: the text is not UTF-8"),
        ("a & \udcffb", "column 5: the text is not UTF-8"),
    ],
)
def test_refused(text: str, message: str) -> None:
    with pytest.raises(FormatError) as caught:
        parse_statements(text)
    assert message in str(caught.value)


@pytest.mark.parametrize("text", ["{0} {0}", "{0}+", "{0}[3:0]", "{0}[0:{1}]", "{1}", "{0} = {0} = 1", "y = {0}; {0}"])
def test_messages_are_short_however_long_the_names(text: str) -> None:
    with pytest.raises(FormatError) as caught:
        Expression.parse(text.format("name" * 1000, "3" * 5000))
    assert len(str(caught.value)) < 300


def test_an_expression_is_one_and_has_no_name() -> None:
    for text in ("y = a", "a; b"):
        with pytest.raises(FormatError, match="no single expression"):
            Expression.parse(text)


def test_a_truth_table_has_at_most_24_inputs() -> None:
    assert Expression.parse(" & ".join(f"x{j}" for j in range(24))).truth_table.ones == 1
    with pytest.raises(FormatError, match="a truth table of 25 inputs"):
        _ = Expression.parse(" & ".join(f"x{j}" for j in range(25))).truth_table


@pytest.mark.parametrize("value", [None, 3, b"a & b", ["a"]])
def test_what_is_no_text_is_refused(value):
    with pytest.raises(InputError, match="is no text"):
        parse_statements(value)
