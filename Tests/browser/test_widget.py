"""The widget, as a visitor meets it: by its accessible names, under the real content policy."""
import json
import re
import unittest

from playwright.sync_api import expect

from harness import DESKTOP, PHONE, Chat, Journey

QUESTION = "Apa syarat dasar mengajukan izin PPIU?"


def is_message(request):
    return request.method == "POST" and request.url.endswith("/api/chat")


class Answers(Journey):
    def test_greeting_disclaimer_and_prompts_stand_in_the_first_message(self):
        page = self.visit()
        chat = Chat(page).open()
        expect(chat.panel).to_have_accessible_name("Asisten PPIU (Online)")
        expect(chat.log).to_contain_text("Halo! Saya Asisten PPIU.")
        expect(chat.log).to_contain_text("Informasi bersifat panduan, bukan nasihat hukum.")
        for prompt in (
            QUESTION, "Langkah-langkah pengurusan PPIU dari awal sampai terbit.", "Timeline realistis & tahapan verifikasi lapangan.",
            "Dokumen apa saja yang harus disiapkan?", "Kesalahan umum saat pengajuan dan cara menghindarinya.",
            "Bagaimana struktur biaya administratif (tanpa angka)?", "Apa beda PPIU dan PIHK?",
            "Layanan kami", "Dokumen yang dibutuhkan", "Kontak tim",
        ):
            expect(chat.log.get_by_role("button", name=prompt, exact=True)).to_have_count(1)
        expect(chat.box).to_have_attribute(
            "placeholder", "Tanyakan apa saja tentang perizinan PPIU (syarat, alur, durasi, biaya administrasi, dsb.).")
        expect(chat.box).to_be_focused()

    def test_a_question_gets_answer_sources_benefits_and_calls_to_action(self):
        page = self.visit()
        chat = Chat(page).open()
        chat.log.get_by_role("button", name=QUESTION).click()
        block = chat.log.get_by_role("group", name="Keunggulan")
        expect(block).to_be_visible()
        self.assertIn(block.get_by_role("listitem").count(), range(3, 6))
        sources = chat.log.get_by_role("list", name="Sumber").get_by_role("link")
        self.assertGreater(sources.count(), 0)
        for source in sources.all():
            expect(source).to_have_attribute("target", "_blank")
            expect(source).to_have_attribute("rel", "noopener")
        expect(chat.messages("Anda")).to_have_count(1)
        expect(chat.messages("Bot")).to_have_count(2)
        expect(chat.log).to_contain_text("biro perjalanan wisata")
        self.photograph(page, "answer")

    def test_english_pages_speak_english(self):
        page = self.visit("/en/")
        chat = Chat(page, "en").open()
        expect(chat.panel).to_have_accessible_name("PPIU assistant (online)")
        expect(chat.log).to_contain_text("Hello! I am the PPIU assistant.")
        chat.log.get_by_role("button", name="What are the basic requirements for a PPIU licence?").click()
        expect(chat.log.get_by_role("group", name="Benefits")).to_be_visible()
        expect(chat.messages("You")).to_have_count(1)

    def test_enter_sends_and_shift_enter_does_not(self):
        page = self.visit()
        chat = Chat(page).open()
        chat.box.press_sequentially("apa syarat")
        low = chat.box.evaluate("box => box.offsetHeight")
        for _ in range(3):
            chat.box.press("Shift+Enter")
        chat.box.press_sequentially("dasar izin ppiu")
        expect(chat.messages("Anda")).to_have_count(0)
        self.assertGreater(chat.box.evaluate("box => box.offsetHeight"), low)
        chat.box.press("Enter")
        expect(chat.messages("Anda")).to_have_count(1)
        expect(chat.box).to_have_value("")
        expect(chat.box).to_be_focused()

    def test_what_people_type_is_never_markup(self):
        page = self.visit()
        chat = Chat(page).open()
        chat.say("<img src=x onerror=alert(1)><b>tebal</b> " + "panjang" * 60)
        expect(chat.messages("Anda")).to_contain_text("<img src=x onerror=alert(1)>")
        expect(chat.messages("Bot")).to_have_count(2)
        self.assertEqual(chat.log.evaluate("log => log.querySelectorAll('img').length"), 0)
        self.assertLessEqual(chat.log.evaluate("log => log.scrollWidth - log.clientWidth"), 0)

    def test_not_now_closes_the_block_and_tells_the_server_which(self):
        page = self.visit()
        chat = Chat(page).open()
        with page.expect_response(lambda answer: is_message(answer.request)) as answered:
            chat.say(QUESTION)
        with page.expect_request("**/api/chat/refuse") as refused:
            chat.log.get_by_role("group", name="Keunggulan").get_by_role("button", name="Nanti saja").click()
        self.assertEqual(refused.value.post_data_json["message_id"], answered.value.json()["message_id"])
        expect(chat.log.get_by_role("group", name="Keunggulan")).to_have_count(0)
        page.reload()
        chat.open()
        expect(chat.log).to_contain_text("biro perjalanan wisata")
        expect(chat.log.get_by_role("group", name="Keunggulan")).to_have_count(0)

    def test_an_unsure_bot_offers_a_person_and_choices_that_answer_when_tapped(self):
        self.expected = ["401"]  # the session is made up
        page = self.visit()
        page.route("**/api/chat", lambda route: route.fulfill(json=UNSURE))
        chat = Chat(page).open()
        chat.say("anu itu lho")
        expect(chat.log.get_by_role("button", name="Butuh verifikasi Admin?")).to_be_visible()
        with page.expect_request("**/api/chat/choose") as chosen:
            chat.messages("Bot").last.get_by_role("button", name="Apa beda PPIU dan PIHK?").click()
        self.assertEqual(chosen.value.post_data_json["message_id"], "m-unsure")
        self.assertEqual(chosen.value.post_data_json["choice"], "Apa beda PPIU dan PIHK?")

    def test_a_choice_the_server_no_longer_knows_is_asked_in_words(self):
        self.expected = ["422"]
        page = self.visit()
        refuse = lambda route: route.fulfill(status=422, json={"status": 422, "code": "invalid_field", "title": "Tidak dikenal."})
        page.route("**/api/chat/choose", refuse)
        chat = Chat(page).open()
        chat.say(QUESTION)
        expect(chat.messages("Bot")).to_have_count(2)
        with page.expect_request(is_message) as asked:
            chat.messages("Bot").last.get_by_role("button", name="Dokumen apa saja").first.click()
        self.assertIn("Dokumen apa saja", asked.value.post_data_json["messages"][-1]["content"])
        expect(chat.messages("Bot")).to_have_count(3)

    def test_a_thumb_tells_the_server_which_answer_was_wrong_and_stays_pressed(self):
        page = self.visit()
        chat = Chat(page).open()
        with page.expect_response(lambda answer: is_message(answer.request)) as answered:
            chat.say(QUESTION)
        with page.expect_request("**/api/chat/rate") as rated:
            chat.log.get_by_role("button", name="Jawaban keliru").click()
        self.assertEqual(
            rated.value.post_data_json, {"message_id": answered.value.json()["message_id"], "value": "down"})
        expect(chat.log.get_by_role("button", name="Jawaban keliru")).to_have_attribute("aria-pressed", "true")

    def test_the_header_says_in_words_whether_people_are_there(self):
        for status, told in (
            ({"open": True, "admin_online": True, "estimate": None}, "Admin Online"),
            ({"open": True, "admin_online": False, "estimate": {"p50_minutes": 5, "p90_minutes": 15}}, "Estimasi 5–15m"),
            ({"open": False, "admin_online": False, "estimate": None}, "Di luar jam layanan"),
        ):
            page = self.visit()
            page.route("**/api/status", lambda route: route.fulfill(json=status))
            chat = Chat(page).open()
            expect(chat.panel.get_by_text(told, exact=True)).to_be_visible()
            expect(chat.panel).to_have_accessible_name("Asisten PPIU (Online)")

    def test_a_person_can_be_reached_while_the_server_is_down(self):
        self.expected = ["ERR_FAILED"]
        page = self.visit()
        page.route("**/api/**", lambda route: route.abort())
        chat = Chat(page).open()
        chat.person.click()
        expect(chat.messages("Bot").last.get_by_role("link", name="Lanjut ke WhatsApp Admin")).to_be_visible()

    def test_a_session_the_server_does_not_know_begins_a_new_conversation_without_losing_the_message(self):
        self.expected = ["401"]
        page = self.visit()
        chat = Chat(page).open()
        chat.say("halo")
        expect(chat.messages("Bot")).to_have_count(2)
        page.evaluate("() => { const kept = JSON.parse(localStorage['frontdesk.chat']); kept.session = 'gone'; localStorage['frontdesk.chat'] = JSON.stringify(kept) }")
        page.reload()

        def unknown(route):
            if route.request.headers.get("authorization") != "Session gone":
                return route.fallback()
            route.fulfill(status=401, json={"status": 401, "code": "session_unknown", "title": "Tidak ditemukan."})

        page.route("**/api/chat", unknown)
        chat.open()
        chat.say(QUESTION)
        expect(chat.log.get_by_role("group", name="Keunggulan")).to_have_count(1)

    def test_a_call_to_action_that_asks_sends_its_question_and_is_counted(self):
        page = self.visit()
        page.route("**/api/chat", lambda route: route.fulfill(json={**UNSURE, "intent": "PPIU_ALUR"}))
        page.route("**/api/events", lambda route: route.fulfill(status=204))
        chat = Chat(page).open()
        chat.say("alur")
        with page.expect_request(lambda request: "cta_click" in (request.post_data or "")) as counted:
            chat.log.get_by_role("button", name="Tanya yang lain").click()
        event = counted.value.post_data_json["events"][0]
        self.assertEqual((event["type"], event["intent"], event["cta"]), ("cta_click", "PPIU_ALUR", "secondary"))
        expect(chat.messages("Anda").last).to_contain_text("Tanya yang lain")

    def test_the_form_of_four_fields_needs_consent_says_what_is_wrong_and_is_sent_once(self):
        self.expected = ["422"]
        page = self.visit("/?utm_source=iklan")
        lead = {**{name: value for name, value in UNSURE.items() if name != "session_id"}, "intent": "PPIU_SYARAT", "cta_actions": {"primary": {"kind": "lead"}, "secondary": {"kind": "escalate"}}}
        page.route("**/api/chat", lambda route: route.fulfill(json=lead))
        page.route("**/api/events", lambda route: route.fulfill(status=204))
        chat = Chat(page).open()
        chat.say(QUESTION)
        chat.log.get_by_role("button", name="Hubungi CS").click()
        for name, text in (
            ("Nama", "Budi Contoh"), ("WhatsApp atau email", "bukan kontak"), ("Perusahaan", "PT Contoh"), ("Kebutuhan", "Izin PPIU"),
        ):
            chat.log.get_by_role("textbox", name=name, exact=True).fill(text)
        sent = []
        page.on("request", lambda request: request.url.endswith("/api/leads") and sent.append(request.post_data_json))
        send = chat.log.get_by_role("button", name="Kirim permintaan")
        send.click()
        self.assertEqual(sent, [])  # no consent, no request
        chat.log.get_by_role("checkbox", name="Saya setuju dihubungi").check()
        send.click()
        expect(chat.log.get_by_role("alert")).to_contain_text("WhatsApp atau alamat email")
        expect(chat.log.get_by_role("textbox", name="Nama", exact=True)).to_have_value("Budi Contoh")
        chat.log.get_by_role("textbox", name="WhatsApp atau email").fill("budi@contoh.example")
        self.photograph(page, "lead")
        send.click()
        expect(chat.log).to_contain_text("Terima kasih. Permintaan Anda sudah kami terima")
        self.assertEqual(chat.log.get_by_role("button", name="Kirim permintaan").count(), 0)
        body = sent[-1]
        self.assertEqual((body["intent"], body["utm"], bool(body["consent"]["wording_version"])), ("PPIU_SYARAT", {"utm_source": "iklan"}, True))
        self.assertEqual(len(sent), 2)

    def test_a_link_that_is_no_link_is_not_made_one(self):
        page = self.visit()
        bad = json.loads(json.dumps(UNSURE))
        bad["cta_actions"]["primary"] = {"kind": "link", "href": "javascript:alert(1)"}
        bad["sources"] = [{"title": "Aturan", "url": "javascript:alert(1)"}]
        page.route("**/api/chat", lambda route: route.fulfill(json=bad))
        chat = Chat(page).open()
        chat.say("x")
        expect(chat.log.get_by_role("list", name="Sumber")).to_contain_text("Aturan")
        self.assertEqual(chat.log.evaluate("log => [...log.querySelectorAll('a')].filter(a => a.protocol === 'javascript:').length"), 0)

    def test_the_way_to_a_person_is_always_in_sight_and_leads_to_whatsapp(self):
        for size in (PHONE, DESKTOP):
            page = self.visit(size=size)
            chat = Chat(page).open()
            expect(chat.person).to_be_in_viewport()
            chat.say(QUESTION)
            expect(chat.messages("Bot")).to_have_count(2)
            expect(chat.person).to_be_in_viewport()
            chat.person.click()
            chat.messages("Bot").last.get_by_role("button", name="WhatsApp Admin").click()
            way = chat.messages("Bot").last.get_by_role("link", name="Lanjut ke WhatsApp Admin")
            self.assertRegex(way.get_attribute("href"), r"^https://wa\.me/\d+")


