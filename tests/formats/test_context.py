from __future__ import annotations

import pytest

from neurocircuit.errors import FormatError
from neurocircuit.formats.context import Context
from neurocircuit.netlist.circuit import Circuit


def test_a_text_on_its_own_has_no_files_and_writes_no_references():
    context = Context()
    with pytest.raises(FormatError, match=r"other\.json"):
        context.find("other.json")
    assert context.refers("and", Circuit([], [], {})) is False


def test_contexts_share_no_options():
    assert Context().options == {}
    assert Context().options is not Context().options
