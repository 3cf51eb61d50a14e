"""The palettes: a colour for each role, and which one a thing gets."""

import re
from dataclasses import fields

import pytest

from neurocircuit.errors import InputError
from neurocircuit.rendering.theme import DARK, LIGHT, MARKS, THEMES, Palette, palette


def luminance(color):
    def linear(part):
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(color[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """The contrast ratio of WCAG 2."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_text_can_be_read_on_what_it_stands_on(theme):
    grounds = [theme.background, theme.neuron, theme.cluster1, theme.cluster2, theme.cluster3]
    for ground in grounds:
        assert contrast(theme.ink, ground) >= 7
    for ink in (theme.positive, theme.negative, theme.muted):
        assert contrast(ink, theme.neuron) >= 4.5
    for ink in (theme.firing_ink, theme.firing_muted, theme.firing_positive, theme.firing_negative):
        assert contrast(ink, theme.firing) >= 3.9
    for kind in ("input", "output", "register"):
        fill, _, ink = theme.kind(kind)
        assert contrast(ink, fill) >= 7


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_colours_are_six_digits_which_graphviz_css_and_svg_take_alike(theme):
    assert all(re.fullmatch("#[0-9A-F]{6}", color) for _, color in theme.roles())


def test_roles_are_the_names_of_css_variables():
    roles = dict(LIGHT.roles())
    assert len(roles) == len(fields(Palette))
    assert roles["neuron-border"] == LIGHT.neuron_border
    assert not [role for role in roles if "_" in role]


def test_every_role_has_a_mark_of_its_own_that_no_theme_uses():
    marks = [mark for _, mark in MARKS.roles()]
    assert len(set(marks)) == len(marks) == len(fields(Palette))
    assert all(re.fullmatch("#[0-9a-f]{6}", mark) for mark in marks)
    assert not set(marks) & {color.lower() for theme in THEMES.values() for _, color in theme.roles()}


def test_what_is_one_shines_and_kinds_have_their_own_three_colours():
    assert LIGHT.lit == (LIGHT.firing, LIGHT.firing_border, LIGHT.firing_ink)
    for kind in ("input", "output", "register"):
        assert DARK.kind(kind) == tuple(dict(DARK.roles())[f"{kind}{part}"] for part in ("", "-border", "-ink"))


def test_instances_are_told_apart_three_levels_deep():
    assert [LIGHT.cluster(depth) for depth in range(5)] == [
        LIGHT.cluster1, LIGHT.cluster2, LIGHT.cluster3, LIGHT.cluster3, LIGHT.cluster3,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("weight", "rest", "firing"),
    [(1, "positive", "firing_positive"), (-1, "negative", "firing_negative"), (0, "zero", "firing_muted")],
)
def test_a_weight_has_the_colour_of_its_sign(weight, rest, firing):
    assert LIGHT.sign(weight) == getattr(LIGHT, rest)
    assert LIGHT.sign(weight, True) == getattr(LIGHT, firing)


def test_a_palette_is_known_by_name():
    assert (palette("light"), palette("dark")) == (LIGHT, DARK)
    with pytest.raises(InputError, match=r"unknown theme 'pink' \(one of light, dark\)"):
        palette("pink")
