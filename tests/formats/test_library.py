"""Ready-made circuits: found by name from anywhere, in teaching order, each read once."""

import json

import pytest

from neurocircuit.errors import FileError
from neurocircuit.formats import library
from neurocircuit.formats.library import LESSONS, find, folder, names, ready_made, schema


def test_every_file_is_in_one_lesson_and_every_lesson_has_its_files():
    listed = [f"{part}/{name}.json" for part, lesson in LESSONS.items() for name in lesson.split()]
    assert len(set(names())) == len(listed)
    assert sorted(listed) == sorted(path.relative_to(folder()).as_posix() for path in folder().rglob("*.json"))


def test_names_come_in_teaching_order():
    assert names()[:4] == ("buf", "not", "and", "or")
    order = {name: place for place, name in enumerate(names())}
    assert order["half_adder"] < order["full_adder"] < order["adder4"] < order["mux2"] < order["counter2"]


def test_a_name_is_its_file_and_any_other_is_none():
    assert find("full_adder") == folder() / "arithmetic" / "full_adder.json"
    assert find("full_adder.json") is None
    assert find("../full_adder") is None


def test_circuits_are_found_from_any_folder_and_read_once(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    ready_made.cache_clear()
    assert ready_made("adder4").name == "adder4"
    assert ready_made("adder4") is ready_made("adder4")
    # What a ready-made circuit is made of is the ready-made circuit itself.
    assert ready_made("adder4").nodes["fa0"].circuit is ready_made("full_adder")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("full_addr", "did you mean 'full_adder'?"),
        ("qqqq", "see 'neurocircuit list' for the ready-made ones"),
    ],
)
def test_an_unknown_name_shows_the_way(name, hint):
    with pytest.raises(FileError) as caught:
        ready_made(name)
    assert str(caught.value) == f"{name}: no such file or ready-made circuit ({hint})"


def test_a_long_unknown_name_is_shortened():
    with pytest.raises(FileError) as caught:
        ready_made("x" * 101)
    assert len(caught.value.source) == 100


def test_an_installed_package_has_its_circuits_inside(monkeypatch, tmp_path):
    monkeypatch.setattr(library, "__file__", str(tmp_path / "neurocircuit" / "formats" / "library.py"))
    assert folder.__wrapped__() == tmp_path / "circuits"
    (tmp_path / "neurocircuit" / "circuits").mkdir(parents=True)
    assert folder.__wrapped__() == tmp_path / "neurocircuit" / "circuits"


def test_the_schema_is_json():
    assert "$schema" in json.loads(schema())
