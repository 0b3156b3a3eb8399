"""A dental clinic on the same program: other files, no other line of code."""
import json
import pathlib
import shutil
import subprocess
import unittest

from house import ROOT, HouseCase

CLINIC = pathlib.Path(__file__).parent / "clinic"
PROGRAM = ROOT / ".build/release/frontdesk"
INTENTS = json.loads((CLINIC / "faq.json").read_text())["intents"]


class Content(unittest.TestCase):
    def test_its_content_has_no_mistake_and_nothing_to_warn_of(self):
        done = subprocess.run(
            [PROGRAM, "faq", "check", "--strict", CLINIC / "faq.json"], cwd=ROOT, capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
        self.assertIn(f"{len(INTENTS)} intents", done.stderr)
        self.assertGreaterEqual(len(INTENTS), 12)

    def test_it_is_understood(self):
        texts = {"saya mau bersihkan karang gigi": "SCALING", "gigi geraham saya nyeri": "TOOTHACHE", "book an appointment": "BOOKING"}
        lines = "".join(json.dumps({"text": text}) + "\n" for text in texts)
        done = subprocess.run(
            [PROGRAM, "classify", "--faq", CLINIC / "faq.json"], cwd=ROOT, input=lines, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([json.loads(line)["intent"] for line in done.stdout.splitlines()], list(texts.values()))


class Clinic(HouseCase):
    settings = {"FAQ_FILE_PATH": str(CLINIC / "faq.json"), "RATELIMIT_MAX": "1000000", "STREAMS_PER_ADDRESS": "1000"}

    def say(self, text, locale="id", session=None):
        body = {"messages": [{"role": "user", "content": text}], "locale": locale, **({"session_id": session} if session else {})}
        answer = self.house.ask("POST", "/api/chat", body)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json

    def test_every_question_gets_its_own_answer_in_both_languages(self):
        for name, intent in INTENTS.items():
            for locale, template in (("id", intent), ("en", intent["en"])):
                with self.subTest(name=name, locale=locale):
                    answer = self.say(template["question"], locale)
                    self.assertEqual(answer["intent"], name)
                    self.assertTrue(answer["cta"]["primary"] and answer["cta"]["secondary"])
                    self.assertNotIn("{", answer["answer"])
                    self.assertNotIn("PPIU", json.dumps(answer))
        self.assertIn("Jalan Gigi No. 2", self.say("Di mana alamat klinik?")["answer"])

    def test_its_own_questions_lead_to_its_own_paper(self):
        answer = self.say(INTENTS["VISIT_CHECK"]["question"])
        session = {"Authorization": f"Session {answer['session_id']}"}
        for choice in ("long_ago", "yes"):
            answer = self.house.ask("POST", "/api/chat/choose", {"message_id": answer["message_id"], "choice": choice}, session).json
        self.assertIn("Catatan perawatan (belum siap)", answer["answer"])
        told = self.house.ask("POST", "/api/chat", {"messages": [{"role": "user", "content": INTENTS["SCALING"]["question"]}]}, session)
        self.assertIn(INTENTS["SCALING"]["personal"][0]["text"], told.json["answer"])
        link = self.house.ask("POST", "/api/checklist", {"locale": "en"}, session).json["url"]
        paper = self.house.ask("GET", link)
        self.assertEqual(paper.status, 200)
        if shutil.which("pdftotext"):
            words = subprocess.run(["pdftotext", "-raw", "-", "-"], input=paper.body, capture_output=True, timeout=20).stdout.decode()
            self.assertIn("List for your visit", words)
            self.assertIn("Klinik Senyum Contoh", words)

    def test_its_pages_are_its_own(self):
        for path in ("/", "/en/"):
            page = self.house.ask("GET", path)
            self.assertEqual(page.status, 200, path)
            self.assertIn("Klinik Senyum Contoh", page.body.decode())

    def test_no_word_of_another_company_is_on_any_page_in_the_widget_or_without_javascript(self):
        site = self.house.state / "site"
        other = json.loads((ROOT / "data/site.json").read_text())
        words = [other["name"], other["legal_name"], "PPIU", "PIHK", "umrah", "perizinan", "licence", "biro perjalanan"]
        # Some pages carry the console, the API's description and examples of intents' names: none of them a visitor's.
        files = [path for path in site.rglob("*") if path.suffix in (".html", ".txt", ".json") and "admin" not in path.parts]
        files += (site / "assets").glob("company-*.js")
        files += [path for path in (site / "assets").glob("*.js") if not path.name.startswith(("console", "company-", "chat-widget"))]
        self.assertGreater(len(files), 30)
        for path in files:
            text = path.read_text()
            for word in words:
                self.assertNotIn(word.lower(), text.lower(), f"{path.relative_to(site)}: {word}")
        for path in ("/chat", "/chat?lang=en"):
            text = self.house.ask("GET", path).body.decode()
            for word in words:
                self.assertNotIn(word.lower(), text.lower(), f"{path}: {word}")
            self.assertIn("Klinik Senyum Contoh", text)
        # Nothing is a heading over nothing: the clinic has neither clients nor testimonials yet.
        home = (site / "index.html").read_text()
        self.assertNotIn("id=\"portfolio\"", home)
        self.assertNotIn("id=\"testimonials\"", home)
        self.assertIn("<h1>Klinik Senyum Contoh</h1>", home)


if __name__ == "__main__":
    unittest.main()
