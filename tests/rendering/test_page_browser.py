"""The interactive page in a real browser."""

import itertools

import numpy as np
import pytest

import neurocircuit as nc
from neurocircuit.formats.library import ready_made
from neurocircuit.rendering.draw import View
from neurocircuit.rendering.page import circuit_page
from tests.rendering.browser import device, needed, start, webdriver
from tests.rendering.scenes import bits, nasty

pytestmark = needed

COMBINATIONAL = (
    "and", "nor", "xor", "xor_bipolar", "half_adder", "full_adder", "adder4", "comparator4", "parity4", "majority5",
    "two_thirds_vote", "mux4",
)  # fmt: skip


def show(tab, circuit, **view):
    tab.show(circuit_page(circuit, View(**view)))


# -- the half adder ---------------------------------------------------------------------------------------------------


def test_inputs_toggle_by_click_and_by_number(tab):
    show(tab, ready_made("half_adder"))
    assert tab.outputs == ["sum = 0", "carry = 0"]
    tab.switch("a").click()
    assert tab.outputs == ["sum = 1", "carry = 0"]
    tab.press("2")
    assert tab.outputs == ["sum = 0", "carry = 1"]
    tab.find("#inputs button").click()
    assert tab.outputs == ["sum = 1", "carry = 0"]


def test_neurons_show_the_sum_against_the_threshold_and_light_up(tab):
    show(tab, ready_made("half_adder"))
    assert "0 < 1" in tab.node("sum").text
    tab.press("1")
    assert "1 ≥ 1" in tab.node("sum").text
    assert "on" in tab.node("sum").get_attribute("class").split()
    assert "on" not in tab.node("carry").get_attribute("class").split()
    assert tab.node("carry").get_attribute("aria-label") == "carry: sum 1, threshold 2, output 0"
    assert len(tab.all(".wire.on")) == 3


_FILL = "return getComputedStyle(document.querySelector(arguments[0])).fill"


def test_the_pins_of_an_open_instance_light_up(tab):
    show(tab, ready_made("adder4"), values={"a": 1, "b": 0, "cin": 0})
    tab.run("for (const path of document.querySelectorAll('path')) path.style.transition = 'none'")
    pin = tab.run(
        "const net = nets.indexOf('a[0]');"
        "return circuit.blocks.find(block => /^a_n\\d+$/.test(block.id) && block.nets[0] === net).id"
    )
    firing, background = "rgb(255, 197, 61)", "rgb(252, 251, 248)"
    assert tab.run(_FILL, f"#{pin} path") == firing
    tab.switch("a[0]").click()
    assert tab.run(_FILL, f"#{pin} path") == background


def test_a_wire_is_as_thick_as_its_weight_and_thicker_where_it_is_1(tab):
    show(tab, ready_made("half_adder"))
    width = "getComputedStyle(wire.querySelector('.seen')).strokeWidth"
    widths = f"return all('.wire.pos, .wire.neg').map(wire => `${{wire.matches('.on')}} ${{{width}}}`).sort()"
    assert tab.run(widths) == 4 * ["false 1.65px"] + ["false 2.5px"]
    tab.press("1")
    assert tab.run(widths) == 2 * ["false 1.65px"] + ["false 2.5px"] + 2 * ["true 2.45px"]


def test_the_bar_of_a_sum_has_its_zone_its_amount_and_its_end(tab):
    show(tab, ready_made("half_adder"))
    tab.press("12")
    tab.run("arguments[0].focus()", tab.node("sum"))
    assert tab.find("#why .bar").get_attribute("aria-label") == "sum 0 against threshold 1"
    box = "const { left, right } = document.querySelector(arguments[0]).getBoundingClientRect(); return [left, right]"
    left, right = tab.run(box, "#why .bar div")
    # The sum goes from -2 to 2.
    place = [left + (right - left) * (amount + 2) / 4 for amount in (0, 1)]
    [end, _], [above, over], [below, under] = (tab.run(box, f"#why .bar {kind}") for kind in ("u", "b", "span"))
    assert end + 6.5 == pytest.approx(place[0], abs=2)
    assert (above + over) / 2 == pytest.approx(place[0], abs=2)
    assert (below + under) / 2 == pytest.approx(place[1], abs=2)
    assert tab.find("#why .bar").text.split("\n") == ["z = 0", "θ = 1"]


