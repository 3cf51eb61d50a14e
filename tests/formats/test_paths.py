"""Files that circuits refer to: each read once, inside one folder, never in a circle."""

import pytest

from neurocircuit.errors import FormatError
from neurocircuit.formats.paths import Files, no_files


class Folder:
    """Files that name each other, and which of them were read, under what name in messages."""

    def __init__(self, top, references):
        self.references, self.read_as = references, []
        self.files = Files(top, self.read)

    def read(self, path, source, find):
        self.read_as.append(source)
        return [path.name, *(find(reference) for reference in self.references.get(path.name, ()))]


def refusal(call, *arguments):
    with pytest.raises(FormatError) as caught:
        call(*arguments)
    return str(caught.value)


def test_references_are_read_from_the_folder_of_the_file_that_has_them(tmp_path):
    top = tmp_path / "top.json"
    folder = Folder(top, {"top.json": ["parts/one.json"], "one.json": ["two.json"]})
    assert folder.files.open(top, "as given") == ["top.json", ["one.json", ["two.json"]]]
    assert folder.read_as == ["as given", str(tmp_path / "parts/one.json"), str(tmp_path / "parts/two.json")]


def test_a_file_is_read_once_however_it_is_named(tmp_path):
    top = tmp_path / "top.json"
    (tmp_path / "parts").mkdir()
    (tmp_path / "link.json").symlink_to(tmp_path / "a.json")
    folder = Folder(
        top, {"top.json": ["a.json", "./a.json", "parts/../a.json", "link.json", "b.json"], "b.json": ["a.json"]}
    )
    found = folder.files.open(top)
    assert found == ["top.json", *4 * [["a.json"]], ["b.json", ["a.json"]]]
    assert len({id(each) for each in (*found[1:5], found[5][1])}) == 1
    assert len(folder.read_as) == 3


@pytest.mark.parametrize("reference", ["/etc/passwd", "a\0.json", "parts\\a.json", "http://x/a.json", "file://a.json"])
def test_what_is_no_path_beside_the_file_is_refused(tmp_path, reference):
    folder = Folder(tmp_path / "top.json", {})
    text = refusal(folder.files.find, tmp_path / "top.json", reference)
    assert text.endswith("is no file beside this one (a path relative to this file)")
    assert folder.read_as == []


def test_no_path_leads_out_of_the_folder_by_dots_links_or_a_longer_name(tmp_path):
    inside, beside = tmp_path / "in", tmp_path / "inside"
    inside.mkdir()
    beside.mkdir()
    (inside / "link").symlink_to(beside)
    folder = Folder(inside / "top.json", {})
    for reference in ("../x.json", "../inside/x.json", "link/x.json", "a/../../x.json"):
        text = refusal(folder.files.find, inside / "top.json", reference)
        assert text == f"{reference!r} leads out of the top file's folder (keep files inside it)"
    assert folder.files.find(inside / "deep" / "a.json", "../x.json") == ["x.json"]


def test_a_circle_is_told_by_the_files_in_it_alone(tmp_path):
    folder = Folder(tmp_path / "top.json", {"top.json": ["a.json"], "a.json": ["b.json"], "b.json": ["a.json"]})
    text = refusal(folder.files.open, tmp_path / "top.json")
    assert text == "files that contain each other: a.json -> b.json -> a.json"


def test_a_file_that_failed_is_open_no_more(tmp_path):
    folder = Folder(tmp_path / "top.json", {"bad.json": ["/absolute"]})
    refusal(folder.files.open, tmp_path / "bad.json")
    assert folder.files.opened == []
    assert "is no file beside" in refusal(folder.files.find, tmp_path / "top.json", "bad.json")


def test_long_references_are_shortened(tmp_path):
    assert len(refusal(Folder(tmp_path / "t.json", {}).files.find, tmp_path / "t.json", "../" + "x" * 5000)) < 200
    circle = {f"{'x' * 150}{place}.json": [f"{'x' * 150}{(place + 1) % 3}.json"] for place in range(3)}
    first = next(iter(circle))
    assert len(refusal(Folder(tmp_path / first, circle).files.open, tmp_path / first)) <= 300


def test_a_text_without_a_folder_has_no_files():
    assert refusal(no_files, "a.json") == "'a.json' is a file, and this text has no folder (write it as a definition)"
