"""The learning page in a real browser: it takes the steps that the package takes, and a person can do all of it."""

import json
from fractions import Fraction
from itertools import product

import pytest

import neurocircuit as nc
from neurocircuit.errors import counted
from neurocircuit.logic.number import format_number
from neurocircuit.logic.truth_table import TruthTable
from neurocircuit.rendering.lesson_pictures import FRAME, SPACES
from neurocircuit.rendering.wording import minus
from neurocircuit.synthesis.function import as_function
from neurocircuit.synthesis.lesson import lesson as lesson_of
from tests.rendering.browser import device, needed, webdriver
from tests.rendering.scenes import NASTY_NAME

pytestmark = needed
KEYS = webdriver.Keys if webdriver else None


def shown(number):
    return minus(format_number(number))


def weights(tab):
    return tab.run("return fields.slice(0, arity + 1).map(box => box.value)")


def box(tab, called):
    return tab.find(f'input[aria-label="{called}"]')


def write(tab, called, text):
    field = box(tab, called)
    field.send_keys(KEYS.CONTROL, "a", KEYS.NULL, text)
    return field


def said(tab):
    return tab.find("#said").text


def cells(tab):
    return [[cell.text for cell in row.find_elements("css selector", "td")] for row in tab.all("#table tbody tr")]


def choose(tab, goal):
    tab.find(f'#goal option[value="{goal}"]').click()


# -- the rule ---------------------------------------------------------------------------------------------------------

LESSONS = [
    nc.learn("NOR", start=[0.4, 0.7, -0.2]),
    nc.learn("NOR", start=[0.4, 0.7, -0.2], rate=0.05),
    nc.learn("NOR", start=[0.4, 0.7, -0.2], rate=0.5),
    nc.learn("AND"),
    nc.learn("NAND", rate=0.125, order="reversed"),
    nc.learn("OR", encoding="bipolar", threshold=0),
    nc.learn("MAJORITY", order="random", seed=3),
    nc.learn("a & (b | ~c)", start=[-1, 0.25, 1e-20, 10**20], rate=10**19, encoding="bipolar"),
    nc.learn("XOR"),
    nc.learn("a & b | c & d", inputs=4),
    nc.learn("ONE"),
    nc.learn("~a"),
]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: f"{lesson.function.name} {format_number(lesson.rate)}")
def test_step_by_step_the_browser_learns_as_the_package_does(tab, lesson):
    tab.show(lesson.page())
    assert weights(tab) == [shown(weight) for weight in lesson.start]
    for step in lesson.steps:
        tab.press("s")
        assert weights(tab) == [shown(weight) for weight in step.after]
        row = " ".join(map(shown, step.pattern))
        assert said(tab).startswith(f"Row {row}: wanted {shown(step.wanted)}, got {shown(step.output)}, so w₀ = ")
    assert not tab.find("#step").is_enabled()
    ended = f"{counted(lesson.mistakes, 'mistake')} in {counted(lesson.epochs, 'epoch')}"
    if lesson:
        assert f"Learnt: {ended}; at most {lesson.bound} were possible." in said(tab)
    else:
        again = f"after epoch {lesson.cycle_start}" if lesson.cycle_start else "at the start"
        assert f"Not learnt: {ended}, and now the weights are again those {again}" in said(tab)


_LEARN_ALL = """
const found = {};
for (const key of Object.keys(goals)) {
  wanted = [...key].map(bit => bit === "1");
  for (begin(); run.next !== null;) step();
  const weights = weightNames.map((_, place) => text(now(place), scale));
  found[key] = [run.outcome, run.steps.length, run.epoch, String(bound()), weights];
}
return found;
"""


