"""What every browser test stands on: a site to visit, a browser, and a visitor who notices what goes wrong.

FRONTDESK_URL names a running site; without it a site is built from data/site.json and the fixture content and served by
fake_server.py. CHROMIUM names the browser (/usr/bin/chromium), FRONTDESK_BINARY the program that builds.
"""
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from playwright.sync_api import sync_playwright

import fake_server

ROOT = Path(__file__).resolve().parents[2]
FIXTURE = Path(__file__).resolve().parent / "fixture" / "faq.json"
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1440, "height": 900}


def binary():
    named = [os.environ.get("FRONTDESK_BINARY"), ROOT / ".build/release/frontdesk", ROOT / ".build/debug/frontdesk"]
    for path in named:
        if path and Path(path).is_file():
            return str(path)
    raise unittest.SkipTest("no frontdesk binary: swift build, or FRONTDESK_BINARY")


class Site:
    """The address under test; `fake` is the stand-in when there is one."""

    def __init__(self):
        self.fake = self.folder = None
        self.address = os.environ.get("FRONTDESK_URL", "").rstrip("/")
        if not self.address:
            self.folder = tempfile.mkdtemp(prefix="frontdesk-site-")
            out = Path(self.folder) / "site"
            shutil.copy(FIXTURE, self.folder)
            shutil.copy(ROOT / "data/background.json", self.folder)  # found beside the content
            subprocess.run(
                [binary(), "site", "build", "--data", ROOT / "data", "--faq", Path(self.folder) / FIXTURE.name, "--static", ROOT / "static",
                 "--out", out], check=True, capture_output=True)
            self.fake = fake_server.serve(out, FIXTURE)
            self.address = self.fake.address

    def close(self):
        if self.fake:
            self.fake.shutdown()
            shutil.rmtree(self.folder)


class Journey(unittest.TestCase):
    """A test with a site and a browser. Each test gets contexts of its own from `visit`, and fails by itself when a
    page broke its content policy, threw, or logged an error that the test did not expect."""

    make_site = Site

    @classmethod
    def setUpClass(cls):
        cls.site = cls.make_site()
        cls.addClassCleanup(cls.site.close)
        play = sync_playwright().start()
        cls.addClassCleanup(play.stop)
        sandbox = os.getuid() != 0
        cls.browser = play.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), chromium_sandbox=sandbox,
            args=["--disable-dev-shm-usage"])
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        self.complaints = []
        self.expected = []  # parts of complaints that the test brings about itself

    def tearDown(self):
        left = [each for each in self.complaints if not any(part in each for part in self.expected)]
        self.assertEqual(left, [])

    def visit(self, path="/", *, size=DESKTOP, dark=False, script=True, context=None, **more):
        context = context or self.browser.new_context(
            viewport=size, color_scheme="dark" if dark else "light", reduced_motion="reduce",
            java_script_enabled=script, base_url=self.site.address, **more)
        self.addCleanup(context.close)
        page = context.new_page()
        if script:
            page.add_init_script(
                "addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI))")
        page.on("console", lambda m: m.type in ("error", "warning") and self.complaints.append(m.text))
        page.on("pageerror", lambda error: self.complaints.append(f"thrown: {error}"))
        page.goto(path)
        return page

    def until(self, page, expression, seconds=5):
        """Waits for a condition in the page; wait_for_function would be stopped by the content policy."""
        for _ in range(seconds * 50):
            if page.evaluate(expression):
                return
            page.wait_for_timeout(20)
        self.fail(f"{expression} did not come true within {seconds} s")

    def photograph(self, page, name):
        """Keeps a picture where FRONTDESK_EVIDENCE says; without it none is taken."""
        folder = os.environ.get("FRONTDESK_EVIDENCE")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=f"{folder}/{name}.png")


class Chat:
    """The widget through its accessible names only."""

    NAMES = {
        "id": ("Pesan Anda", "Percakapan", "Kirim", "Tutup chat", "Butuh jawaban Admin?"),
        "en": ("Your message", "Conversation", "Send", "Close chat", "Talk to an admin"),
    }

    def __init__(self, page, locale="id"):
        self.page = page
        box, log, send, close, person = self.NAMES[locale]
        self.bubble = page.locator("chat-widget").get_by_role("button", name="Chat", exact=True)
        self.panel = page.get_by_role("dialog", name="PPIU")
        self.box = page.get_by_role("textbox", name=box)
        self.log = page.get_by_role("log", name=log)
        self.send = page.get_by_role("button", name=send, exact=True)
        self.close = page.get_by_role("button", name=close, exact=True)
        self.person = page.get_by_role("button", name=person, exact=True)

    def open(self):
        self.bubble.click()
        self.panel.wait_for()
        return self

    def say(self, text):
        self.box.fill(text)
        self.box.press("Enter")

    def messages(self, who):
        return self.log.locator("article").filter(has=self.page.get_by_text(who, exact=True))
