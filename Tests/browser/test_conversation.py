"""What a visitor may do with the conversation as a whole, and what is counted of it."""
import json
import re
import unittest
from pathlib import Path

from playwright.sync_api import expect

from harness import PHONE, Chat
from test_handoff import QUESTION, WithAdmin

MENU = {"id": "Menu percakapan", "en": "Conversation menu"}


class Menu(WithAdmin):
    def begin(self, page, locale="id"):
        chat = Chat(page, locale).open()
        chat.say(QUESTION)
        expect(chat.messages("Bot")).to_have_count(2)
        return chat

    def choose(self, page, name, locale="id"):
        page.get_by_role("button", name=MENU[locale]).click()
        page.get_by_role("button", name=name, exact=True).click()

    def test_it_opens_and_closes_by_keyboard_and_the_focus_comes_back(self):
        page = self.visit(size=PHONE)
        self.begin(page)
        button = page.get_by_role("button", name=MENU["id"])
        button.focus()
        page.keyboard.press("Enter")
        expect(button).to_have_attribute("aria-expanded", "true")
        expect(page.get_by_role("button", name="Cetak percakapan")).to_be_focused()
        self.photograph(page, "menu")
        page.keyboard.press("Escape")
        expect(button).to_be_focused()
        expect(button).to_have_attribute("aria-expanded", "false")
        expect(page.get_by_role("dialog", name="PPIU")).to_be_visible()

    def test_without_a_conversation_there_is_only_the_way_to_bring_one(self):
        page = self.visit()
        Chat(page).open()
        page.get_by_role("button", name=MENU["id"]).click()
        expect(page.get_by_role("region", name=MENU["id"]).get_by_role("button")).to_have_count(1)

    def test_the_transcript_is_saved_as_text(self):
        page = self.visit()
        self.begin(page)
        with page.expect_download() as saved:
            self.choose(page, "Simpan percakapan (teks)")
        self.assertEqual(saved.value.suggested_filename, "percakapan.txt")
        self.assertIn(QUESTION, Path(saved.value.path()).read_text())

    def test_the_transcript_is_printed_alone(self):
        page = self.visit()
        page.evaluate("""() => { window.print = () => {
            window.printed = [...document.body.children].filter(each => getComputedStyle(each).display !== 'none').map(each => each.textContent);
        }}""")
        self.begin(page)
        page.get_by_role("button", name=MENU["id"]).click()
        item = page.get_by_role("button", name="Cetak percakapan").element_handle()
        page.emulate_media(media="print")  # the panel is not to be seen on paper, so it cannot be tapped by its place
        item.dispatch_event("click")
        self.until(page, "!!window.printed")
        printed = page.evaluate("window.printed")
        self.assertEqual(len(printed), 1)
        self.assertIn(QUESTION, printed[0])
        self.assertEqual(page.locator("pre").count(), 0)

    def test_another_device_takes_the_conversation_over_with_a_code_that_works_once(self):
        self.expected = ["404"]
        page = self.visit()
        chat = self.begin(page)
        self.choose(page, "Pindah ke perangkat lain")
        expect(page.get_by_text("ABCD-EFGH")).to_be_visible()
        self.photograph(page, "code")
        other = self.visit("/", size=PHONE)
        there = Chat(other).open()
        self.choose(other, "Masukkan kode dari perangkat lain")
        other.get_by_role("textbox", name="Kode").fill("abcd-efgh")
        other.get_by_role("button", name="Lanjutkan di sini").click()
        expect(there.messages("Anda")).to_have_text([re.compile(QUESTION.replace("?", r"\?"))])
        expect(there.messages("Bot")).to_have_count(2)
        expect(there.log.get_by_role("group", name="Keunggulan")).to_have_count(1)
        there.say("dari ponsel")
        expect(there.messages("Anda")).to_have_count(2)
        self.choose(other, "Masukkan kode dari perangkat lain")
        other.get_by_role("textbox", name="Kode").fill("ABCD-EFGH")
        other.get_by_role("button", name="Lanjutkan di sini").click()
        expect(other.get_by_role("alert").filter(has_text="sudah dipakai")).to_be_visible()
        chat.close.click()
        chat.open()
        expect(chat.messages("Anda")).to_have_count(2)  # and the first device has caught up

    def test_what_is_remembered_is_shown(self):
        page = self.visit()
        self.begin(page)
        self.choose(page, "Yang kami ingat tentang Anda")
        expect(page.get_by_text("Belum ada yang kami ingat")).to_be_visible()
        page.get_by_role("button", name="Kembali ke menu").click()
        self.desk.play({"remember": [{"slot": "legal_form", "title": "Bentuk badan usaha", "text": "PT"}]})
        page.get_by_role("button", name="Yang kami ingat tentang Anda").click()
        expect(page.get_by_role("term")).to_have_text("Bentuk badan usaha")
        expect(page.get_by_role("definition")).to_have_text("PT")

    def test_everything_can_be_downloaded_and_consent_withdrawn(self):
        page = self.visit()
        self.begin(page)
        with page.expect_download() as saved:
            self.choose(page, "Unduh semua data saya")
        self.assertIn("messages", json.loads(Path(saved.value.path()).read_text()))
        self.choose(page, "Tarik persetujuan dihubungi")
        expect(page.get_by_text("Persetujuan Anda sudah ditarik.")).to_be_visible()

    def test_erasing_leaves_nothing_on_the_server_on_the_device_and_in_the_other_tab(self):
        page = self.visit()
        chat = self.begin(page)
        other = self.visit(context=page.context)
        there = Chat(other).open()
        expect(there.messages("Anda")).to_have_count(1)
        chat.box.fill("konsep")
        self.choose(page, "Hapus percakapan")
        self.assertEqual(self.desk.erased, [])
        self.photograph(page, "erase")
        page.get_by_role("button", name="Ya, hapus").click()
        expect(page.get_by_text("Nomor bukti: h-1")).to_be_visible()
        self.assertEqual((len(self.desk.erased), self.desk.sessions), (1, {}))
        for each in (chat, there):
            expect(each.messages("Anda")).to_have_count(0)
            expect(each.messages("Bot")).to_have_count(1)
        self.assertEqual(page.evaluate("localStorage.length + sessionStorage.length"), 0)
        expect(chat.box).to_have_value("")
        page.reload()
        self.assertEqual(page.evaluate("localStorage.length + sessionStorage.length"), 0)

    def test_erasing_while_a_person_is_there_lets_go_of_them_and_a_new_conversation_begins(self):
        self.expected = ["401"]
        page = self.visit()
        chat = self.with_person(page)
        self.choose(page, "Hapus percakapan")
        page.get_by_role("button", name="Ya, hapus").click()
        expect(page.get_by_text("Nomor bukti: h-1")).to_be_visible()
        expect(chat.panel).not_to_contain_text("Admin Sari bergabung")
        expect(page.get_by_role("button", name="Kembali ke Asisten")).to_have_count(0)
        chat.say("halo lagi")
        expect(chat.messages("Anda")).to_have_count(1)
        expect(chat.messages("Bot")).to_have_count(2)
        self.assertEqual(len(self.desk.sessions), 1)

    def test_a_conversation_brought_here_takes_the_place_of_one_with_a_person(self):
        other = self.visit()
        there = self.begin(other)
        there.say("dari perangkat lain")
        expect(there.messages("Bot")).to_have_count(3)
        self.choose(other, "Pindah ke perangkat lain")
        expect(other.get_by_text("ABCD-EFGH")).to_be_visible()
        page = self.visit()
        chat = self.with_person(page, question="halo")
        self.choose(page, "Masukkan kode dari perangkat lain")
        page.get_by_role("textbox", name="Kode").fill("ABCD-EFGH")
        page.get_by_role("button", name="Lanjutkan di sini").click()
        expect(chat.messages("Anda")).to_have_count(2)
        expect(chat.messages("Anda").last).to_contain_text("dari perangkat lain")
        expect(chat.panel).not_to_contain_text("Admin Sari bergabung")

    def test_what_goes_wrong_is_said_and_nothing_is_lost(self):
        self.expected = ["503"]
        page = self.visit()
        chat = self.begin(page)
        page.route("**/api/privacy/erase", lambda route: route.fulfill(status=503, json={"title": "Mohon coba lagi sebentar lagi."}))
        self.choose(page, "Hapus percakapan")
        page.get_by_role("button", name="Ya, hapus").click()
        expect(page.get_by_text("Mohon coba lagi sebentar lagi.")).to_be_visible()
        expect(chat.messages("Anda")).to_have_count(1)

    def test_it_speaks_english_on_english_pages(self):
        page = self.visit("/en/")
        chat = Chat(page, "en").open()
        chat.say("What are the basic requirements for a PPIU licence?")
        expect(chat.messages("Bot")).to_have_count(2)
        page.get_by_role("button", name=MENU["en"]).click()
        expect(page.get_by_role("region", name=MENU["en"]).get_by_role("button")).to_have_text([
            "Print the conversation", "Save the conversation (text)", "Move to another device", "Enter a code from another device",
            "What we remember about you", "Download all my data", "Withdraw my consent to be contacted", "Erase the conversation"])


