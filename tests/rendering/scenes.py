"""The circuits that the tests of pictures share."""

from neurocircuit.formats.library import ready_made
from neurocircuit.logic.perceptron import Perceptron
from neurocircuit.netlist.circuit import Circuit, Instance, Neuron, Register

#: What net names may hold: it must all come out as text and nothing else.
NASTY = (
    'a"b', "'q'", "<script>hurt=1</script>", "</script>", "__proto__", "constructor", "toString", "\\N", "\\",
    "back\\slash\\", "&lt;b&gt;", "&amp;", "a:b", "n1", "%s", "{x}", "@@SCRIPT@@", "]]>", "-->", "<!--", "$&", "Σ",
    "=cmd()", "日本語", "<b>x</b>", "<i>", "]", "x[9:0]",
)  # fmt: skip
NASTY_NAME = '</title><script>window.hurt=1</script>\x1b[31m\u202e\n"x"'
NASTY_TEXT = "<img src=x onerror=window.hurt=1>\x1b\u202e line\nbreak @@CIRCUIT@@"


def nasty() -> Circuit:
    """Every nasty name as an input, a neuron, an output, a register or an instance."""
    half = len(NASTY) // 2
    inputs, names = NASTY[:half], NASTY[half:]
    inner = Circuit(["<i>"], ["</table>"], {"</table>": Neuron(Perceptron([1], threshold=1), ("<i>",))}, '"><script>')
    nodes = {
        name: Neuron(Perceptron([1, -1], threshold=1), (inputs[place], inputs[(place + 1) % half]))
        for place, name in enumerate(names)
    }
    nodes["<u>part</u>"] = Instance(inner, (names[0],))
    nodes['reg"<'] = Register(names[-1])
    outputs = {f"o{name}": name for name in names} | {'"<out>': "<u>part</u>", "r": 'reg"<'}
    return Circuit(inputs, outputs, nodes, NASTY_NAME, description=NASTY_TEXT)


def bits(base: str, width: int) -> list[str]:
    """The bits of a bus, highest first."""
    return [f"{base}[{index}]" for index in reversed(range(width))]


def adder(width: int) -> Circuit:
    """A ripple-carry adder of ready-made full adders."""
    full, nodes, carry = ready_made("full_adder"), {}, "cin"
    for place in range(width):
        nodes[f"fa{place}"] = Instance(full, (f"a[{place}]", f"b[{place}]", carry), "full_adder")
        carry = f"fa{place}.cout"
    sums = {f"s[{place}]": f"fa{place}.sum" for place in reversed(range(width))}
    return Circuit([*bits("a", width), *bits("b", width), "cin"], {**sums, "cout": carry}, nodes, f"adder{width}")


def ladder(neurons: int, inputs: int = 40) -> Circuit:
    """Many neurons in many levels, none in an instance: each reads three nets not far before it."""
    nets, nodes = [f"i{place}" for place in range(inputs)], {}
    for place in range(neurons):
        sources = tuple(nets[-1 - (step * (place % 7 + 3)) % min(len(nets), 80)] for step in (1, 3, 5))
        nodes[f"g{place}"] = Neuron(Perceptron([1, 1, -1], threshold=1), sources)
        nets.append(f"g{place}")
    return Circuit(nets[:inputs], nets[-8:], nodes, f"ladder{neurons}")