@pytest.mark.parametrize(("inputs", "learnable"), [(2, 14), (3, 104)])
def test_of_all_functions_the_browser_learns_those_that_can_be_learnt(tab, inputs, learnable):
    tab.show(nc.learn("NOR", inputs=inputs, rate=0.3, threshold=0.2).page())
    found = tab.run(_LEARN_ALL)
    assert sum(outcome == "learnt" for outcome, *_ in found.values()) == learnable
    for bits in range(1 << (1 << inputs)):
        table = TruthTable(inputs, bits)
        outputs = "".join(str(table(*row)) for row in product((0, 1), repeat=inputs))
        lesson = nc.learn(table, rate=0.3, threshold=0.2)
        bound = "null" if lesson.bound is None else str(lesson.bound)
        wanted = [lesson.outcome, lesson.mistakes, lesson.epochs, bound, [*map(shown, lesson.weights)]]
        assert found[outputs] == wanted


def test_inputs_of_0_and_1_with_outputs_of_minus_1_and_1(tab):
    """The classic perceptron, against the rule written down once more."""
    tab.show(nc.learn("NAND", threshold=0).page())
    tab.find('[data-of="outputs"][data-is="true"]').click()
    now, steps = [0, 0, 0], []
    while len(steps) < 50:
        before = len(steps)
        for row in product((0, 1), repeat=2):
            want, got = (-1 if all(row) else 1), (1 if now[0] + now[1] * row[0] + now[2] * row[1] >= 0 else -1)
            if want != got:
                now = [w + (want - got) * x for w, x in zip(now, (1, *row), strict=True)]
                steps.append([shown(Fraction(w, 10)) for w in now])
        if len(steps) == before:
            break
    assert steps
    for step in steps:
        tab.press("s")
        assert weights(tab) == step
    assert "Learnt" in said(tab)
    assert cells(tab)[3][2:] == ["−0.2", "−1", "−1", ""]


def test_a_step_in_words(tab):
    tab.show(nc.learn("NOR", start=[0.4, 0.7, -0.2]).page())
    tab.press("ss")
    assert said(tab).split("\n")[0] == (
        "Row 1 0: wanted 0, got 1, so w₀ = 0.5 + 0.1 × (0 − 1) = 0.4; "
        "w₁ = 0.7 + 0.1 × (0 − 1) × 1 = 0.6; w₂ stays, its input is 0."
    )


def test_one_step_back_and_back_to_the_start(tab):
    lesson = nc.learn("NOR", start=[0.4, 0.7, -0.2])
    tab.show(lesson.page())
    assert not tab.find("#back").is_enabled()
    tab.press("sssb")
    assert weights(tab) == [shown(weight) for weight in lesson.steps[1].after]
    tab.find("#back").click()
    assert weights(tab) == [shown(weight) for weight in lesson.steps[0].after]
    tab.press("r")
    assert weights(tab) == ["0.4", "0.7", "−0.2"]
    write(tab, "bias", "2")
    tab.find("#step").click()
    tab.find("#reset").click()
    assert weights(tab) == ["2", "0.7", "−0.2"]
    tab.find("#reset").click()
    assert weights(tab) == ["0.4", "0.7", "−0.2"]


def test_it_runs_until_it_has_learnt(tab):
    tab.show(nc.learn("NOR", start=[0.4, 0.7, -0.2]).page())
    tab.run("arguments[0].value = 6", tab.find("#speed"))
    tab.press(" ")
    assert tab.find("#run").get_attribute("aria-pressed") == "true"
    tab.wait(lambda: "Learnt: 17 mistakes in 10 epochs; at most 55 were possible." in said(tab))
    assert tab.find("#run").get_attribute("aria-pressed") == "false"
    assert "it fires when −a − b ≥ 0" in said(tab)
    assert tab.find("#score").text == "4 of 4 right"


# -- numbers ----------------------------------------------------------------------------------------------------------


