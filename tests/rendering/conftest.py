"""A browser for the tests of pages."""

import pytest

from tests.rendering.browser import start


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    tab = start(tmp_path_factory.mktemp("pages"))
    yield tab
    tab.driver.quit()


@pytest.fixture
def tab(browser):
    """The tab, and no complaint in its console after the test."""
    browser.errors()
    yield browser
    assert browser.errors() == []