class Questions(WithAdmin):
    def test_a_question_of_the_bot_is_answered_by_a_tap_says_how_many_are_left_and_can_be_skipped(self):
        page = self.visit(size=PHONE)
        page.route("**/api/chat", lambda route: route.fulfill(json=asking(1)))
        taken = []

        def next_question(route):
            taken.append(route.request.post_data_json)
            route.fulfill(json=asking(1 + len(taken)))

        page.route("**/api/chat/choose", next_question)
        chat = Chat(page).open()
        chat.say("cek kelayakan")
        expect(chat.log).to_contain_text("Sisa 5 dari 5")
        self.photograph(page, "question")
        chat.log.get_by_role("button", name="Koperasi").click()
        expect(chat.log.get_by_text("Sisa 4 dari 5")).to_be_visible()
        expect(chat.log.get_by_text("Sisa 5 dari 5")).to_be_hidden()  # it was answered
        self.assertEqual((taken[0]["message_id"], taken[0]["choice"]), ("q-1", "cooperative"))
        expect(chat.messages("Anda").last).to_contain_text("Koperasi")
        chat.log.get_by_role("button", name="Lewati, jawab umum saja").click()
        expect(chat.log.get_by_text("Sisa 3 dari 5")).to_be_visible()
        self.assertEqual((taken[1]["message_id"], taken[1]["choice"]), ("q-2", "skip"))