def test_a_sum_of_decimals_is_exact(tab):
    tab.show(nc.learn("OR", start=[0, 0.1, 0.7], threshold=0.8).page())
    assert cells(tab)[3] == ["1", "1", "0.8", "1", "1", ""]
    tab.find('#table tr[data-row="3"]').click()
    assert "0.8 ≥ 0.5" not in tab.find("#why").text
    assert "0.8 ≥ 0.8, so it fires (1). Margin 0." in tab.find("#why").text


def test_numbers_are_typed(tab):
    tab.show(nc.learn("NOR").page())
    write(tab, "weight of a", "-0,25")
    write(tab, "weight of b", "1/3")
    write(tab, "threshold", "−1")
    assert [row[2] for row in cells(tab)] == ["0", "1/3", "−0.25", "1/12"]
    assert [row[3] for row in cells(tab)] == ["1", "1", "1", "1"]
    tab.press([KEYS.TAB])
    assert weights(tab) == ["0", "−0.25", "1/3"]


@pytest.mark.parametrize(
    ("called", "text"),
    [("bias", "x"), ("bias", ""), ("bias", "1/0"), ("bias", "."), ("bias", "1e3"), ("rate", "0"), ("rate", "-1")],
)
def test_what_is_no_number_turns_red_and_changes_nothing(tab, called, text):
    tab.show(nc.learn("NOR", start=[0.4, 0.7, -0.2]).page())
    field, before = box(tab, called), cells(tab)
    tab.run(
        "arguments[0].focus(); arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input'))",
        field,
        text,
    )
    assert field.get_attribute("aria-invalid") == "true"
    assert cells(tab) == before
    tab.press([KEYS.TAB])
    assert field.get_attribute("value") == {"bias": "0.4", "rate": "0.1"}[called]
    assert field.get_attribute("aria-invalid") == "false"


def test_arrow_keys_change_a_number_by_a_tenth(tab):
    tab.show(nc.learn("NOR", start=[0.4, 0.7, -0.2]).page())
    box(tab, "bias").send_keys(7 * [KEYS.ARROW_DOWN])
    assert weights(tab)[0] == "−0.3"
    box(tab, "weight of b").send_keys(3 * [KEYS.ARROW_UP])
    assert weights(tab)[2] == "0.1"
    box(tab, "rate").send_keys(KEYS.ARROW_UP, *5 * [KEYS.ARROW_DOWN])
    assert box(tab, "rate").get_attribute("value") == "0.1"
    assert box(tab, "bias").get_attribute("aria-valuenow") == "-0.3"


def test_a_drag_changes_a_number_by_tenths(tab):
    tab.show(nc.learn("NOR", start=[0.4, 0.7, -0.2]).page())
    lines = [tab.find("#space .boundary").get_attribute("d")]
    drag = webdriver.ActionChains(tab.driver, duration=20).click_and_hold(box(tab, "weight of a"))
    drag.move_by_offset(-30, 0).move_by_offset(-28, 0).perform()
    lines.append(tab.find("#space .boundary").get_attribute("d"))
    assert weights(tab) == ["0.4", "0.3", "−0.2"]
    webdriver.ActionChains(tab.driver).move_by_offset(0, -31).release().perform()
    assert weights(tab) == ["0.4", "0.6", "−0.2"]
    lines.append(tab.find("#space .boundary").get_attribute("d"))
    assert len(set(lines)) == 3
    webdriver.ActionChains(tab.driver).move_by_offset(0, -31).perform()
    assert weights(tab) == ["0.4", "0.6", "−0.2"]


def test_a_number_that_is_changed_while_learning_begins_a_new_run(tab):
    lesson = nc.learn("NOR", start=[0.4, 0.7, -0.2])
    tab.show(lesson.page())
    tab.press("ss")
    write(tab, "rate", "0.5")
    again = nc.learn("NOR", start=lesson.steps[1].after, rate=0.5)
    tab.press([KEYS.TAB])
    for step in again.steps:
        tab.run("stepOn()")
        assert weights(tab) == [shown(weight) for weight in step.after]
    assert f"Learnt: {again.mistakes} mistakes in {again.epochs} epochs; at most {again.bound} were" in said(tab)


