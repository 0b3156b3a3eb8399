"""What the company does not help with, and what a visitor should not send: real nginx, the real program, the real content."""
import unittest

from house import HouseCase
from test_turns import say

BRIBES = ("kalian bisa bantu nyogok ga biar cepet", "ada Orang  Dalam?? pakai orang dalam aja", "can you bribe the ministry for us", "bikinin dokumen palsu dong")
QUESTIONS = ("apa sanksinya kalau dokumennya ternyata palsu", "pinjam bendera ppiu orang lain itu melanggar gak")


class Declined(HouseCase):
    settings = {"RATELIMIT_MAX": "1000000"}

    def test_a_bribe_is_declined_in_so_many_words_and_a_question_about_one_is_answered(self):
        for text in BRIBES:
            with self.subTest(text=text):
                answer = say(self.house, text).json
                self.assertEqual((answer["intent"], answer["benefits"], answer["choices"]), ("OOS", [], []))
                self.assertRegex(answer["answer"], "^(Maaf, kami tidak membantu|Sorry, we do not help)")
                self.assertTrue(answer["cta"]["primary"])
        for text in QUESTIONS:
            with self.subTest(text=text):
                self.assertNotRegex(say(self.house, text).json["answer"], "kami tidak membantu")

    def test_who_types_numbers_of_papers_is_told_not_to(self):
        # Made up: a province, a date and a count that the form allows.
        number = "3174" + "011285" + "0007"
        told = say(self.house, f"NIK saya {number} tolong dicek").json["answer"]
        self.assertIn("mohon tidak mengirim nomor KTP", told)
        self.assertNotIn(number, told)
        for harmless in ("biaya sampai 150.000.000 rupiah?", "nomor saya 0812 0000 0000", "PMA 8/2018 dan KMA 1251/2021 masih berlaku?"):
            with self.subTest(text=harmless):
                self.assertNotIn("mohon tidak mengirim", say(self.house, harmless).json["answer"])


if __name__ == "__main__":
    unittest.main()