def test_the_table_shows_the_present_row_and_a_click_sets_another(tab):
    show(tab, ready_made("half_adder"))
    assert tab.find("#table tr.now").get_attribute("data-key") == "00"
    rows = [[cell.text for cell in row.find_elements("css selector", "td")] for row in tab.all("#table tbody tr")]
    assert rows == [["0", "0", "0", "0"], ["0", "1", "1", "0"], ["1", "0", "1", "0"], ["1", "1", "0", "1"]]
    tab.find('#table tr[data-key="11"]').click()
    assert tab.outputs == ["sum = 0", "carry = 1"]
    assert tab.find("#table tr.now").get_attribute("data-key") == "11"


def test_why_explains_what_is_hovered_and_what_has_the_focus(tab):
    show(tab, ready_made("half_adder"))
    tab.press("12")
    tab.hover(".neuron")
    assert tab.find("#why-name").text == "carry"
    assert "2 ≥ 2, so it fires (1). Margin 0." in tab.find("#why").text
    tab.run("arguments[0].focus()", tab.node("sum"))
    assert tab.find("#why-name").text == "sum"
    assert "carry = 1 × −2 −2" in tab.find("#why").text.replace("\n", " ")
    assert "0 < 1, so it stays silent (0). Margin −1." in tab.find("#why").text


def test_a_wire_tells_its_value_and_what_it_adds(tab):
    show(tab, ready_made("half_adder"))
    tab.press("12")
    tab.run(
        "const path = document.querySelector('.wire.neg path.reach');"
        "const middle = path.getPointAtLength(path.getTotalLength() / 2);"
        "const at = middle.matrixTransform(path.getScreenCTM());"
        "path.dispatchEvent(new PointerEvent('pointermove', { clientX: at.x, clientY: at.y, bubbles: true }))"
    )
    assert tab.find("#tip").text == "carry = 1, adds −2 to sum"


def test_the_page_is_used_by_keyboard_alone(tab):
    show(tab, ready_made("half_adder"))
    keys = webdriver.Keys
    seen = []
    while ("switch", "input b") not in seen or len(seen) < 12:
        tab.press([keys.TAB])
        focus = tab.driver.switch_to.active_element
        at = (focus.get_attribute("role"), focus.get_attribute("aria-label"))
        if at == ("switch", "input a") and at not in seen:
            tab.press([keys.ENTER])
            assert focus.get_attribute("aria-checked") == "true"
        seen.append(at)
    assert ("img", "sum: sum 1, threshold 1, output 1") in seen
    assert tab.outputs == ["sum = 1", "carry = 0"]


def test_arrow_keys_walk_through_the_table(tab):
    show(tab, ready_made("counter2"))
    table = tab.find("#table table")
    assert table.accessible_name.lower() == "state table (′ after the clock)"
    assert [row.get_attribute("data-key") for row in tab.all('#table tr[tabindex="0"]')] == ["000"]
    tab.run("arguments[0].focus()", tab.find("#table tr.now"))
    tab.press([webdriver.Keys.ARROW_UP, *3 * [webdriver.Keys.ARROW_DOWN]])
    assert tab.driver.switch_to.active_element.get_attribute("data-key") == "011"
    assert tab.find('#table [aria-current="true"]').get_attribute("data-key") == "011"
    assert tab.outputs == ["q[1:0] = 3", "carry = 0"]


def test_long_headings_of_the_table_are_not_broken(tab):
    show(tab, ready_made("vending_machine"))
    heights = {heading.size["height"] for heading in tab.all("#table th")}
    assert heights == {tab.find("#table th:nth-child(4)").size["height"]}
    assert tab.find("#table th").size["height"] < 40


