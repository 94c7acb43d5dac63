#!/usr/bin/env python3
"""Looks at the lessons' pages in a headless Chromium, as a reader would.

  lesson_pages.py FOLDER AXE [--screenshots DIR]

FOLDER is what `elman lesson --html FOLDER` wrote, AXE the file axe.min.js of axe-core. Every page is opened from the
file system, light and dark, wide and narrow: no message on the console, no request for anything but the page, nothing
that axe-core finds, nothing wider than the window. Then the slider, the keys and the links between numbers are used.
Needs Debian's chromium, chromium-driver and python3-selenium.
"""
import json
import pathlib
import sys

from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

folder, axe = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).read_text(encoding="utf-8")
screenshots = pathlib.Path(sys.argv[4]) if sys.argv[3:4] == ["--screenshots"] else None
failures = 0


def expect(what, holds, detail=""):
    global failures
    if not holds:
        failures += 1
        print("WRONG", what, detail)


def open_browser():
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1100,900"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(service=webdriver.chrome.service.Service("/usr/bin/chromedriver"), options=options)


def requests(browser):
    """What the browser has asked for since it was last asked."""
    for entry in browser.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            yield message["params"]["request"]["url"]


def look(browser, page, name, scheme):
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia",
                            {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
    browser.get(page.as_uri())
    asked = [url for url in requests(browser) if not url.startswith(("data:", page.as_uri()))]
    expect(f"{name}: asks for nothing else", not asked, asked[:3])
    messages = [entry["message"] for entry in browser.get_log("browser")]
    expect(f"{name}: a quiet console", not messages, messages[:3])
    browser.execute_script(axe)
    found = browser.execute_async_script(
        "const done = arguments[0]; axe.run(document).then(result => done(result.violations.map("
        "violation => [violation.id, violation.nodes.length, violation.nodes[0].html.slice(0, 160)])))")
    expect(f"{name} ({scheme}): axe-core finds nothing", not found, found[:4])
    too_wide = browser.execute_script("return document.documentElement.scrollWidth > window.innerWidth")
    expect(f"{name}: no wider than the window", not too_wide)
    if screenshots:
        screenshots.mkdir(parents=True, exist_ok=True)
        height = browser.execute_script("return document.documentElement.scrollHeight")
        size = browser.get_window_size()
        browser.set_window_size(size["width"], min(height + 100, 9000))
        browser.save_screenshot(str(screenshots / f"{name.replace('/', '-')}-{scheme}.png"))
        browser.set_window_size(size["width"], size["height"])


def use_steps(browser, page):
    """The slider and the keys of a lesson that has steps."""
    browser.get(page.as_uri())
    seen = lambda: [s.get_attribute("data-step") for s in browser.find_elements(By.CSS_SELECTOR, "section[data-step]")
                    if s.is_displayed()]
    expect("all steps at first", seen() == ["1", "2", "3"], seen())
    slider = browser.find_element(By.ID, "step")
    slider.send_keys(Keys.ARROW_RIGHT)
    expect("the slider shows one", seen() == ["1"], seen())
    browser.find_element(By.TAG_NAME, "h1").click()
    browser.execute_script("document.activeElement.blur()")
    ActionChains(browser).send_keys(Keys.ARROW_RIGHT).perform()
    expect("an arrow key shows the next", seen() == ["2"], seen())
    faded = browser.find_elements(By.CSS_SELECTOR, "svg .node.faded")
    expect("what is later fades in the figure", len(faded) > 0)
    ActionChains(browser).send_keys(Keys.ESCAPE).perform()
    expect("Escape shows all again", seen() == ["1", "2", "3"], seen())


def use_links(browser, page):
    """From a number to the terms that it came from."""
    browser.get(page.as_uri())
    lit = lambda: {e.get_attribute("data-name") for e in browser.find_elements(By.CSS_SELECTOR, ".lit[data-name]")}
    result = browser.find_element(By.CSS_SELECTOR, '.formula .result[data-name="h1(2)"]')
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", result)
    ActionChains(browser).move_to_element(result).perform()
    expect("a number lights what it was made of", {"h1(2)", "h1(1)", "x1(2)"} <= lit(), lit())
    said = browser.find_element(By.ID, "derivation").text
    expect("and says how", "w1·x1(2)" in said and "= 6" in said, said)
    number = browser.find_element(By.CSS_SELECTOR, 'td[data-name="y1(3)"]')
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", number)
    ActionChains(browser).move_to_element(number).perform()
    expect("a cell of the table as well", "y1(3) = w5·h1(3)" in browser.find_element(By.ID, "derivation").text)
    claim = browser.find_element(By.CSS_SELECTOR, '[data-claim="memory"]')
    browser.execute_script("arguments[0].focus()", claim)
    places = {e.get_attribute("data-place") for e in browser.find_elements(By.CSS_SELECTOR, ".lit[data-place]")}
    expect("a claim lights what it rests on", {"steps:0:5", "steps:1:5"} <= places, places)


def use_questions(browser, page):
    """An answer shows when it is asked for, by mouse and by key."""
    browser.get(page.as_uri())
    questions = browser.find_elements(By.CSS_SELECTOR, "details.question")
    answers = browser.find_elements(By.CSS_SELECTOR, "details.question p")
    expect("answers are hidden at first", len(questions) == len(answers) > 4
           and not any(answer.is_displayed() for answer in answers))
    questions[0].find_element(By.TAG_NAME, "summary").click()
    questions[1].find_element(By.TAG_NAME, "summary").send_keys(Keys.ENTER)
    expect("and shown when asked for", [answer.is_displayed() for answer in answers[:3]] == [True, True, False])


def use_theme(browser, page):
    browser.get(page.as_uri())
    paper = lambda: browser.execute_script("return getComputedStyle(document.body).backgroundColor")
    before = paper()
    browser.find_element(By.ID, "theme").click()
    expect("the button turns light to dark", paper() != before)
    browser.find_element(By.ID, "theme").click()
    expect("and back", paper() == before)


def check_links(pages):
    """Every link leads to a page that is there."""
    from html.parser import HTMLParser

    class Links(HTMLParser):
        found = []

        def handle_starttag(self, tag, attributes):
            self.found += [value for name, value in attributes if name == "href" and tag == "a"]

    for page in pages:
        reader = Links()
        reader.found = []
        reader.feed(page.read_text(encoding="utf-8"))
        for link in reader.found:
            ok = link.startswith("#") or (page.parent / link).is_file()
            expect(f"{page.relative_to(folder)}: {link} is there", ok)


pages = sorted(folder.rglob("*.html"))
expect("there are pages", len(pages) > 20)
check_links(pages)
browser = open_browser()
try:
    for page in pages:
        name = str(page.relative_to(folder).with_suffix(""))
        for scheme in ("light", "dark"):
            look(browser, page, name, scheme)
    browser.set_window_size(420, 800)
    for page in ("zh/srn", "zh/generate", "en/generate"):
        browser.get((folder / f"{page}.html").as_uri())
        expect(f"{page}: on a narrow screen no wider than it", browser.execute_script(
            "return document.documentElement.scrollWidth <= window.innerWidth"))
        expect(f"{page}: letters in pictures can be read", browser.execute_script(
            "return [...document.querySelectorAll('figure svg')].every(svg => svg.getBoundingClientRect().width > 500)"))
    browser.set_window_size(1100, 900)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia",
                            {"features": [{"name": "prefers-color-scheme", "value": "light"}]})
    for language in ("en", "zh"):
        use_steps(browser, folder / language / "srn.html")
        use_links(browser, folder / language / "srn.html")
        use_questions(browser, folder / language / "generate.html")
    use_theme(browser, folder / "en/srn.html")
finally:
    browser.quit()
print(f"{len(pages)} pages, {failures} wrong")
sys.exit(1 if failures else 0)
