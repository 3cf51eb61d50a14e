"""Pages in a real browser: headless Chromium, where it and its driver are installed."""

import json
import shutil
from contextlib import contextmanager

import pytest

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
webdriver = pytest.importorskip("selenium.webdriver") if CHROMIUM and DRIVER else None
needed = pytest.mark.skipif(webdriver is None, reason="chromium and its driver are not installed")


class Tab:
    """A tab with a page in it, and what a person does there."""

    def __init__(self, driver, folder):
        self.driver, self.folder = driver, folder

    def show(self, page):
        """A page, which asks for nothing else."""
        path = self.folder / "page.html"
        path.write_text(page, "utf-8")
        self.requests()
        self.driver.get(path.as_uri())
        assert self.requests() == [path.as_uri()]

    def requests(self):
        """What was asked for since the last call."""
        events = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        sent = [event for event in events if event["method"] == "Network.requestWillBeSent"]
        return [event["params"]["request"]["url"] for event in sent]

    def errors(self):
        """What the console complained of since the last call, policy violations among it."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def find(self, css):
        return self.driver.find_element("css selector", css)

    def all(self, css):
        return self.driver.find_elements("css selector", css)

    def press(self, keys):
        """Keys at whatever has the focus."""
        webdriver.ActionChains(self.driver).send_keys(*keys).perform()

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    @property
    def outputs(self):
        return self.find("#outputs").text.split("\n")

    def hover(self, css):
        webdriver.ActionChains(self.driver).move_to_element(self.find(css)).perform()

    def switch(self, name):
        return self.find(f'#view [role=switch][aria-label="input {name}"]')

    def node(self, net):
        """The drawn neuron of a net."""
        return self.find(f'.neuron[aria-label^="{net}:"]')

    def wait(self, condition):
        from selenium.webdriver.support.ui import WebDriverWait

        WebDriverWait(self.driver, 10).until(lambda _: condition())


def start(folder, dark=False):
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1240,850"):
        options.add_argument(argument)
    if dark:
        options.add_argument("--blink-settings=preferredColorScheme=0")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    return Tab(driver, folder)


@contextmanager
def device(tab, width, height, scale=1):
    """The screen of another device: a phone, or a page at 200 %."""
    screen = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": width < 600}
    tab.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    try:
        yield
    finally:
        tab.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