def test_arrow_keys_move_the_drawing_but_not_from_a_number_box(tab):
    show(tab, ready_made("adder4"))
    seen = "return document.querySelector('#view > svg').getAttribute('viewBox').split(' ').map(Number)"
    left, top, width, height = tab.run(seen)
    keys = webdriver.Keys
    tab.press([keys.ARROW_RIGHT, keys.ARROW_DOWN])
    assert tab.run(seen) == pytest.approx([left + width / 10, top + height / 10, width, height])
    tab.press("0")
    tab.find('input[aria-label^="a, "]').send_keys(keys.ARROW_RIGHT)
    tab.find("#theme").send_keys(keys.ARROW_LEFT)
    assert tab.run(seen) == [left, top, width, height]


def test_zoom_by_keys_buttons_and_wheel(tab):
    show(tab, ready_made("half_adder"))
    assert "wheel or pinch to zoom" in tab.find("#zoom").text
    tab.press("+")
    assert tab.find("#zoom-level").text == "125 %"
    tab.press("0")
    assert tab.find("#zoom-level").text == "100 %"
    tab.run("document.getElementById('view').dispatchEvent(new WheelEvent('wheel', { deltaY: -1, cancelable: true }))")
    assert tab.find("#zoom-level").text == "113 %"


def test_dragging_moves_the_drawing_and_toggles_nothing(tab):
    show(tab, ready_made("half_adder"))
    seen = "return document.querySelector('#view > svg').getAttribute('viewBox')"
    before = tab.run(seen)
    webdriver.ActionChains(tab.driver).drag_and_drop_by_offset(tab.switch("a"), 60, 30).perform()
    assert tab.run(seen) != before
    assert tab.outputs == ["sum = 0", "carry = 0"]


def test_two_fingers_zoom_and_move(tab):
    show(tab, ready_made("half_adder"))
    seen = tab.run(
        "const fingers = { 1: [400, 300], 2: [500, 300] };"
        "const send = (kind, finger) => { const [clientX, clientY] = fingers[finger];"
        "view.dispatchEvent(new PointerEvent(kind, { pointerId: finger, clientX, clientY, bubbles: true })); };"
        "const at = (x, y) => [inPicture(x, y).x, inPicture(x, y).y];"
        "for (const finger of [1, 2]) send('pointerdown', finger);"
        "const before = [at(400, 300), at(500, 300)];"
        "fingers[2] = [640, 330]; send('pointermove', 2); fingers[1] = [440, 330]; send('pointermove', 1);"
        "return [before, [at(440, 330), at(640, 330)]]"
    )
    assert tab.find("#zoom-level").text == "200 %"
    assert [*seen[1][0], *seen[1][1]] == pytest.approx([*seen[0][0], *seen[0][1]])
    tab.run("dispatchEvent(new PointerEvent('pointerup', { pointerId: 1 }))")
    tab.run("dispatchEvent(new PointerEvent('pointermove', { pointerId: 1, clientX: 0, clientY: 0 }))")
    assert tab.find("#zoom-level").text == "200 %"


def test_what_is_typed_into_a_box_presses_no_button(tab):
    nodes = {"q": nc.netlist.circuit.Register("a[0]"), "s": nc.netlist.circuit.Register("c")}
    show(tab, nc.Circuit(["a[1]", "a[0]", "c"], ["q", "s"], nodes))
    tab.press("1")
    tab.find("input").send_keys("c0r1")
    assert tab.outputs == ["q = 0", "s = 0"]
    tab.find("#step").send_keys("1c")
    assert tab.outputs == ["q = 0", "s = 0"]
    tab.find("#step").send_keys("1c")
    assert tab.outputs == ["q = 0", "s = 1"]
    tab.find("#step").send_keys(webdriver.Keys.CONTROL, "r")
    assert tab.outputs == ["q = 0", "s = 1"]