def test_the_threshold_and_the_encodings_have_buttons(tab):
    tab.show(nc.learn("AND", start=[-0.5, 0.6, 0.6]).page())
    tab.find('[data-of="threshold"][data-is="0"]').click()
    assert [row[3] for row in cells(tab)] == ["0", "1", "1", "1"]
    tab.find('[data-of="inputs"][data-is="true"]').click()
    assert cells(tab)[0][:5] == ["−1", "−1", "−1.7", "0", "0"]
    assert cells(tab)[1][:4] == ["−1", "1", "−0.5", "0"]
    pressed = [button.text for button in tab.all('#values button[aria-pressed="true"]')]
    assert pressed == ["−1, 1", "0, 1", "0"]


# -- the goal ---------------------------------------------------------------------------------------------------------


def test_a_click_on_what_is_wanted_makes_another_goal(tab):
    tab.show(nc.learn("NOR").page())
    tab.all("#table .asked")[3].click()
    assert tab.find("h1").text == "Learning XNOR"
    assert tab.driver.title == "Learning XNOR"
    assert tab.driver.switch_to.active_element.get_attribute("aria-label") == "wanted for 1 1: 1"
    choose(tab, "0111")
    assert tab.find("h1").text == "Learning OR"
    assert [row[4] for row in cells(tab)] == ["0", "1", "1", "1"]
    tab.show(nc.learn("MAJORITY").page())
    tab.all("#table .asked")[0].click()
    assert tab.find("h1").text == "Learning 0xe9"
    assert tab.find("#goal").get_attribute("value") == ""


def test_what_no_neuron_can_do_is_proved_in_words_and_in_the_plane(tab):
    tab.show(nc.learn("AND").page())
    choose(tab, "0110")
    assert not tab.all("#space .proof")
    tab.run("arguments[0].value = 6", tab.find("#speed"))
    tab.find("#run").click()
    tab.wait(lambda: "No weights exist. 01 and 10 must fire, 00 and 11 must be silent." in said(tab))
    assert tab.find("#run").get_attribute("aria-pressed") == "false"
    assert "2 neurons can: h1 fires when a + b ≥ 2; y fires when a + b − 2·h1 ≥ 1." in said(tab)
    first, second = [line.get_attribute("d")[1:].split("L") for line in tab.all("#space .proof")]
    middles = [[sum(float(point.split()[axis]) for point in line) / 2 for axis in (0, 1)] for line in (first, second)]
    assert middles[0] == pytest.approx(middles[1])
    assert tab.find("#said code").text == 'neurocircuit render "y = a & ~b | ~a & b" --open'


def test_a_table_of_more_inputs_stays_as_it_is(tab):
    tab.show(nc.learn("a & b | c & d").page())
    assert tab.find(".asked").tag_name == "span"
    tab.find(".asked").click()
    assert tab.find("h1").text == "Learning a & b | c & d"
    assert len(tab.all("#space rect")) == 16


@pytest.mark.parametrize("function", ["NOT", "ZERO", "MAJORITY"])
def test_other_numbers_of_inputs_have_their_picture(tab, function):
    tab.show(nc.learn(function).page())
    tab.press("ss")
    assert tab.find("#space svg").size["height"] > 200
    assert bool(tab.all("#space .boundary")) == (function == "MAJORITY")


# -- the pictures -----------------------------------------------------------------------------------------------------


def classes(tab, css):
    """The classes of elements, in order."""
    return [set(each.split()) for each in tab.run(_CLASSES, css)]


_CLASSES = "return [...document.querySelectorAll(arguments[0])].map(each => each.getAttribute('class'))"


def corners(tab, css):
    """The corners of the lines that match."""
    lines = tab.run("return [...document.querySelectorAll(arguments[0])].map(line => line.getAttribute('d'))", css)
    return [[tuple(map(float, pair.split())) for pair in line[1:].split("L")] for line in lines]


