"""The page: what it weighs, what it asks for, and what it says without JavaScript."""
import re
import unittest
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from harness import DESKTOP, PHONE, Chat, Journey

PATHS = ["/", "/en/", "/layanan/pendampingan-ppiu/", "/faq/", "/en/faq/", "/tentang/", "/kontak/", "/privasi/"]


class Page(Journey):
    def test_it_fits_every_width_without_sideways_scrolling_and_without_complaint(self):
        for path in PATHS:
            for size in (PHONE, {"width": 768, "height": 1024}, DESKTOP, {"width": 2560, "height": 1400}):
                page = self.visit(path, size=size)
                wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                self.assertLessEqual(wide, 0, f"{path} at {size['width']}")
                self.assertEqual(page.locator("h1").count(), 1, path)
                page.context.close()

    def test_at_400_percent_nothing_scrolls_sideways_and_the_chat_can_be_used(self):
        # 1280 × 1024 at four times the size.
        for path in PATHS:
            page = self.visit(path, size={"width": 320, "height": 256})
            self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth - innerWidth"), 0, path)
            page.context.close()
        page = self.visit(size={"width": 320, "height": 256})
        chat = Chat(page).open()
        expect(chat.box).to_be_in_viewport()
        chat.say("Apa syarat dasar mengajukan izin PPIU?")
        expect(chat.messages("Bot")).to_have_count(2)
        self.assertLessEqual(chat.panel.evaluate("panel => panel.scrollWidth - panel.clientWidth"), 0)
        chat.messages("Bot").last.get_by_role("button").last.scroll_into_view_if_needed()
        expect(chat.messages("Bot").last.get_by_role("button").last).to_be_in_viewport()
        expect(chat.box).to_be_in_viewport()

    def test_the_panel_comes_with_the_pointer_and_for_who_saves_data_with_the_press(self):
        for saves, early in ((False, 1), (True, 0)):
            page = self.visit("about:blank")
            page.add_init_script(f"Object.defineProperty(navigator, 'connection', {{ value: {{ saveData: {str(saves).lower()} }} }})")
            fetched = []
            page.on("request", lambda request: "/chat-panel." in request.url and fetched.append(request.url))
            page.goto("/")
            self.until(page, "!!customElements.get('chat-widget')")
            self.assertEqual(len(fetched), 0)
            page.locator("chat-widget").get_by_role("button", name="Chat").hover()
            page.wait_for_load_state("networkidle")
            self.assertEqual(len([url for url in fetched if "styles" not in url]), early)
            Chat(page).open()
            self.assertEqual(len([url for url in fetched if "styles" not in url]), 1)

    def test_in_forced_colours_every_button_has_an_edge(self):
        page = self.visit(forced_colors="active")
        chat = Chat(page).open()
        chat.say("Apa syarat dasar mengajukan izin PPIU?")
        chat.log.get_by_role("group", name="Keunggulan").wait_for()
        for button in [*page.locator(".button, .ask").all(), *chat.messages("Bot").last.locator(".actions > *, .chips button").all()]:
            width = button.evaluate("node => parseFloat(getComputedStyle(node).borderTopWidth)")
            self.assertGreater(width, 0, button.inner_text())
        self.photograph(page, "forced-colours")

    def test_the_questions_on_paper_are_black_on_white_with_their_sources_addresses_and_nothing_to_press(self):
        page = self.visit("/faq/", dark=True)
        page.emulate_media(media="print", color_scheme="dark")
        for gone in (".primary", ".ask", ".invitation", ".footer", "chat-widget"):
            self.assertEqual(page.locator(gone).evaluate_all("all => all.filter(each => each.checkVisibility()).length"), 0, gone)
        self.assertIn("Tertib Izin", page.locator("header").inner_text())
        style = "node => { const { color, backgroundColor } = getComputedStyle(node); return [color, backgroundColor]; }"
        self.assertEqual(page.locator("body").evaluate(style), ["rgb(0, 0, 0)", "rgb(255, 255, 255)"])
        source = page.locator(".sources a").first
        self.assertIn(source.get_attribute("href"), source.evaluate("node => getComputedStyle(node, '::after').content + node.href"))
        self.assertEqual(source.evaluate("node => getComputedStyle(node, '::after').content.startsWith('\" (')"), True)
        pages = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
        answers = page.locator(".answer").count()
        self.assertLessEqual(pages, 2 + answers / 2, "two answers to a sheet at least")

    def test_it_weighs_at_most_60_kilobytes_and_asks_the_server_for_nothing_before_a_touch(self):
        context = self.browser.new_context(viewport=DESKTOP, base_url=self.site.address)
        loaded = []
        context.on("response", lambda answer: loaded.append(answer))
        page = self.visit(context=context)
        page.mouse.wheel(0, 3000)
        page.wait_for_load_state("networkidle")
        total = sum(answer.request.sizes()["responseBodySize"] + answer.request.sizes()["responseHeadersSize"] for answer in loaded)
        self.assertLessEqual(total, 60_000)
        self.assertEqual([a.url for a in loaded if "/api/" in a.url], [])
        self.assertEqual([a.url for a in loaded if not a.url.startswith(self.site.address)], [])
        self.assertEqual(context.cookies(), [])
        self.assertEqual(page.evaluate("localStorage.length + sessionStorage.length"), 0)

    def test_nothing_moves_while_it_loads(self):
        for size in (PHONE, DESKTOP):
            page = self.visit(size=size)
            shift = page.evaluate(
                """() => new Promise(done => { let sum = 0; new PerformanceObserver(list => { for (const e of list.getEntries()) sum += e.value })
                .observe({ type: 'layout-shift', buffered: true }); setTimeout(() => done(sum), 300) })""")
            self.assertEqual(shift, 0)

    def test_the_sections_of_the_requirements_are_there_in_both_languages(self):
        for path, names in (
            ("/", ["Keunggulan", "Layanan", "Portofolio", "Testimoni", "FAQ"]),
            ("/en/", ["Benefits", "Services", "Portfolio", "Testimonials", "FAQ"]),
        ):
            page = self.visit(path)
            shown = page.locator("main section .eyebrow").all_inner_texts()
            for name in names:
                self.assertIn(name, shown)

    def test_the_language_switch_leads_to_the_same_page_and_back(self):
        page = self.visit("/layanan/pendampingan-ppiu/")
        page.get_by_role("link", name="English").first.click()
        self.assertTrue(page.url.endswith("/en/services/pendampingan-ppiu/"))
        page.get_by_role("link", name="Bahasa Indonesia").first.click()
        self.assertTrue(page.url.endswith("/layanan/pendampingan-ppiu/"))

    def test_without_javascript_the_bubble_and_the_questions_are_links_to_the_chat(self):
        for path, chat, hero, ask in (("/", "/chat", "Tanya soal izin PPIU", "Tanyakan ke Asisten"), ("/en/", "/chat?lang=en", "Ask about the PPIU licence", "Ask the assistant")):
            page = self.visit(path, script=False)
            self.assertEqual(page.get_by_role("link", name="Chat", exact=True).get_attribute("href"), chat)
            for link in [page.get_by_role("link", name=hero, exact=True), *page.get_by_role("link", name=ask).all()]:
                address = link.get_attribute("href")
                self.assertTrue(address.startswith(chat), address)
                asked = parse_qs(urlsplit(address).query)["q"][0]
                self.assertEqual(asked, link.get_attribute("data-ask"), "the question comes along")
            self.assertGreater(page.get_by_role("link", name=ask).count(), 3)

    def test_an_unknown_address_gets_a_page_of_ours_with_404(self):
        self.expected = ["404"]
        page = self.visit("/tidak-ada/")
        self.assertEqual(page.locator("h1").inner_text(), "Halaman ini tidak ada")
        self.assertEqual(page.request.get("/tidak-ada/").status, 404)