class Doors(Journey):
    def test_hero_faq_and_deep_link_open_it_with_the_question_filled_in_and_ask_nothing_yet(self):
        asked = []
        page = self.visit()
        page.on("request", lambda request: "/api/" in request.url and asked.append(request.url))
        chat = Chat(page)
        page.get_by_role("link", name="Tanya soal izin PPIU").click()
        expect(chat.box).to_have_value(QUESTION)
        chat.close.click()
        item = page.get_by_role("link", name="Tanyakan ke Asisten").last
        item.click()
        expect(chat.box).to_have_value(item.get_attribute("data-ask"))
        self.assertEqual({url for url in asked if not url.endswith(("/api/status", "/api/events"))}, set())
        asked.clear()
        page.goto("/?q=syarat-ppiu")
        expect(chat.box).to_have_value(QUESTION)
        page.goto("/?q=izin-cabang%3Cb%3E")
        expect(chat.box).to_have_value("izin cabang<b>")
        self.assertEqual(asked, [])
        self.assertEqual(page.evaluate("localStorage.length"), 0)

    def test_keyboard_alone_opens_asks_reads_and_closes_and_focus_comes_back(self):
        page = self.visit()
        self.until(page, "!!customElements.get('chat-widget')")
        chat = Chat(page)
        chat.bubble.focus()
        page.keyboard.press("Enter")
        expect(chat.box).to_be_focused()
        page.keyboard.type("apa syarat dasar izin ppiu?")
        page.keyboard.press("Enter")
        expect(chat.messages("Bot")).to_have_count(2)
        page.keyboard.press("Shift+Tab")
        expect(chat.person).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        expect(chat.send).to_be_focused()
        page.keyboard.press("Escape")
        expect(chat.panel).to_be_hidden()
        expect(chat.bubble).to_be_focused()

    def test_on_a_phone_it_fills_the_screen_and_holds_the_focus(self):
        page = self.visit(size=PHONE)
        chat = Chat(page).open()
        self.assertEqual(chat.panel.bounding_box(), {"x": 0, "y": 0, "width": 360, "height": 740})
        for _ in range(30):
            page.keyboard.press("Tab")
            inside = page.evaluate("document.activeElement === document.body || document.activeElement.localName === 'chat-widget'")
            self.assertTrue(inside)
        self.photograph(page, "phone")


