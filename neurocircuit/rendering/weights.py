"""The answer of an identification as a chart: the plane of two inputs, the weights of more, or the certificate."""

from __future__ import annotations

from html import escape
from string import ascii_lowercase
from typing import Any

from neurocircuit.logic.perceptron import LinearForm, Perceptron
from neurocircuit.rendering.plots import boundary
from neurocircuit.rendering.sheet import path, sheet, tag, text
from neurocircuit.rendering.theme import palette
from neurocircuit.rendering.wording import minus

_TOP, _HEIGHT, _STEP, _BAR = 92.0, 120.0, 46.0, 26.0


def notebook_chart(answer: Any) -> str:
    """What an ``Identification``, which is made a layer beside this one, shows of itself in a notebook, as HTML."""
    form: LinearForm | None = answer.form
    names = ascii_lowercase[: answer.table.arity]
    if form is None:
        return f"<pre>{escape(answer.certificate.words(names))}</pre>"
    if len(names) == 2:
        return boundary(Perceptron(form.weights, threshold=form.threshold), names=names, title=str(form))
    return weights_chart(form, names)


def weights_chart(form: LinearForm, names: str, theme: str = "light") -> str:
    """A bar for each weight, up where it lifts the sum, and one for the threshold."""
    colors = palette(theme)
    numbers = [*zip(names, form.weights, strict=True), ("T", form.threshold)]
    scale = _HEIGHT / 2 / max(1, *(abs(number) for _, number in numbers))
    left, middle = 60.0, _TOP + _HEIGHT / 2
    right = left + _STEP * len(numbers)
    body = [path([(left - 20, middle), (right, middle)], stroke=colors.cluster_border, stroke_width=1.4)]
    for place, (name, number) in enumerate(numbers):
        x, size = left + _STEP * place, scale * abs(number)
        color = colors.idle if name == "T" else colors.sign(number)
        top = middle - size if number > 0 else middle
        body.append(tag("rect", x=x, y=top, width=_BAR, height=size, rx=3, fill=color))
        above = top - 6 if number >= 0 else top + size + 16
        body.append(text((x + _BAR / 2, above), minus(str(number)), color, 13, bold=True))
        body.append(text((x + _BAR / 2, _TOP + _HEIGHT + 34), name, colors.ink, 13.5, bold=True))
    return sheet(colors, max(right + 30, 300.0), _TOP + _HEIGHT + 56, str(form), "weights and threshold", body)
