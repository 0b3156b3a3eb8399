"""The checklist through nginx: a link from the chat, a paper from the link, and nothing of it left behind."""
import json
import pathlib
import subprocess
import tempfile
import unittest

from house import HouseCase

DATA = pathlib.Path(__file__).parents[2] / "data"
NAME = "Ibu Contoh Tujuh Tiga Satu"


class ChecklistLinks(HouseCase):
    settings = {"RATELIMIT_MAX": "1000000", "STREAMS_PER_ADDRESS": "1000"}

    def say(self, text, session=None):
        body = {"messages": [{"role": "user", "content": text}], **({"session_id": session} if session else {})}
        return self.house.ask("POST", "/api/chat", body).json

    def made(self, body=None, session=None):
        headers = {"Authorization": f"Session {session}"} if session else {}
        answer = self.house.ask("POST", "/api/checklist", body or {}, headers)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json["url"]

    def words(self, paper):
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(paper)
            file.flush()
            done = subprocess.run(["pdftotext", "-raw", file.name, "-"], capture_output=True, text=True, timeout=20)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return " ".join(done.stdout.split())

    def test_the_whole_way_from_the_check_to_the_paper(self):
        answer = self.say("Cek kelayakan")
        session = answer["session_id"]
        questions = json.loads((DATA / "qualification.json").read_text())["questions"]
        for number, question in enumerate(questions, 1):
            self.assertEqual((answer["question"]["slot"], answer["question"]["step"]), (question["key"], number))
            option = question["options"][1]
            answer = self.house.ask(
                "POST", "/api/chat/choose", {"message_id": answer["message_id"], "choice": option["label"]["id"]},
                {"Authorization": f"Session {session}"}).json
            self.assertTrue(answer["answer"].startswith(option["effect"]["message"]["id"]), answer["answer"])
        self.assertNotIn("question", answer)
        self.assertIn("checklist", [action["kind"] for action in answer["cta_actions"].values()])
        state = self.house.ask("GET", "/api/chat/messages", headers={"Authorization": f"Session {session}"}).json["state"]
        self.assertEqual([one["slot"] for one in state["remembered"]], [question["key"] for question in questions])

        paper = self.house.ask("GET", self.made({"name": NAME, "locale": "id"}, session))
        self.assertEqual(paper.status, 200)
        self.assertEqual(paper.headers["Content-Type"], "application/pdf")
        self.assertEqual(paper.values("Referrer-Policy"), ["no-referrer"])
        self.assertIn("no-store", paper.headers["Cache-Control"])
        self.assertTrue(paper.body.startswith(b"%PDF-"))
        self.assertLess(len(paper.body), 150_000)
        words = self.words(paper.body)
        for question in questions:
            self.assertIn(f"{question['remembered']['id']}: {question['options'][1]['label']['id']}", words)
        self.assertIn(NAME.replace(" ", ""), words.replace(" ", ""))  # a watermark is set letter by letter

    def test_the_name_is_on_the_paper_and_nowhere_else(self):
        link = self.made({"name": NAME})
        self.assertEqual(self.house.ask("GET", link).status, 200)
        for file in [self.house.errors_path, *(path for path in self.house.state.rglob("*") if path.is_file())]:
            self.assertNotIn(NAME.encode(), file.read_bytes(), file)
            self.assertNotIn(link.rsplit("/", 1)[1].encode(), file.read_bytes(), file)
        self.assertEqual((self.house.state / "checklist-key").stat().st_mode & 0o777, 0o600)

    def test_a_link_that_we_did_not_make_opens_nothing(self):
        link = self.made()
        for wrong in (link[:-8], link[:-6] + "AAAAAA", "/api/checklist/AAAA", "/api/checklist/", "/api/checklist/../checklist"):
            self.assertEqual(self.house.ask("GET", wrong).status, 404, wrong)

    def test_two_hundred_in_a_row_leave_memory_where_it_was(self):
        links = [self.made({"locale": locale}) for locale in ("id", "en")]

        def resident():
            lines = pathlib.Path(f"/proc/{self.house.responder()}/status").read_text().splitlines()
            return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024

        def fetch(count):
            for number in range(count):
                self.assertEqual(self.house.ask("GET", links[number % 2]).status, 200)

        fetch(40)  # fonts and caches are loaded, and the model is trained to its end meanwhile
        before = resident()
        fetch(200)
        after = resident()
        self.assertLess(after - before, 8, f"from {before:.1f} to {after:.1f} MiB")

    def test_without_javascript_the_button_leads_to_the_paper(self):
        origin = {"Origin": f"http://127.0.0.1:{self.house.port}", "Content-Type": "application/x-www-form-urlencoded"}
        sent = self.house.ask("POST", "/chat/checklist", b"lang=en", origin)
        self.assertEqual(sent.status, 303)
        paper = self.house.ask("GET", sent.headers["Location"])
        self.assertEqual((paper.status, paper.headers["Content-Type"]), (200, "application/pdf"))


if __name__ == "__main__":
    unittest.main()
