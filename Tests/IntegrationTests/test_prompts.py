"""The questions that the page itself suggests, as tapped, as typed in slang, and in English: all right, with valid sources."""
import json
import pathlib
import unittest

from house import HouseCase

PROMPTS = json.loads((pathlib.Path(__file__).parent / "prompts.json").read_text())


class Prompts(HouseCase):
    settings = {"RATELIMIT_MAX": "1000000", "STREAMS_PER_ADDRESS": "1000"}

    def ask(self, text, locale):
        answer = self.house.ask("POST", "/api/chat", {"messages": [{"role": "user", "content": text}], "locale": locale})
        self.assertEqual(answer.status, 200)
        return answer.json

    def test_every_suggested_and_quick_prompt_is_understood_in_three_registers(self):
        for prompt in PROMPTS:
            for register, locale in (("formal", "id"), ("slang", "id"), ("english", "en")):
                with self.subTest(prompt[register]):
                    answer = self.ask(prompt[register], locale)
                    self.assertEqual(answer["intent"], prompt["intent"])
                    self.assertTrue(3 <= len(answer["benefits"]) <= 5)
                    self.assertTrue(answer["cta"]["primary"] and answer["cta"]["secondary"])

    def test_every_licence_answer_names_sources_that_can_be_followed(self):
        for prompt in PROMPTS:
            if not prompt["intent"].startswith(("PPIU_", "BEDA_")):
                continue
            for locale, register in (("id", "formal"), ("en", "english")):
                with self.subTest(prompt[register]):
                    sources = self.ask(prompt[register], locale)["sources"]
                    self.assertTrue(sources)
                    for source in sources:
                        self.assertTrue(source["title"])
                        self.assertRegex(source["url"], r"^https://[^/]+\.[a-z]{2,}/")

    def test_two_things_named_in_one_question_are_one_question(self):
        answer = self.ask("Apa beda PPIU dan PIHK?", "id")
        template = json.loads((pathlib.Path(__file__).parents[2] / "data/faq.json").read_text())["intents"]["BEDA_PPIU_PIHK"]
        self.assertEqual([source["title"] for source in answer["sources"]], [source["title"] for source in template["sources"]])


if __name__ == "__main__":
    unittest.main()