class Never_lost(Journey):
    def test_a_message_typed_offline_is_kept_said_to_be_kept_and_sent_exactly_once_on_return(self):
        self.expected = ["ERR_INTERNET_DISCONNECTED"]
        page = self.visit()
        chat = Chat(page).open()
        chat.say("halo")
        expect(chat.messages("Bot")).to_have_count(2)
        page.context.set_offline(True)
        chat.say(QUESTION)
        expect(chat.messages("Anda").last).to_contain_text("tersimpan")
        expect(chat.messages("Anda").last).to_contain_text("akan dikirim")
        self.photograph(page, "kept")
        sent = []
        page.on("request", lambda request: is_message(request) and sent.append(request.post_data_json))
        page.context.set_offline(False)
        expect(chat.log.get_by_role("group", name="Keunggulan")).to_have_count(1)
        self.assertEqual([body["messages"][-1]["content"] for body in sent], [QUESTION])
        expect(chat.messages("Anda").last).not_to_contain_text("tersimpan")

    def test_an_answer_lost_on_the_way_is_fetched_again_under_the_same_id_and_shown_once(self):
        self.expected = ["ERR_FAILED"]
        page = self.visit()
        bodies, answers = [], []

        def lose_the_first(route):
            bodies.append(route.request.post_data_json)
            answer = route.fetch()
            answers.append(answer.json())
            if len(bodies) == 1:
                route.abort()
            else:
                route.fulfill(response=answer)

        page.route("**/api/chat", lose_the_first)
        chat = Chat(page).open()
        chat.say(QUESTION)
        expect(chat.messages("Anda")).to_contain_text("tersimpan")
        chat.messages("Anda").get_by_role("button", name="Coba lagi").click()
        expect(chat.log.get_by_role("group", name="Keunggulan")).to_have_count(1)
        expect(chat.messages("Bot")).to_have_count(2)
        self.assertEqual(bodies[0]["client_message_id"], bodies[1]["client_message_id"])
        self.assertEqual(answers[0]["message_id"], answers[1]["message_id"])
        expect(chat.messages("Anda")).to_have_count(1)

    def test_while_the_server_is_down_the_text_stays_through_a_reload_and_goes_out_afterwards(self):
        self.expected = ["502"]
        page = self.visit()
        problem = {"type": "about:blank", "status": 502, "code": "unavailable", "title": "Chat sedang tidak tersedia"}
        down = lambda route: route.fulfill(status=502, json=problem, content_type="application/problem+json")
        page.route("**/api/chat", down)
        chat = Chat(page).open()
        chat.say(QUESTION)
        expect(chat.messages("Anda")).to_contain_text("tersimpan")
        page.unroute("**/api/chat", down)
        with page.expect_response(lambda answer: is_message(answer.request)):
            page.reload()  # not opened: what was typed goes out all the same
        chat.open()
        expect(chat.log.get_by_role("group", name="Keunggulan")).to_have_count(1)
        expect(chat.messages("Anda")).to_have_count(1)

    def test_while_the_server_is_down_the_page_answers_by_itself_says_so_and_gives_way_to_the_real_answer(self):
        self.expected = ["502"]
        for path, locale, question, told, real in (
            ("/", "id", QUESTION, "Server kami sedang tidak dapat dihubungi", "Keunggulan"),
            ("/en/", "en", "What are the basic requirements for a PPIU licence?", "Our server cannot be reached", "Benefits"),
        ):
            page = self.visit(path)
            down = lambda route: route.fulfill(status=502, body="<html>", content_type="text/html")
            page.route("**/api/**", down)
            chat = Chat(page, locale).open()
            chat.say(question)
            stopgap = chat.log.locator("article").last
            expect(stopgap).to_contain_text(told)
            self.assertGreater(stopgap.get_by_role("listitem").count(), 0)
            self.assertRegex(stopgap.get_by_role("link").get_attribute("href"), r"^https://wa\.me/\d+")
            self.photograph(page, f"down-{locale}")
            page.unroute("**/api/**", down)
            chat.log.get_by_role("button", name="Coba lagi" if locale == "id" else "Try again").click()
            expect(chat.log.get_by_role("group", name=real)).to_have_count(1)
            expect(chat.log).not_to_contain_text(told)

    def test_the_prompts_mean_the_same_to_the_page_as_to_the_server(self):
        if self.site.fake:
            self.skipTest("the stand-in's matcher is not the server's: needs FRONTDESK_URL")
        for path, locale in (("/", "id"), ("/en/", "en")):
            page = self.visit(path)
            chat = Chat(page, locale).open()
            prompts = chat.log.locator("article").first.get_by_role("button").all_inner_texts()
            self.assertEqual(len(prompts), 10)
            script = page.request.get(page.locator("script[src*=chat-widget]").get_attribute("src")).text()
            names = set()  # every module there is, from those that name it
            for part in ("chat-panel", "notices", "offline", locale):
                address = "/assets/" + re.search(rf"\b{part}\.\w+\.js", script)[0]
                script += page.request.get(address).text()
                names = set(re.findall(r"\./([\w.-]+\.js)", script))
            scorer = "/assets/" + next(name for name in names if name.startswith("offline."))
            words = page.request.get("/assets/" + next(name for name in names if name.startswith(f"company-{locale}."))).text()
            index = re.search(r'"index":"([^"]+)"', words)[1]
            told = page.evaluate(
                """async ([scorer, index, prompts]) => {
                    const { meant } = await import(scorer);
                    const known = await (await fetch(index)).json();
                    return prompts.map(prompt => meant(known, prompt)?.id ?? 'OOS');
                }""", [scorer, index, prompts])
            asked = [page.request.post("/api/chat", data={
                "messages": [{"role": "user", "content": prompt}], "locale": locale}).json()["intent"] for prompt in prompts]
            self.assertEqual(dict(zip(prompts, told)), dict(zip(prompts, asked)))

    def test_while_the_server_is_down_the_page_says_when_it_is_not_certain(self):
        self.expected = ["502"]
        page = self.visit()
        page.route("**/api/**", lambda route: route.fulfill(status=502))
        chat = Chat(page).open()
        chat.say("resep rendang padang")
        expect(chat.log.locator("article").last).to_contain_text("tidak yakin")
        expect(chat.messages("Anda")).to_contain_text("tersimpan")

    def test_too_many_messages_wait_as_long_as_the_server_says(self):
        self.expected = ["429"]
        page = self.visit()
        calls = []

        def limit_once(route):
            calls.append(route.request.post_data_json["client_message_id"])
            if len(calls) > 1:
                return route.fallback()
            route.fulfill(
                status=429, headers={"Retry-After": "1"}, content_type="application/problem+json",
                json={"status": 429, "code": "rate_limited", "title": "Mohon tunggu sebentar sebelum mengirim lagi, ya."})

        page.route("**/api/chat", limit_once)
        chat = Chat(page).open()
        chat.say(QUESTION)
        expect(chat.messages("Anda")).to_contain_text("Mohon tunggu sebentar")
        expect(chat.messages("Bot")).to_have_count(2)
        self.assertEqual(len(set(calls)), 1)
        self.assertEqual(len(calls), 2)

    def test_a_message_the_server_refuses_says_why_and_can_be_edited(self):
        self.expected = ["422"]
        page = self.visit()
        refuse = lambda route: route.fulfill(status=422, json={"status": 422, "code": "too_long", "title": "Pesan terlalu panjang."})
        page.route("**/api/chat", refuse)
        chat = Chat(page).open()
        chat.say("panjang sekali")
        expect(chat.messages("Anda")).to_contain_text("Pesan terlalu panjang.")
        chat.messages("Anda").get_by_role("button", name="Ubah pesan").click()
        expect(chat.box).to_have_value("panjang sekali")

    def test_history_is_kept_from_the_first_message_on_and_a_draft_survives(self):
        page = self.visit()
        chat = Chat(page).open()
        self.assertEqual(page.evaluate("localStorage.length"), 0)
        chat.say(QUESTION)
        expect(chat.messages("Bot")).to_have_count(2)
        self.assertEqual(page.evaluate("Object.keys(localStorage)"), ["frontdesk.chat"])
        self.assertEqual(page.context.cookies(), [])
        chat.box.fill("setengah kalimat")
        page.reload()
        chat.open()
        expect(chat.messages("Anda")).to_have_count(1)
        expect(chat.messages("Bot")).to_have_count(2)
        expect(chat.box).to_have_value("setengah kalimat")

    def test_two_tabs_show_one_conversation(self):
        page = self.visit()
        chat = Chat(page).open()
        chat.say("halo")
        expect(chat.messages("Bot")).to_have_count(2)
        other = self.visit(context=page.context)
        there = Chat(other).open()
        expect(there.messages("Anda")).to_have_count(1)
        there.say(QUESTION)
        expect(there.messages("Bot")).to_have_count(3)
        expect(chat.messages("Bot")).to_have_count(3)
        session = "JSON.parse(localStorage['frontdesk.chat']).session"
        self.assertTrue(page.evaluate(session))

    def test_the_session_is_never_in_an_address(self):
        page = self.visit()
        seen = []
        page.on("request", lambda request: seen.append((request.url, request.headers.get("authorization", ""))))
        chat = Chat(page).open()
        chat.say("halo")
        expect(chat.messages("Bot")).to_have_count(2)
        chat.say(QUESTION)
        expect(chat.messages("Bot")).to_have_count(3)
        session = page.evaluate("JSON.parse(localStorage['frontdesk.chat']).session")
        self.assertTrue(session)
        self.assertEqual([url for url, _ in seen if session in url], [])
        self.assertIn(f"Session {session}", [header for _, header in seen])


UNSURE = {
    "answer": "Saya rangkum dulu, ya.", "intent": "OOS", "benefits": [], "confidence": 0.2, "session_id": "s" * 22,
    "conversation_id": "c", "message_id": "m-unsure", "sequence": 3, "mode": "bot", "sources": [], "suggestions": [],
    "choices": ["Apa beda PPIU dan PIHK?"],
    "handoff": {"offered": True, "reason": "unsure"}, "usage": {"input_tokens": 0, "output_tokens": 0},
    "cta": {"primary": "Hubungi CS", "secondary": "Tanya yang lain"},
    "cta_actions": {"primary": {"kind": "escalate"}, "secondary": {"kind": "ask"}},
}

if __name__ == "__main__":
    unittest.main(verbosity=2)
