"""The board in a real browser: Debian's Chromium, driven by its own driver. Where it is missing, `make test` says so."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.expected_conditions import title_is, url_to_be
from selenium.webdriver.support.wait import WebDriverWait

from scheduler.domain.escalation import State
from tests.adapters.board_house import BoardHouse, clinic_file, open_board_house, serving
from tests.clinic import name_of

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
IS_REQUIRED = os.environ.get("STEPDOWN_BROWSER_TESTS") == "required"
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Chrome]:
    if CHROMIUM is None or DRIVER is None:
        assert not IS_REQUIRED, "STEPDOWN_BROWSER_TESTS=required, and there is no chromium with chromedriver"
        pytest.skip("no chromium and chromedriver here")
    options = ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*_FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--window-size=1280,900"):
        options.add_argument(flag)
    started = Chrome(options=options, service=Service(DRIVER))
    started.set_page_load_timeout(120)
    # A press of a key or a button does not wait for the page that it brings.
    started.implicitly_wait(60)
    yield started
    started.quit()


@pytest.fixture
def board(run_folder: Path, sqlite_template: bytes, tmp_path: Path) -> Iterator[BoardHouse]:
    file = tmp_path / "clinic.db"
    file.write_bytes(clinic_file(run_folder, sqlite_template).read_bytes())
    with open_board_house(file) as made:
        yield made


def _looks(browser: Chrome, *, width: int, dark: bool) -> None:
    phone = {"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})


def _is_wider_than_the_screen(browser: Chrome) -> bool:
    script = "return document.documentElement.scrollWidth > document.documentElement.clientWidth"
    return bool(browser.execute_script(script))


def _comes_to(browser: Chrome, url: str) -> None:
    WebDriverWait(browser, 60).until(url_to_be(url))


def test_a_nurse_comes_in_reads_answers_and_leaves(browser: Chrome, board: BoardHouse) -> None:
    with serving(board) as address:
        browser.get(f"{address}/board")
        _comes_to(browser, f"{address}/board/login")
        token = browser.find_element(By.ID, "token")
        assert token.accessible_name == "Token"
        token.send_keys("not the token", Keys.ENTER)
        assert "opens nothing" in browser.find_element(By.CSS_SELECTOR, "[role=alert]").text
        browser.find_element(By.ID, "token").send_keys(board.token, Keys.ENTER)
        _comes_to(browser, f"{address}/board")
        assert browser.title.startswith("20 RED")
        assert len(browser.find_elements(By.CSS_SELECTOR, "li.row")) == 200
        (cookie,) = browser.get_cookies()
        assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Strict", "/board")
        assert browser.execute_script("return document.cookie") == ""

        # The style sheet is allowed in, and on every size and in the dark nothing runs off the screen.
        for width in (1280, 800, 390, 320):
            for dark in (False, True):
                _looks(browser, width=width, dark=dark)
                assert not _is_wider_than_the_screen(browser), (width, dark)
                ground = browser.find_element(By.TAG_NAME, "body").value_of_css_property("background-color")
                assert ("18, 23, 29" in ground) is dark

        # By the keyboard alone: the first stop leads past the head of the page to the patients, then to the first name.
        browser.get(f"{address}/board?still=1")
        browser.switch_to.active_element.send_keys(Keys.TAB)
        skip = browser.switch_to.active_element
        assert skip.text == "To the patients"
        skip.send_keys(Keys.ENTER)
        browser.switch_to.active_element.send_keys(Keys.TAB)
        first = browser.switch_to.active_element
        assert (first.tag_name, first.text) == ("a", name_of(1))
        first.send_keys(Keys.ENTER)
        WebDriverWait(browser, 60).until(title_is(f"{name_of(1)}: RED"))
        for width in (1280, 390):
            _looks(browser, width=width, dark=False)
            assert not _is_wider_than_the_screen(browser), width
        for each in browser.find_elements(By.CSS_SELECTOR, "main button, main textarea"):
            assert each.accessible_name
            assert each.size["height"] >= 44, "big enough for a finger"

        browser.find_element(By.ID, "note").send_keys("Rang twice; Carer 1 is going there")
        browser.find_element(By.CSS_SELECTOR, "button[value=on_it]").click()
        assert "you are on it" in browser.find_element(By.CSS_SELECTOR, "[role=status]").text
        assert "Rang twice" in browser.find_element(By.CSS_SELECTOR, "article.alarm").text
        patient_id = int(browser.current_url.rpartition("/")[2].partition("?")[0])
        with board.house.store.reading() as records:
            (alarm,) = records.escalations.open_of([patient_id])
        assert alarm.state is State.ACKNOWLEDGED

        browser.find_element(By.LINK_TEXT, "To the board").click()
        held = browser.find_element(By.CSS_SELECTOR, "li.row.held")
        assert "Nurse May, since 12:00" in held.text
        browser.find_element(By.CSS_SELECTOR, "header button").click()
        _comes_to(browser, f"{address}/board/login")
        browser.get(f"{address}/board")
        _comes_to(browser, f"{address}/board/login")
        # Nothing was refused by the page's own rules, and nothing was missing.
        told = [
            each["message"]
            for each in browser.execute("getLog", {"type": "browser"})["value"]
            if "403 (Forbidden)" not in each["message"]
        ]
        assert told == []