def test_the_theme_follows_the_system_and_the_button(tmp_path, tab):
    background = "return getComputedStyle(document.body).backgroundColor"
    light, dark = "rgb(252, 251, 248)", "rgb(16, 22, 31)"
    show(tab, ready_made("half_adder"))
    assert tab.run(background) == light
    tab.find("#theme").click()
    assert tab.run(background) == dark
    show(tab, ready_made("half_adder"), theme="dark")
    assert tab.run(background) == dark
    night = start(tmp_path, dark=True)
    try:
        show(night, ready_made("half_adder"))
        assert night.run(background) == dark
        night.find("#theme").click()
        assert night.run(background) == light
        assert night.errors() == []
    finally:
        night.driver.quit()


# -- buses ------------------------------------------------------------------------------------------------------------


def number(tab, name, text):
    box = tab.find(f'input[aria-label^="{name}, "]')
    box.clear()
    box.send_keys(text)
    return box


def test_numbers_are_typed_into_boxes(tab):
    show(tab, ready_made("adder4"))
    number(tab, "a", "3")
    number(tab, "b", "0xc")
    assert tab.outputs == ["s[3:0] = 15", "cout = 0"]
    box = number(tab, "b", "0b11")
    box.send_keys(webdriver.Keys.ARROW_UP)
    assert tab.outputs == ["s[3:0] = 7", "cout = 0"]
    tab.switch("a[3]").click()
    assert tab.outputs == ["s[3:0] = 15", "cout = 0"]


@pytest.mark.parametrize("text", ["16", "-1", "x", "", "1e1", "0x"])
def test_what_is_no_value_turns_red_and_changes_nothing(tab, text):
    show(tab, ready_made("adder4"), values={"a": 5, "b": 0, "cin": 0})
    box = tab.find('input[aria-label^="a, "]')
    tab.run("arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input'))", box, text)
    assert box.get_attribute("aria-invalid") == "true"
    assert tab.outputs == ["s[3:0] = 5", "cout = 0"]


def test_a_number_out_of_range_changes_nothing_in_the_end_and_shows_the_range(tab):
    show(tab, ready_made("adder4"), values={"a": 5, "b": 0, "cin": 0})
    box = tab.find('input[aria-label^="a, "]')
    said = box.find_element("xpath", "following-sibling::span")
    assert not said.is_displayed()
    box.click()
    box.send_keys(webdriver.Keys.CONTROL + "a")
    box.send_keys("1")
    assert tab.outputs == ["s[3:0] = 1", "cout = 0"]
    box.send_keys("6")
    assert (said.text, said.is_displayed()) == ("0 to 15", True)
    assert tab.outputs == ["s[3:0] = 5", "cout = 0"]
    box.send_keys(webdriver.Keys.BACKSPACE + "4")
    assert not said.is_displayed()
    box.send_keys(webdriver.Keys.ARROW_UP + "0")
    assert tab.outputs == ["s[3:0] = 15", "cout = 0"]


def test_in_a_narrow_window_a_large_drawing_begins_where_it_can_be_read(tab):
    def scale():
        return tab.run("return document.querySelector('#view svg').getScreenCTM().a")

    size = tab.driver.get_window_size()
    try:
        tab.driver.set_window_size(500, 900)
        show(tab, ready_made("alu4"))
        assert scale() >= 0.65
        tab.find("#fit").click()
        assert scale() < 0.65
        show(tab, ready_made("and"))
        assert tab.find("#zoom-level").text == "100 %"
    finally:
        tab.driver.set_window_size(size["width"], size["height"])
    show(tab, ready_made("alu4"))
    assert tab.find("#zoom-level").text == "100 %"


def test_closed_parts_say_how_they_are_opened(tab):
    show(tab, ready_made("adder4"), depth=0)
    assert "4 parts drawn closed: --depth N" in tab.find("aside").text
    show(tab, ready_made("adder4"))
    assert "drawn closed" not in tab.find("aside").text
    assert "Point at a neuron" in tab.find("aside").text


def test_too_many_rows_are_counted_instead(tab):
    show(tab, ready_made("adder4"))
    assert tab.find("#table").text.startswith("9 bits: 512 rows, too many to list.")


