"""The README's pictures show today's circuits."""

import pytest

from tests.rendering import gallery
from tests.rendering.browser import webdriver
from tests.rendering.gallery import GALLERY, main


@pytest.mark.parametrize("picture", GALLERY, ids=lambda picture: picture.circuit)
def test_no_picture_is_stale(picture):
    assert picture.fingerprint in picture.path.read_text("utf-8"), "run python -m tests.rendering.gallery"


def test_the_command_draws_them_all(monkeypatch):
    written = {}
    monkeypatch.setattr(gallery, "write_bytes", lambda path, data: written.update({path: data}))
    main()
    photograph = written.pop(gallery.LEARNING, None)
    assert {path.name for path in written} == {f"{picture.circuit}.svg" for picture in GALLERY}
    assert all(picture.fingerprint in written[picture.path].decode() for picture in GALLERY)
    assert (photograph is not None) == (webdriver is not None)
    assert photograph is None or photograph.startswith(b"\x89PNG")
    assert gallery.LEARNING.read_bytes().startswith(b"\x89PNG")
