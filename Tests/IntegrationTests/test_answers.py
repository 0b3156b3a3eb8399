"""Every answer of the company through nginx, in both languages: its offer, its ways on, its sources; and what two refusals change."""
import json
import unittest
import urllib.parse

from house import ROOT, HouseCase
from test_turns import say

INTENTS = json.loads((ROOT / "data/faq.json").read_text())["intents"]
SITE = json.loads((ROOT / "data/site.json").read_text())
PUBLIC = {name: intent for name, intent in INTENTS.items() if intent.get("visibility", "public") == "public"}
# INTERFACE: these show no Benefit block, the first three the first time only.
WITHOUT_OFFER = {"greeting", "thanks", "bot", "complaint", "privacy"}


def question(intent, locale):
    return intent["question"] if locale == "id" else intent["en"].get("question", intent["question"])


class Answers(HouseCase):
    settings = {"RATELIMIT_MAX": "1000000", "SUPPORT_HOURS": "Mon-Sun 00:00-24:00 Asia/Jakarta"}

    def ask(self, text, locale="id", session=None):
        body = {"messages": [{"role": "user", "content": text}], "locale": locale}
        answer = self.house.ask("POST", "/api/chat", body, {"Authorization": f"Session {session}"} if session else {})
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json

    def follow(self, kind, action, locale, session, text):
        """An action leads where it says."""
        authority = {"Authorization": f"Session {session}"}
        match kind:
            case "whatsapp":
                address = urllib.parse.urlsplit(action["href"])
                self.assertEqual((address.scheme, address.netloc), ("https", "wa.me"))
                self.assertTrue(address.path.lstrip("/").isdigit())
                self.assertTrue(urllib.parse.parse_qs(address.query)["text"][0].strip())
            case "link":
                if action["href"].startswith("/"):
                    self.assertEqual(self.house.ask("GET", action["href"]).status, 200, action)
                else:
                    self.assertTrue(action["href"].startswith(("https://", "tel:", "mailto:")), action)
            case "ask":
                asked = self.house.ask("POST", "/api/chat", {"messages": [{"role": "user", "content": action.get("question") or text}], "locale": locale}, authority)
                self.assertEqual(asked.status, 200)
                self.assertNotEqual(asked.json["intent"], "OOS")
            case "checklist":
                made = self.house.ask("POST", "/api/checklist", {"locale": locale}, authority)
                self.assertEqual(made.status, 200, made.body)
            case "escalate":
                waiting = self.house.ask("POST", "/api/chat/escalate", {"channel": "webchat"}, authority)
                self.assertEqual((waiting.status, waiting.json["mode"]), (200, "waiting_admin"))
            case "lead":
                sent = self.house.ask("POST", "/api/leads", {
                    "name": "Ibu Contoh", "contact": "contoh@surat.example", "company": "PT Contoh", "need": "uji",
                    "consent": {"wording_version": "2026-11-25"}}, authority)
                self.assertIn(sent.status, (200, 201), sent.body)
            case _:
                self.fail(f"no such action: {action}")

    def test_every_answer_in_both_languages(self):
        self.assertEqual(len(PUBLIC), 34)
        for locale in ("id", "en"):
            for name, intent in PUBLIC.items():
                with self.subTest(intent=name, locale=locale):
                    answer = self.ask(question(intent, locale), locale)
                    self.assertEqual(answer["intent"], name)
                    self.assertTrue(answer["answer"].strip())
                    self.assertNotIn("{", answer["answer"] + json.dumps(answer["benefits"] + list(answer["cta"].values())))
                    if intent.get("role") in WITHOUT_OFFER:
                        self.assertEqual(answer["benefits"], [])
                    elif not answer.get("question"):
                        self.assertIn(len(answer["benefits"]), range(3, 6))
                    if intent.get("requires_source"):
                        self.assertTrue(answer["sources"])
                    for source in answer["sources"]:
                        self.assertTrue(source["title"])
                        self.assertTrue(source.get("url", "https://").startswith("https://"))
                    self.assertTrue(answer["suggestions"])
                    for place in ("primary", "secondary"):
                        text, action = answer["cta"][place], answer["cta_actions"][place]
                        self.assertTrue(text.strip())
                        self.follow(action["kind"], action, locale, answer["session_id"], text)

    def test_two_refusals_postpone_the_offer_and_nothing_else(self):
        for locale, refusal in (("id", "nanti saja"), ("en", "not now")):
            with self.subTest(locale=locale):
                names = [name for name, intent in PUBLIC.items() if not intent.get("role")][:8]
                first = self.ask(question(PUBLIC[names[0]], locale), locale)
                session = first["session_id"]
                self.assertTrue(first["benefits"])
                closed = self.house.ask("POST", "/api/chat/refuse", {"message_id": first["message_id"]}, {"Authorization": f"Session {session}"})
                self.assertIn(closed.status, (200, 204))
                second = self.ask(question(PUBLIC[names[1]], locale), locale, session)
                self.assertTrue(second["benefits"], "once is not twice")
                self.ask(refusal, locale, session)
                offers = []
                for name in names[2:]:
                    answer = self.ask(question(PUBLIC[name], locale), locale, session)
                    self.assertTrue(answer["answer"].strip())
                    self.assertTrue(answer["cta"]["primary"].strip(), "the way on stays")
                    offers.append(bool(answer["benefits"]))
                postponed = offers.index(True)
                self.assertIn(postponed, (3, 4, 5), offers)
                self.assertTrue(all(offers[postponed:]), offers)


if __name__ == "__main__":
    unittest.main()
