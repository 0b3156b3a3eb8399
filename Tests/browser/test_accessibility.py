"""axe-core finds nothing, in every state of page and widget, light and dark."""
import unittest

from playwright.sync_api import expect

from harness import DESKTOP, PHONE, Chat, Journey
from test_conversation import asking
from test_handoff import WithAdmin

try:
    from axe_playwright_python.sync_playwright import Axe
except ImportError:
    Axe = None

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]


class Checked:
    def check(self, page, name):
        # What is still fading in is no colour to judge. What moves for ever (somebody is typing) is left to it.
        page.evaluate("""async () => {
            const roots = [document, ...[...document.querySelectorAll('*')].map((element) => element.shadowRoot).filter(Boolean)];
            const moving = roots.flatMap((root) => root.getAnimations()).filter((one) => one.effect?.getTiming().iterations !== Infinity);
            await Promise.all(moving.map((one) => one.finished.catch(() => undefined)));
        }""")
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response["violations"]
        told = [f"{name}: {each['id']}: {node['target']} {node['html'][:160]}" for each in found for node in each["nodes"]]
        self.assertEqual(told, [])


@unittest.skipIf(Axe is None, "axe-playwright-python is not installed")
class Accessibility(Checked, Journey):
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


@unittest.skipIf(Axe is None, "axe-playwright-python is not installed")
class WithPerson(Checked, WithAdmin):
    def test_every_state_of_a_handoff_and_of_the_menu(self):
        for path, locale, size, dark in (("/", "id", PHONE, False), ("/", "id", DESKTOP, True), ("/en/", "en", PHONE, True), ("/en/", "en", DESKTOP, False)):
            self.desk.reset()
            page = self.visit(path, size=size, dark=dark)
            chat = Chat(page, locale).open()
            look = f"{locale}-{'dark' if dark else 'light'}-{size['width']}"

            def see(name):
                self.photograph(page, f"{name}-{look}")
                # To axe a button that is scrolled half under the header has the header's colour behind it.
                if chat.log.count():
                    chat.log.evaluate("node => { for (let each = node; each; each = each.parentElement) each.scrollTop = 0; }")
                self.check(page, f"{name} {look}")

            page.route("**/api/chat", lambda route: route.fulfill(json=asking(1)))
            chat.say("cek kelayakan")
            chat.log.get_by_role("button", name="Koperasi").wait_for()
            see("question")
            page.unroute("**/api/chat")
            page.evaluate("localStorage.clear()")
            page.reload()
            chat.open()
            chat.say("halo")
            expect(chat.messages("Bot")).to_have_count(2)
            self.desk.play({"open": False})
            chat.person.click()
            chat.log.get_by_role("textbox").first.wait_for()
            see("outside")
            self.desk.play({"open": True, "estimate": {"p50_minutes": 4, "p90_minutes": 12}})
            chat.person.click()
            stay = chat.log.get_by_role("button", name="Tetap di webchat" if locale == "id" else "Stay in web chat")
            stay.wait_for()
            see("way")
            stay.click()
            expect(chat.panel).to_contain_text("1")
            self.wait_for(page, lambda: self.desk.streams > 0, "no stream was opened")
            see("waiting")
            self.desk.play({"claim": "Sari"})
            self.desk.play({"send": "Selamat siang"})
            expect(chat.messages("Admin")).to_have_count(1)
            chat.say("siang")
            self.wait_for(page, lambda: "siang" in self.desk.said, "not sent")
            self.desk.play({"see": True})
            self.desk.play({"type": True})
            expect(chat.panel.locator(".dots")).to_be_visible()
            see("joined")
            chat.close.click()
            self.desk.play({"send": "Masih di sana?"})
            page.locator("chat-widget .badge").wait_for()
            see("unread")
            page.locator("chat-widget").get_by_role("button", name="Chat").click()
            self.desk.play({"close": True})
            chat.log.get_by_role("button", name="👍").click()
            see("rating")
            page.get_by_role("button", name="Menu percakapan" if locale == "id" else "Conversation menu").click()
            menu = page.get_by_role("region", name="Menu percakapan" if locale == "id" else "Conversation menu")
            menu.get_by_role("button").last.wait_for()
            see("menu")
            menu.get_by_role("button").nth(2).click()
            menu.get_by_text("ABCD-EFGH").wait_for()
            see("code")
            menu.get_by_role("button").click()
            menu.get_by_role("button").nth(3).click()
            menu.get_by_role("textbox").wait_for()
            see("enter-code")
            menu.get_by_role("button").last.click()
            menu.get_by_role("button").last.click()
            menu.get_by_role("button").first.wait_for()
            see("erase")
            page.context.close()


LEAD = {
    "answer": "Silakan.", "intent": "BIAYA_JASA", "message_id": "m-lead", "sequence": 9, "mode": "bot",
    "cta": {"primary": "Minta dihubungi"}, "cta_actions": {"primary": {"kind": "lead"}},
}

if __name__ == "__main__":
    unittest.main(verbosity=2)