def test_a_closed_part_explains_all_its_neurons(tab):
    show(tab, ready_made("adder4"), depth=0, values={"a": 15, "b": 1, "cin": 0})
    tab.hover(".module")
    assert tab.find("#why-name").text == "fa3"
    assert [title.text for title in tab.all("#why h3")] == ["fa3.cout", "fa3.sum"]
    assert "1 of 2 fire" in tab.find(".module").text


# -- the clock --------------------------------------------------------------------------------------------------------


def test_the_clock_counts_and_the_waveform_keeps_it(tab):
    show(tab, ready_made("counter2"))
    tab.press("1")
    counted = []
    for _ in range(5):
        counted.append(tab.outputs[0])
        tab.press("c")
    assert counted == [f"q[1:0] = {count % 4}" for count in range(5)]
    assert wave(tab) == [
        [("", 1), *((str(cycle), 1) for cycle in range(6))],
        [("en", 1), ("1", 6)],
        [("q", 1), ("0", 1), ("1", 1), ("2", 1), ("3", 1), ("0", 1), ("1", 1)],
        [("carry", 1), ("0", 3), ("1", 1), ("0", 2)],
    ]
    assert [len(tab.all(f"#trace .{kind}")) for kind in ("one", "zero", "bus")] == [2, 2, 6]
    tab.press("r")
    assert tab.outputs[0] == "q[1:0] = 0"
    assert wave(tab)[:2] == [[("", 1), ("0", 1)], [("en", 1), ("1", 1)]]


def wave(tab):
    """The cells of the waveform, each with the cycles that it spans."""
    cells = "[...row.cells].map(cell => [cell.textContent, cell.colSpan])"
    rows = tab.run(f"return [...document.querySelectorAll('#trace tr')].map(row => {cells})")
    return [[tuple(cell) for cell in row] for row in rows]


def test_the_present_cycle_is_in_sight_on_a_phone(tab):
    with device(tab, 390, 844):
        show(tab, ready_made("counter2"))
        tab.press("1" + 25 * "c")
        assert tab.run("return document.documentElement.scrollWidth") == 390
        assert [cycle for cycle, _ in wave(tab)[0]] == ["", *map(str, range(6, 26))]
        ends = (
            "return [...document.querySelectorAll('#trace tr')].map(row => row.lastChild.getBoundingClientRect().right)"
        )
        assert max(tab.run(ends)) <= 390
        names = (
            "return [...document.querySelectorAll('#trace tr')].map(row => row.firstChild.getBoundingClientRect().left)"
        )
        assert set(tab.run(names)) == {0}


def test_the_state_table_sets_registers_too(tab):
    show(tab, ready_made("counter2"))
    assert tab.find("#table-title").text.upper() == "STATE TABLE (′ AFTER THE CLOCK)"
    tab.find('#table tr[data-key="111"]').click()
    assert tab.outputs == ["q[1:0] = 3", "carry = 1"]


def test_the_clock_runs_and_pauses(tab):
    show(tab, ready_made("counter2"))
    tab.press("1")
    tab.run("arguments[0].value = 5", tab.find("#speed"))
    tab.find("#run").click()
    tab.wait(lambda: tab.run("return history.length") > 3)
    assert tab.find("#run").get_attribute("aria-pressed") == "true"
    tab.find("#run").click()
    assert tab.find("#run").get_attribute("aria-pressed") == "false"
    assert tab.run("return timer") == 0


def test_an_initial_value_of_one_is_there_after_reset(tab):
    circuit = nc.Circuit([], {"q": "q"}, {"q": nc.netlist.circuit.Register("q", 1)})
    show(tab, circuit)
    assert tab.outputs == ["q = 1"]


# -- the same answers as the package ----------------------------------------------------------------------------------

_ALL_PATTERNS = """
const list = [...inputs].flatMap(port => port.nets), answers = [];
for (let row = 0; row < 2 ** list.length; row++) {
  list.forEach((net, place) => (value[net] = (row >> (list.length - 1 - place)) & 1));
  draw();
  const shown = [...document.querySelectorAll("#outputs span")].map(tag => tag.textContent.split(" = ")[1]);
  answers.push(shown.map(text => text.replace("−", "-")));
}
return [list.map(net => nets[net]), answers];
"""


