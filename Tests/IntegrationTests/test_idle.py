"""Who looks at pages and touches nothing costs the responder nothing."""
import concurrent.futures
import http.client
import re
import unittest

from house import HouseCase

VIEWS = 10_000
HANDS = 8


class Idle(HouseCase):
    def requests(self):
        """What the responder has been asked so far, without this question."""
        self.asked = getattr(self, "asked", 0) + 1
        return self.house.metrics()["frontdesk_fastcgi_requests_total"] - self.asked

    def pages_with_their_files(self):
        """Each public page with everything that its HTML names, and what those modules import, as a browser fetches them."""
        site = self.house.state / "site"
        pages = re.findall(r"<loc>https?://[^/<]+(/[^<]*)</loc>", (site / "sitemap.xml").read_text())
        self.assertGreaterEqual(len(pages), 20)
        views = []
        for page in pages:
            wanted, found = [page], []
            while wanted:
                path = wanted.pop()
                if path in found:
                    continue
                found.append(path)
                text = (site / (path.lstrip("/") + ("index.html" if path.endswith("/") else ""))).read_text(errors="replace")
                wanted += re.findall(r'(?:src|href|content)="(?:https?://[^/"]+)?(/assets/[^"]+)"', text) if path == page else []
                wanted += ["/assets/" + name for name in re.findall(r"'\./([\w.-]+\.js)'", text) if path.endswith(".js")]
            views.append(found)
        return views

    def test_ten_thousand_page_views_with_all_their_files_leave_the_responders_counter_where_it_was(self):
        views = self.pages_with_their_files()
        before = self.requests()

        def look(hand):
            link, seen, fetched = http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=20), 0, set()
            for number in range(hand, VIEWS, HANDS):
                view = views[number % len(views)]
                # A browser keeps hashed files for a year: each hand is a browser, and the page itself is asked for each time.
                for path in [view[0], *(each for each in view[1:] if each not in fetched)]:
                    link.request("GET", path, headers={"Accept-Encoding": "br"})
                    answer = link.getresponse()
                    answer.read()
                    self.assertEqual(answer.status, 200, path)
                    fetched.add(path)
                seen += 1
            link.close()
            return seen

        with concurrent.futures.ThreadPoolExecutor(HANDS) as hands:
            self.assertEqual(sum(hands.map(look, range(HANDS))), VIEWS)
        self.assertEqual(self.requests() - before, 0)


if __name__ == "__main__":
    unittest.main()