def test_the_neuron_follows_its_numbers(tab):
    lesson = nc.learn("NOR", start=[0.4, 0.7, -0.2])
    tab.show(lesson.page())
    tab.press("ss")
    weights = lesson.steps[1].after
    signs = ["positive" if weight > 0 else "negative" for weight in weights]
    assert classes(tab, "#neuron .wire:not(.plain)") == [
        {"wire", signs[0], "on"},
        {"wire", signs[1], "on"},
        {"wire", signs[2]},
    ]
    assert classes(tab, "#neuron .weights .chip") == [{"chip", sign} for sign in signs]
    widths = tab.run("return wires.slice(0, 3).map(wire => Number(wire.style.getPropertyValue('--width')))")
    most = max(map(abs, weights))
    assert widths == pytest.approx(
        [float(Fraction(8, 10) + Fraction(17, 10) * abs(w) / most) for w in weights], abs=0.002
    )
    assert classes(tab, "#neuron .input") == [{"input", "on"}, {"input"}]
    assert classes(tab, "#neuron .neuron, #neuron .output, #neuron .plain") == [
        {"neuron", "on"},
        {"wire", "plain", "on"},
        {"output", "on"},
    ]
    assert [text.text for text in tab.all("#neuron .neuron text, #neuron .output text")] == ["NOR", "1 ≥ 0.5", "y = 1"]
    assert tab.find("#neuron svg").get_attribute("aria-label") == "NOR: sum 1, threshold 0.5, output 1"


_INSIDE = """
const centre = pattern => new DOMPoint(...["cx", "cy"].map(key => Number(pattern.firstChild.getAttribute(key))));
return patterns.map(pattern => all("#space .area").some(area => area.isPointInFill(centre(pattern))));
"""


@pytest.mark.parametrize("encoding", ["binary", "bipolar"])
@pytest.mark.parametrize("function", ["NOR", "MAJORITY"])
def test_the_patterns_and_the_boundary_follow_the_weights(tab, function, encoding):
    arity = 2 if function == "NOR" else 3
    start = [Fraction(3, 10), Fraction(1, 5), Fraction(-1, 2), Fraction(2, 5)][: arity + 1]
    lesson = nc.learn(function, start=start, threshold=0.25, encoding=encoding)
    tab.show(lesson.page())
    tab.press("ss")
    bias, *weights = lesson.steps[1].after
    low, space = -1 if encoding == "bipolar" else 0, SPACES[arity]
    rows = list(product((low, 1), repeat=arity))
    margins = [bias + sum(w * x for w, x in zip(weights, row, strict=True)) - Fraction(1, 4) for row in rows]
    now = lesson.steps[1].pattern
    wanted = [TruthTable(arity, lesson.function.table.bits)(*(x == 1 for x in row)) for row in rows]
    found = classes(tab, ".pattern")
    for row, margin, want, seen in zip(rows, margins, wanted, found, strict=True):
        is_so = {"wanted": want, "fires": margin >= 0, "wrong": want != (margin >= 0), "now": row == now}
        assert seen == {"pattern", *(kind for kind, so in is_so.items() if so)}
    texts = [text.text for text in tab.all(".pattern text")]
    assert texts[::2] == [shown(Fraction(1 if want else low)) for want in wanted]
    assert texts[1::2] == [f"{'+' if margin >= 0 else ''}{shown(margin)}" for margin in margins]
    if arity == 2:
        assert tab.run(_INSIDE) == [margin > 0 for margin in margins]
        assert len(tab.all("#space .ghost")) == 2
        assert [text.text for text in tab.all("#space .low text")] == [shown(Fraction(low))] * 2
        for point in corners(tab, "#space .boundary")[0]:
            bits = [(at - start) / step for at, start, step in zip(point, space.origin, (182, -182), strict=True)]
            values = [low + (1 - low) * bit for bit in bits]
            z = float(bias) + sum(float(w) * x for w, x in zip(weights, values, strict=True))
            assert z == pytest.approx(0.25, abs=1e-6)
    else:
        [polygon] = corners(tab, "#space .boundary")
        assert polygon[0] == polygon[-1]
        assert len(tab.all("#space .area")) >= 3


