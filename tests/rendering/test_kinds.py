"""The kinds of picture files: what the suffix says is what is written."""

import builtins

import pytest

import neurocircuit as nc
from neurocircuit.errors import FileError, InputError, MissingExtraError
from neurocircuit.formats.library import ready_made
from neurocircuit.rendering import kinds
from neurocircuit.rendering.draw import View, svg_of
from neurocircuit.rendering.kinds import Picture, picture, render


def test_render_writes_what_the_suffix_says(tmp_path):
    starts = {"svg": b"<svg ", "png": b"\x89PNG", "pdf": b"%PDF", "dot": b"digraph", "html": b"<!doctype html>"}
    for suffix, start in starts.items():
        path = tmp_path / f"full_adder.{suffix}"
        nc.render(ready_made("full_adder"), path)
        assert path.read_bytes().startswith(start)


def test_a_perceptron_is_drawn_alone(tmp_path):
    render(nc.Perceptron([0.6, 0.6], bias=-0.5, threshold=0.5), tmp_path / "and.dot", {"x1": 1, "x2": 1})
    assert "0.7 ≥ 0.5" in (tmp_path / "and.dot").read_text("utf-8")


def test_an_unknown_suffix_is_refused_and_nothing_is_written(tmp_path):
    with pytest.raises(FileError, match=r"unknown kind of picture '.gif' \(one of .svg .png .pdf .dot .html\)"):
        render(ready_made("and"), tmp_path / "and.gif")
    assert not list(tmp_path.iterdir())


def test_a_pdf_without_its_extra_says_what_to_install(monkeypatch):
    def refuse(name, *rest):
        if name.startswith("svglib"):
            raise ModuleNotFoundError(name)
        return builtins.__import__(name, *rest)

    monkeypatch.setattr(kinds, "import_module", refuse)
    with pytest.raises(MissingExtraError, match=r"a PDF needs svglib \(pip install 'neurocircuit\[pdf\]'\)"):
        picture(ready_made("and"), ".pdf", View())


def test_a_pdf_without_its_extra_comes_from_a_real_graphviz_where_there_is_one(monkeypatch, tmp_path):
    def refuse(name):
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(kinds, "import_module", refuse)
    monkeypatch.setattr(kinds, "program", lambda: tmp_path / "dot")
    monkeypatch.setattr(kinds, "lay_out", lambda source, kind: f"{kind}:{source[:7]}".encode())
    assert picture(ready_made("and"), ".pdf", View()) == b"pdf:digraph"


def test_a_name_without_a_suffix_says_no_kind(tmp_path):
    with pytest.raises(FileError, match=r"a file name without a suffix says no kind of picture \(one of .svg"):
        render(ready_made("and"), tmp_path / "and")


def test_the_letter_case_of_a_suffix_is_no_matter(tmp_path):
    render(ready_made("and"), tmp_path / "and.DOT")
    assert (tmp_path / "and.DOT").read_bytes().startswith(b"digraph")


def test_a_finished_drawing_shows_and_saves_itself(tmp_path):
    drawn = Picture(svg_of(ready_made("and"), View()))
    assert drawn._repr_svg_() == drawn.svg
    for suffix, start in {"svg": b"<svg ", "png": b"\x89PNG", "PDF": b"%PDF"}.items():
        drawn.save(tmp_path / f"and.{suffix}")
        assert (tmp_path / f"and.{suffix}").read_bytes().startswith(start)
    with pytest.raises(FileError, match=r"unknown kind of picture '.dot' \(one of .svg .png .pdf\)"):
        drawn.save(tmp_path / "and.dot")


def test_what_is_no_circuit_is_refused_in_words(tmp_path):
    with pytest.raises(InputError, match="'xor' is no circuit"):
        nc.render("xor", tmp_path / "x.svg")
    assert not (tmp_path / "x.svg").exists()