@pytest.mark.parametrize("name", COMBINATIONAL)
def test_the_browser_computes_what_the_package_does(tab, name):
    circuit = ready_made(name)
    show(tab, circuit)
    order, answers = tab.run(_ALL_PATTERNS)
    low = -1 if circuit.encoding == "bipolar" else 0
    patterns = np.array(list(itertools.product((low, 1), repeat=len(order))))
    given = circuit.simulate({net: patterns[:, place] for place, net in enumerate(order)})
    wanted = [given[port.name].tolist() for port in circuit.output_ports]
    assert [[int(answer) for answer in row] for row in answers] == [list(row) for row in zip(*wanted, strict=True)]


def test_the_browser_clocks_as_the_package_does(tab):
    circuit = ready_made("lfsr4")
    show(tab, circuit)
    run = nc.Simulator(circuit)
    for _ in range(20):
        wanted = run.step(**{port.name: 0 for port in circuit.input_ports})
        shown = [text.split(" = ")[1] for text in tab.outputs]
        assert shown == [str(int(wanted[port.name])) for port in circuit.output_ports]
        tab.press("c")


def test_weights_beyond_a_float_are_exact(tab):
    big = 2**70
    neuron = nc.netlist.circuit.Neuron(nc.Perceptron([big, 1, -big], threshold=1), ("a", "b", "c"))
    show(tab, nc.Circuit(["a", "b", "c"], ["y"], {"y": neuron}))
    tab.press("13")
    assert tab.outputs == ["y = 0"]
    tab.press("2")
    assert tab.outputs == ["y = 1"]
    assert str(big) in tab.find("#why").text


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ([2**place for place in range(64)], "≈1.844674e+19 ≥ 1"),
        ([10**308 - 1] * 2, "≈1.999e+308 ≥ 1"),
        ([2**45, 2**44], "52776558133248 ≥ 1"),
    ],
)
def test_a_sum_of_any_size_stays_inside_its_neuron(tab, weights, said):
    bus = bits("a", len(weights))
    neuron = nc.netlist.circuit.Neuron(nc.Perceptron(weights, threshold=1), tuple(bus))
    show(tab, nc.Circuit(bus, ["y", "z"], {"y": neuron, "z": neuron}), values={"a": 2 ** len(bus) - 1})
    assert said in tab.node("y").text.split("\n")
    inside = """
        const face = document.getElementById(`a_${arguments[0].id}m`);
        const rule = [...arguments[0].querySelectorAll("text")].find(line => line.textContent === arguments[1]);
        const [outer, inner] = [face, rule].map(element => element.getBoundingClientRect());
        return inner.left >= outer.left && inner.right <= arguments[0].getBoundingClientRect().right;
    """
    assert tab.run(inside, tab.node("y"), said)


def test_a_circuit_without_neurons_has_nothing_to_explain(tab):
    show(tab, nc.Circuit(["a"], ["a"], {}))
    assert not tab.find("#why-title").is_displayed()
    show(tab, ready_made("one"))
    assert tab.find("#why-title").is_displayed()


# -- harm -------------------------------------------------------------------------------------------------------------


def test_nasty_names_run_nothing(tab):
    show(tab, nasty())
    tab.press("123")
    for neuron in tab.all(".neuron"):
        tab.run("arguments[0].focus()", neuron)
    assert tab.run("return window.hurt === undefined && Object.prototype.hurt === undefined")
    assert tab.run("return document.scripts.length") == 2
    assert "<script>hurt=1</script> = 1" in tab.find("#inputs").text


def test_a_page_of_two_thousand_neurons_answers(tab):
    from tests.rendering.scenes import ladder

    show(tab, ladder(2000))
    assert len(tab.outputs) == 8
    tab.press("1")
    tab.hover(".module")
    assert "more neurons" in tab.find("#why").text