def test_the_bars_of_more_inputs_are_their_margins(tab):
    lesson = nc.learn("a & b | c & d", start=[Fraction(1, 10), 1, Fraction(1, 2), -1, Fraction(1, 4)])
    tab.show(lesson.page())
    rows = list(product((0, 1), repeat=4))
    margins = [Fraction(1, 10) + a + Fraction(b, 2) - c + Fraction(d, 4) - Fraction(1, 2) for a, b, c, d in rows]
    most = max(map(abs, margins))
    bars = tab.run("return patterns.map(bar => ['y', 'height'].map(key => Number(bar.getAttribute(key))))")
    for (y, height), margin in zip(bars, margins, strict=True):
        size = 100 * float(margin / most)
        assert (y, height) == pytest.approx((-max(size, 0), max(abs(size), 1.5)), abs=0.02)
    titles = [each.get_attribute("textContent") for each in tab.all("rect title")]
    assert titles[3] == f"0 0 1 1: z − θ = {shown(margins[3])}"
    tab.all("rect.pattern")[12].click()
    assert tab.find("#why-name").text == "a = 1, b = 1, c = 0, d = 0"


def test_the_curve_climbs_with_each_mistake(tab):
    lesson = nc.learn("NOR", start=[0.4, 0.7, -0.2])
    tab.show(lesson.page())
    for count in range(1, 18):
        tab.press("s")
        [line] = corners(tab, "#mistakes .mistakes")
        assert len(line) == 2 * count + 1
        heights = [y for _, y in line]
        assert heights == sorted(heights, reverse=True)
    left, right, top, base = FRAME
    assert line[0] == (left, base)
    # 55 mistakes would be the whole height, epochs are as wide as each other, rows in them too.
    assert line[-1][1] == pytest.approx(base - (base - top) * 17 / 55)
    step = lesson.steps[-1]
    at = 4 * (step.epoch - 1) + int("".join(map(str, step.pattern)), 2) + 1
    assert line[-1][0] == pytest.approx(left + (right - left) * at / (4 * lesson.epochs))
    assert corners(tab, "#mistakes .most") == [[(left, top), (right, top)]]
    assert [text.text for text in tab.all("#curve text")][:3] == ["17 mistakes", "at most 55", "55"]
    assert [text.text for text in tab.all("#mistakes text")] == [str(epoch) for epoch in range(1, 11)]
    assert tab.find("#mistakes circle").get_attribute("class") == "learnt"
    choose(tab, "0110")
    assert [text.text for text in tab.all("#curve text")][:2] == ["0 mistakes", "no bound: no weights exist"]


# -- guessing ---------------------------------------------------------------------------------------------------------


def test_weights_are_guessed_with_hints_until_all_rows_are_right(tab):
    tab.show(lesson_of(as_function("NAND"), [0, 0, 0], Fraction(1, 2), guess=True).page())
    assert tab.find("h1").text == "Guess the weights of NAND"
    assert not tab.find("#step").is_displayed()
    assert tab.find("#score").text == "1 of 4 right"
    assert "whole numbers" not in said(tab)
    tab.press("h")
    assert said(tab) == (
        "Row 0 0 should fire, but z = 0 stays below 0.5: raise w₀. w₁ and w₂ do not matter there: their inputs are 0."
    )
    write(tab, "bias", "1.5")
    assert "do not matter" not in said(tab)
    tab.press([KEYS.TAB])
    tab.find("#hint").click()
    assert said(tab) == "Row 1 1 should be silent, but z = 1.5 reaches 0.5: lower w₀, w₁ and w₂."
    write(tab, "weight of a", "-0.6")
    write(tab, "weight of b", "-0.6")
    assert tab.find("#score").text == "4 of 4 right"
    assert (
        said(tab)
        == "Solved: all rows are right. The smallest whole numbers that do the same: it fires when −a − b ≥ −1."
    )