def asking(step):
    return {
        "answer": "Apa bentuk badan usaha Anda?", "intent": "CEK_KELAYAKAN", "kind": "qualification", "benefits": [], "sources": [],
        "session_id": "s" * 22, "conversation_id": "c", "message_id": f"q-{step}", "sequence": 3 * step, "mode": "bot", "suggestions": [], "choices": [],
        "handoff": {"offered": False}, "cta": {"primary": "", "secondary": ""},
        "question": {"slot": "legal_form", "options": [{"value": "pt", "text": "PT"}, {"value": "cooperative", "text": "Koperasi"}],
                     "skippable": True, "step": step, "of": 5}}


class Counts(WithAdmin):
    def types(self):
        return [event["type"] for event in self.desk.events]

    def test_an_opening_by_a_tap_is_counted_once_a_page_and_names_nobody(self):
        page = self.visit()
        sent = []
        page.on("request", lambda request: request.url.endswith("/api/events") and sent.append(request))
        chat = Chat(page).open()
        chat.close.click()
        chat.open()
        self.wait_for(page, lambda: self.types() == ["panel_opened"], "the opening was not counted")
        self.assertEqual([request.headers.get("authorization") for request in sent], [None])
        self.assertEqual(self.desk.events[0]["page"], "/")

    def test_a_page_that_opens_it_by_itself_counts_nothing(self):
        page = self.visit("/?q=syarat-ppiu")
        expect(Chat(page).box).to_have_value(QUESTION)
        page.wait_for_timeout(300)
        self.assertEqual((self.desk.calls, self.types()), (0, []))

    def test_how_far_somebody_reads_is_counted_when_the_panel_closes(self):
        page = self.visit()
        chat = Chat(page).open()
        chat.say(QUESTION)
        expect(chat.messages("Bot")).to_have_count(2)
        chat.log.hover()
        page.mouse.wheel(0, 5000)
        self.until(page, "performance.getEntriesByType('resource').some(({ name }) => name.includes('scroll-depth'))")
        page.mouse.wheel(0, 5000)
        self.until(page, "(() => { const log = document.querySelector('chat-widget').shadowRoot.querySelector('.log'); return log.scrollTop + log.clientHeight >= log.scrollHeight - 1 })()")
        page.wait_for_timeout(100)
        chat.close.click()
        self.wait_for(page, lambda: self.types().count("scroll") == 4, "the depth was not counted")
        self.assertEqual([event["variant"] for event in self.desk.events if event["type"] == "scroll"], ["25", "50", "75", "100"])
        chat.open()
        chat.close.click()
        page.wait_for_timeout(200)
        self.assertEqual(self.types().count("scroll"), 4)  # once each

    def test_a_way_to_us_that_is_taken_is_counted_with_the_time_it_took(self):
        page = self.visit()
        chat = Chat(page).open()
        chat.person.click()
        chat.log.get_by_role("button", name="Tetap di webchat").click()
        self.wait_for(page, lambda: "conversion" in self.types(), "the conversion was not counted")
        event = next(event for event in self.desk.events if event["type"] == "conversion")
        self.assertEqual((event["cta"], event["variant"]), ("handoff", "10"))


class Weight(WithAdmin):
    def test_a_first_answer_costs_at_most_15_000_bytes_of_panel(self):
        for path, locale in (("/", "id"), ("/en/", "en")):
            page = self.visit(path)
            fetched = {}
            page.on("response", lambda answer: "/assets/" in answer.url and fetched.__setitem__(answer.url, int(answer.headers["content-length"])))
            chat = Chat(page, locale).open()
            chat.say(QUESTION if locale == "id" else "What are the basic requirements for a PPIU licence?")
            expect(chat.messages("Bot")).to_have_count(2)
            scripts = {url: size for url, size in fetched.items() if url.endswith(".js")}
            self.assertLessEqual(sum(scripts.values()), 15_000, scripts)
            self.assertEqual(len(scripts), 8, scripts)


if __name__ == "__main__":
    unittest.main(verbosity=2)
