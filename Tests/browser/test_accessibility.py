"""axe-core finds nothing, in every state of page and widget, light and dark."""
import unittest

from harness import DESKTOP, PHONE, Chat, Journey

try:
    from axe_playwright_python.sync_playwright import Axe
except ImportError:
    Axe = None

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]


@unittest.skipIf(Axe is None, "axe-playwright-python is not installed")
class Accessibility(Journey):
    def check(self, page, name):
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response["violations"]
        told = [f"{name}: {each['id']}: {node['target']} {node['html'][:160]}" for each in found for node in each["nodes"]]
        self.assertEqual(told, [])

    def test_pages(self):
        paths = ["/", "/en/", "/layanan/pendampingan-ppiu/", "/faq/", "/tentang/", "/kontak/", "/privasi/"]
        if self.site.fake:  # nginx shows it only when it is true
            paths.append("/unavailable.html")
        for path in paths:
            for dark in (False, True):
                page = self.visit(path, dark=dark)
                self.check(page, f"{path} dark={dark}")
                page.context.close()

    def test_widget(self):
        self.expected = ["ERR_INTERNET_DISCONNECTED"]
        for size in (PHONE, DESKTOP):
            for dark in (False, True):
                page = self.visit(size=size, dark=dark)
                chat = Chat(page).open()
                self.check(page, "greeting")
                chat.say("Apa syarat dasar mengajukan izin PPIU?")
                chat.log.get_by_role("group", name="Keunggulan").wait_for()
                self.check(page, "answer")
                chat.person.click()
                page.route("**/api/chat", lambda route: route.fulfill(json=LEAD))
                chat.say("formulir")
                chat.log.get_by_role("button", name="Minta dihubungi").click()
                chat.log.get_by_role("button", name="Kirim permintaan").wait_for()
                self.check(page, "lead form")
                page.unroute("**/api/chat")
                page.context.set_offline(True)
                chat.say("tersimpan dulu")
                chat.messages("Anda").last.get_by_role("button").wait_for()
                self.check(page, "handoff and kept message")
                page.context.close()


LEAD = {
    "answer": "Silakan.", "intent": "BIAYA_JASA", "message_id": "m-lead", "sequence": 9, "mode": "bot",
    "cta": {"primary": "Minta dihubungi"}, "cta_actions": {"primary": {"kind": "lead"}},
}

if __name__ == "__main__":
    unittest.main(verbosity=2)