def test_the_keys_of_buttons_out_of_sight_do_nothing(tab):
    tab.show(lesson_of(as_function("NAND"), [0, 0, 0], Fraction(1, 2), guess=True).page())
    tab.press("s ")
    assert weights(tab) == ["0", "0", "0"]
    assert tab.run("return timer") == 0
    tab.find('[data-of="guess"][data-is="false"]').click()
    tab.press("s")
    assert weights(tab) != ["0", "0", "0"]


def test_hints_know_inputs_of_minus_1(tab):
    tab.show(nc.learn("AND", start=[1, 1, -1], encoding="bipolar", threshold=0).page())
    tab.press("h")
    assert said(tab) == "Row −1 −1 should be silent, but z = 1 reaches 0: lower w₀, raise w₁ and w₂."


def test_a_guess_of_what_cannot_be_is_told_so_on_request(tab):
    tab.show(lesson_of(as_function("XOR"), [0, 0, 0], 0, guess=True).page())
    assert "No weights" not in said(tab)
    tab.press("h")
    assert "No weights exist." in said(tab)
    assert len(tab.all("#space .proof")) == 2
    tab.find('[data-of="guess"][data-is="false"]').click()
    assert tab.find("h1").text == "Learning XOR"
    assert tab.find("#step").is_displayed()


# -- what is kept -----------------------------------------------------------------------------------------------------


def saved(tab, stem):
    """The circuit file that the page saves."""
    behaviour = {"behavior": "allow", "downloadPath": str(tab.folder)}
    tab.driver.execute_cdp_cmd("Browser.setDownloadBehavior", behaviour)
    path = tab.folder / f"{stem}.json"
    path.unlink(missing_ok=True)
    tab.find("#save").click()
    tab.wait(path.exists)
    return path


SAVED = {
    "nor": nc.learn("NOR", start=[0.4, 0.7, -0.2]),
    "bipolar": nc.learn("NOR", start=[Fraction(1, 3), 0.7, 1e-9], encoding="bipolar"),
    "seven inputs": nc.learn("AND", inputs=7),
    "no input": nc.learn("ONE", start=[1]),
}


@pytest.mark.parametrize("lesson", SAVED.values(), ids=SAVED)
def test_the_saved_circuit_is_the_one_that_the_package_learns(tab, lesson):
    tab.show(lesson.page())
    tab.run("while (run.next !== null) step(); refresh()")
    path = saved(tab, lesson.function.name.lower())
    assert nc.read(path) == lesson.circuit.replace(name=path.stem)


def test_an_unfinished_circuit_says_so(tab):
    tab.show(nc.learn("NAND").page())
    found = json.loads(saved(tab, "nand").read_text())
    assert found["description"] == "NAND, 1 of 4 rows right"
    assert found["tests"][0]["rows"][3] == [1, 1, 0]


def test_a_link_holds_the_state(tab):
    tab.show(nc.learn("NOR", start=[0.4, 0.7, -0.2]).page())
    tab.press("sss")
    write(tab, "threshold", "1/3")
    choose(tab, "0110")
    tab.find('[data-of="inputs"][data-is="true"]').click()
    tab.find('[data-of="guess"][data-is="true"]').click()
    rows, link = cells(tab), tab.find("#link").get_attribute("href")
    assert "w=0.3,0.5,-0.3&rate=0.1&threshold=1/3&wanted=0110&inputs=1&outputs=0&guess=1" in link
    tab.driver.get("about:blank")
    tab.driver.get(link)
    assert (cells(tab), tab.find("h1").text) == (rows, "Guess the weights of XOR")
    for harm in ("w=1,2&rate=1", "w=1,2,x&rate=0.1&threshold=0&wanted=0110", link.split("#")[1].replace("0110", "01")):
        tab.run("location.hash = arguments[0]", harm)
        assert cells(tab) == rows


