"""Names that a format can hold."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from neurocircuit.formats.names import written_names

REFUSED = re.compile(r"[ #]")
some_names = st.lists(st.text("ab# _1", min_size=1, max_size=3), unique=True, max_size=8)


@given(some_names, some_names, some_names, st.randoms(use_true_random=False))
def test_every_net_has_one_legal_name_and_ports_keep_theirs(inputs, outputs, inner, rng):
    inner = [name for name in inner if name not in inputs]
    nets = [*inputs, *inner]
    shown = {name: name if name in inputs else rng.choice(nets) for name in outputs} if nets else {}
    written = written_names(inputs, shown, inner, REFUSED)
    names = [written.nets[net] for net in nets]
    assert len(set(names)) == len(names)
    assert not any(REFUSED.search(name) for name in (*names, *written.outputs))
    assert len(set(written.outputs)) == len(shown)
    buffered = dict(written.buffers)
    for name, output in zip(shown, written.outputs, strict=True):
        assert buffered.get(output, output) == written.nets[shown[name]]
        assert output == name or REFUSED.search(name)
    assert not set(buffered) & set(names)
    assert all(written.nets[name] == name for name in inputs if not REFUSED.search(name))


def test_an_output_that_is_an_input_may_need_a_name_of_its_own():
    written = written_names(["a"], {"a": "a"}, [], REFUSED, distinct=True)
    assert (written.outputs, written.buffers) == (("a_1",), (("a_1", "a"),))


def test_every_output_may_have_a_buffer_of_its_own():
    written = written_names(["a"], {"y": "n", "a": "a", "z": "n", "w": "y"}, ["n", "y"], REFUSED, own=True)
    assert written.nets == {"a": "a", "n": "n", "y": "y_1"}
    assert written.buffers == (("y", "n"), ("a", "a"), ("z", "n"), ("w", "y_1"))