class Invitations(Journey):
    def clocked(self, path="/", context=None):
        context = context or self.browser.new_context(viewport=DESKTOP, base_url=self.site.address)
        page = self.visit("about:blank", context=context)
        page.clock.install()
        page.goto(path)
        self.until(page, "!!customElements.get('chat-widget')")
        return page

    def test_the_nudge_comes_8_to_12_seconds_after_the_first_scroll_and_once_in_a_life(self):
        page = self.clocked()
        nudge = page.get_by_role("button", name="Butuh panduan izin PPIU? Klik untuk mulai")
        page.clock.run_for(20_000)
        self.assertEqual(nudge.count(), 0)
        page.mouse.wheel(0, 800)
        self.until(page, "scrollY > 100")
        page.clock.run_for(7_900)
        self.assertEqual(nudge.count(), 0)
        page.clock.run_for(4_100)
        self.assertEqual(nudge.count(), 1)
        nudge.click()
        Chat(page).panel.wait_for()
        self.assertEqual(nudge.count(), 0)
        again = self.clocked(context=page.context)
        again.mouse.wheel(0, 800)
        self.until(again, "scrollY > 100")
        again.clock.run_for(30_000)
        self.assertEqual(again.get_by_role("button", name="Butuh panduan izin PPIU?").count(), 0)

    def test_a_visitor_who_leaves_through_the_top_is_asked_once_and_escape_closes_it(self):
        page = self.visit()
        self.until(page, "!!customElements.get('chat-widget')")

        def leave():
            page.mouse.move(600, 400)
            page.mouse.move(600, 40, steps=4)
            page.mouse.move(600, -5)

        leave()
        dialog = page.get_by_role("dialog")
        dialog.wait_for()
        self.assertIn("Sebelum pergi, mau cek kelayakan PPIU", dialog.inner_text())
        self.assertNotIn("60", dialog.inner_text())
        page.keyboard.press("Escape")
        dialog.wait_for(state="detached")
        leave()
        page.reload()
        self.until(page, "!!customElements.get('chat-widget')")
        leave()
        self.assertEqual(page.get_by_role("dialog").count(), 0)

    def test_on_a_phone_nobody_is_held_back(self):
        page = self.visit(size=PHONE, has_touch=True, is_mobile=True)
        self.until(page, "!!customElements.get('chat-widget')")
        page.mouse.move(100, 100)
        page.mouse.move(100, -5)
        self.assertEqual(page.get_by_role("dialog").count(), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