# -- everybody --------------------------------------------------------------------------------------------------------


def test_the_page_is_used_by_keyboard_alone(tab):
    tab.show(nc.learn("NOR", start=[0.4, 0.7, -0.2]).page())
    seen = []
    while "Link to this state" not in seen and len(seen) < 60:
        tab.press([KEYS.TAB])
        focus = tab.driver.switch_to.active_element
        seen.append(focus.get_attribute("aria-label") or focus.text.split("\n")[0])
        if seen[-1] == "input a":
            tab.press([KEYS.SPACE])
            assert tab.find("#why-name").text == "a = 1, b = 0"
        if focus.tag_name == "tr":
            tab.press([KEYS.ARROW_DOWN])
            assert tab.find("#why-name").text == "a = 1, b = 1"
    wanted = (
        "Learn",
        "Step",
        "Speed",
        "rate",
        "Hint",
        "input b",
        "bias",
        "weight of a",
        "threshold",
        "wanted for 0 0: 1",
    )
    assert [name for name in wanted if name not in seen] == []


def test_a_pattern_and_an_input_are_clicked(tab):
    tab.show(nc.learn("NOR", start=[0.4, 0.7, -0.2]).page())
    tab.find('.pattern[data-row="3"] text').click()
    assert "0.9 ≥ 0.5" in tab.find("#neuron").text
    tab.find('button[aria-label="input a"]').click()
    assert "0.2 < 0.5" in tab.find("#neuron").text


_CUT = """
const wide = document.documentElement.clientWidth, cut = [];
const all = "button, input, select, a, p, td, h1, h2, svg text, svg circle, code, label";
for (const element of document.querySelectorAll(all)) {
  const { width, left, right } = element.getBoundingClientRect();
  if (width && (left < -0.5 || right > wide + 0.5)) cut.push(`${element.tagName} ${element.textContent} ${right}`);
}
return [document.documentElement.scrollWidth - wide, cut];
"""


@pytest.mark.parametrize(("width", "scale"), [(390, 1), (620, 2), (1400, 1)])
@pytest.mark.parametrize("function", ["NOR", "XOR", "MAJORITY", "a & b & c & d & e & f & g & h"])
def test_nothing_is_cut_on_a_phone_or_at_200_percent(tab, width, scale, function):
    with device(tab, width, 844, scale):
        tab.show(nc.learn(function).page())
        tab.run("for (let count = 0; count < 22; count++) stepOn(); hint();")
        assert tab.run(_CUT) == [0, []]


def test_light_and_dark(tab):
    tab.show(nc.learn("NOR").page())
    background = "return getComputedStyle(document.body).backgroundColor"
    light = tab.run(background)
    tab.find("#theme").click()
    assert (light, tab.run(background)) == ("rgb(252, 251, 248)", "rgb(16, 22, 31)")


def test_nasty_names_run_nothing(tab):
    names = ["</script><script>hurt=1</script>", "<img/src=x/onerror=hurt=1>"]
    neuron = nc.netlist.circuit.Neuron(nc.Perceptron([1, 1], threshold=1), tuple(names))
    lesson = nc.learn(nc.Circuit(names, ["__proto__"], {"__proto__": neuron}, NASTY_NAME))
    tab.show(lesson.page())
    tab.press("ssssh")
    assert tab.run("return window.hurt === undefined && document.scripts.length === 2")
    assert names[1] in tab.find("#table").text
    tab.run("while (run.next !== null) stepOn()")
    assert nc.parse(tab.run("return circuitFile()")).nodes == lesson.circuit.nodes
