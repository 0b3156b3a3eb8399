"""What nginx decides by itself: hosts, headers, files, limits, identity, and what it says when the responder is away."""
import base64
import concurrent.futures
import email
import email.message
import os
import pathlib
import signal
import socket
import ssl
import subprocess
import time
import unittest

from house import ROOT, House, HouseCase, free_port, wait_until
from observatory import grade

POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'; "
          "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
          "require-trusted-types-for 'script'; trusted-types 'none'")
EMBEDDER = "https://travel.example"


def basic(name, password):
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


class Nginx(HouseCase):
    settings = {"ALLOWED_ORIGINS": EMBEDDER, "ALLOWED_HOSTS": "desk.example", "RATELIMIT_MAX": "1000000", "ADMIN_AUTH_DELAY": "0"}

    def hashed(self, ending):
        return "/assets/" + min(path.name for path in (self.house.state / "site/assets").glob(f"*.{ending}"))

    # --- names

    def test_an_unknown_host_gets_no_byte(self):
        for host in ("evil.example", f"evil.example:{self.house.port}", "127.0.0.2", "desk.example.evil.example"):
            with self.subTest(host):
                self.assertEqual(self.house.raw(f"GET /api/health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()), b"")
        self.assertEqual(self.house.raw(b"GET /api/health HTTP/1.0\r\n\r\n"), b"")

    def test_our_own_names_are_answered(self):
        for host in ("127.0.0.1", "localhost", f"localhost:{self.house.port}", "[::1]", "desk.example", "DESK.example"):
            with self.subTest(host):
                self.assertEqual(self.house.ask("GET", "/api/health", host=host).status, 200)

    # --- headers

    def test_every_answer_carries_each_security_header_once(self):
        answers = {
            "page": self.house.ask("GET", "/"), "missing page": self.house.ask("GET", "/nope"),
            "file": self.house.ask("GET", self.hashed("js")), "api": self.house.ask("GET", "/api/health"),
            "unknown route": self.house.ask("GET", "/api/nope"), "too large": self.house.ask("POST", "/api/chat", b"x" * 70000),
            "no password": self.house.ask("GET", "/api/admin/conversations"), "console": self.house.ask("GET", "/admin/"),
            "wrong method": self.house.ask("DELETE", "/"), "chat page": self.house.ask("GET", "/chat"),
            "preflight": self.house.ask("OPTIONS", "/api/chat", headers={"Origin": EMBEDDER}),
        }
        for name, answer in answers.items():
            with self.subTest(name):
                self.assertEqual(answer.values("Content-Security-Policy"), [POLICY])
                self.assertEqual(answer.values("X-Content-Type-Options"), ["nosniff"])
                self.assertEqual(answer.values("Referrer-Policy"), ["strict-origin-when-cross-origin"])
                self.assertEqual(answer.values("Cross-Origin-Opener-Policy"), ["same-origin"])
                self.assertEqual(len(answer.values("Permissions-Policy")), 1)
                self.assertEqual(len(answer.values("Cross-Origin-Resource-Policy")), 1)
                self.assertRegex(answer.headers["X-Request-Id"], "^[0-9a-f]{32}$")
                self.assertEqual(len(answer.values("X-Request-Id")), 1)
                self.assertEqual(answer.values("Server"), ["nginx"])
                self.assertEqual(answer.values("Strict-Transport-Security"), [], "it is for https alone")

    # --- files

    def test_a_page_is_asked_about_each_time_and_a_hashed_file_is_kept_for_a_year(self):
        page = self.house.ask("GET", "/")
        self.assertEqual((page.status, page.headers["Cache-Control"]), (200, "no-cache"))
        self.assertEqual(page.headers["Content-Type"], "text/html; charset=utf-8")
        again = self.house.ask("GET", "/", headers={"If-None-Match": page.headers["ETag"]})
        self.assertEqual((again.status, again.body), (304, b""))
        script = self.house.ask("GET", self.hashed("js"))
        self.assertEqual(script.headers["Cache-Control"], "public, max-age=31536000, immutable")
        self.assertEqual(script.headers["Content-Type"], "text/javascript; charset=utf-8")
        gone = self.house.ask("GET", "/assets/gone.0123456789abc.js")
        self.assertEqual(gone.status, 404)
        self.assertNotIn("immutable", gone.headers["Cache-Control"])

    def test_files_come_compressed_as_asked(self):
        for path in ("/", self.hashed("js"), "/openapi.yaml"):
            for coding in ("br", "gzip"):
                with self.subTest(path=path, coding=coding):
                    answer = self.house.ask("GET", path, headers={"Accept-Encoding": coding})
                    self.assertEqual(answer.headers["Content-Encoding"], coding)
                    self.assertIn("Accept-Encoding", answer.values("Vary"))

    def test_the_contract_is_served(self):
        answer = self.house.ask("GET", "/openapi.yaml")
        self.assertEqual((answer.status, answer.headers["Content-Type"]), (200, "application/yaml; charset=utf-8"))
        self.assertEqual(answer.body, (ROOT / "static/openapi.yaml").read_bytes())

    def test_a_missing_page_is_told_in_its_language(self):
        indonesian, english = self.house.ask("GET", "/nope"), self.house.ask("GET", "/en/nope")
        self.assertEqual((indonesian.status, english.status), (404, 404))
        site = self.house.state / "site"
        self.assertEqual(indonesian.body, (site / "404.html").read_bytes())
        self.assertEqual(english.body, (site / "en/404.html").read_bytes())

    def test_a_file_takes_no_other_method(self):
        for path in ("/", self.hashed("js"), "/openapi.yaml"):
            for method in ("POST", "TRACE", "DELETE"):
                with self.subTest(path=path, method=method):
                    answer = self.house.ask(method, path, b"x")
                    self.assertEqual((answer.status, answer.headers["Allow"]), (405, "GET, HEAD"))

    # --- limits

    def problem(self, answer, status, code):
        self.assertEqual(answer.status, status)
        self.assertEqual(answer.headers.get_content_type(), "application/problem+json")
        self.assertEqual((answer.json["status"], answer.json["code"]), (status, code))
        return answer.json

    def test_a_body_of_64_kb_passes_nginx_and_a_byte_more_does_not(self):
        largest = self.house.ask("POST", "/api/chat", b" " * 65536, {"Content-Type": "application/json"})
        self.assertNotEqual(largest.json.get("limit"), 65536)
        self.assertIn(largest.status, (400, 422))
        problem = self.problem(self.house.ask("POST", "/api/chat", b" " * 65537), 413, "body_too_large")
        self.assertEqual((problem["field"], problem["limit"]), ("body", 65536))

    def test_titles_follow_the_language(self):
        body = b" " * 65537
        indonesian = self.house.ask("POST", "/api/chat", body, {"Accept-Language": "id-ID,id;q=0.9,en;q=0.8"}).json["title"]
        english = self.house.ask("POST", "/api/chat", body, {"Accept-Language": "en-GB"}).json["title"]
        self.assertIn("terlalu besar", indonesian)
        self.assertIn("too large", english)

    def test_headers_beyond_16_kb_are_refused_as_a_problem(self):
        answer = self.house.ask("GET", "/api/health", headers={"X-Long": "x" * 5000})
        self.problem(answer, 431, "headers_too_large")

    def test_an_address_beyond_4_kb_is_refused_by_nginx_alone(self):
        # It has no address then to look up a page or headers for: its own 414 is all that can be had.
        answer = self.house.ask("GET", "/api/checklist/" + "a" * 5000)
        self.assertEqual((answer.status, answer.headers["Server"]), (414, "nginx"))

    def test_a_request_that_is_none_is_refused_as_a_problem(self):
        answer = self.house.raw(b"GET /api/health HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: many\r\n\r\n")
        self.assertIn(b" 400 ", answer.split(b"\r\n")[0])
        self.assertIn(b'"code":"bad_request"', answer)

    # --- origins

    def test_an_allowed_origin_may_read_and_ask_before_it_writes(self):
        read = self.house.ask("GET", "/api/status", headers={"Origin": EMBEDDER})
        self.assertEqual(read.values("Access-Control-Allow-Origin"), [EMBEDDER])
        self.assertIn("Origin", ", ".join(read.values("Vary")))
        asked = self.house.ask("OPTIONS", "/api/chat", headers={
            "Origin": EMBEDDER, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"})
        self.assertEqual((asked.status, asked.headers["Access-Control-Allow-Origin"]), (204, EMBEDDER))
        self.assertIn("POST", asked.headers["Access-Control-Allow-Methods"])
        self.assertIn("authorization", asked.headers["Access-Control-Allow-Headers"].lower())
        self.assertIsNone(asked.headers["Access-Control-Allow-Credentials"])
        script = self.house.ask("GET", self.hashed("js"), headers={"Origin": EMBEDDER})
        self.assertEqual(script.headers["Access-Control-Allow-Origin"], EMBEDDER)
        self.assertEqual(script.headers["Cross-Origin-Resource-Policy"], "cross-origin")

    def test_another_origin_gets_no_word_of_permission(self):
        for origin in ("https://evil.example", EMBEDDER + ".evil.example", "http://travel.example", "null"):
            for method, path in (("GET", "/api/status"), ("OPTIONS", "/api/chat"), ("GET", self.hashed("js"))):
                with self.subTest(origin=origin, path=path):
                    answer = self.house.ask(method, path, headers={"Origin": origin})
                    self.assertEqual([name for name in answer.headers if name.lower().startswith("access-control-")], [])
        write = self.house.ask("POST", "/api/chat", {"messages": [{"role": "user", "content": "halo"}]}, {"Origin": "https://evil.example"})
        self.assertEqual(write.status, 403)

    def test_the_console_is_for_no_other_origin(self):
        answer = self.house.ask("GET", "/api/admin/conversations", headers={"Origin": EMBEDDER, **basic("admin", self.house.password)})
        self.assertEqual(answer.values("Access-Control-Allow-Origin"), [])

    # --- identity

    admin_routes = (("POST", "/api/chat/claim"), ("POST", "/api/chat/send"), ("GET", "/api/admin/conversations"), ("GET", "/admin/"))

    def test_an_admin_route_asks_for_a_password(self):
        for method, path in self.admin_routes:
            for who in ({}, basic("admin", "wrong"), basic("nobody", self.house.password)):
                with self.subTest(path=path, who=who):
                    answer = self.house.ask(method, path, {} if method == "POST" else None, who)
                    self.assertEqual((answer.status, answer.headers["WWW-Authenticate"]), (401, 'Basic realm="Frontdesk"'))
                    if path.startswith("/api/"):
                        self.problem(answer, 401, "unauthorized")

    def test_the_password_opens_the_console_and_its_routes(self):
        # What is behind the door is the console's to test; here it is that the door opens.
        who = basic("admin", self.house.password)
        for path in ("/api/admin/conversations", "/admin/"):
            self.assertIn(self.house.ask("GET", path, headers=who).status, (200, 404))

    def test_a_bearer_is_the_responders_to_refuse(self):
        answer = self.house.ask("GET", "/api/admin/conversations", headers={"Authorization": "Bearer not-the-token"})
        self.assertIn(answer.status, (401, 404))
        self.assertIn(answer.json["code"], ("unauthorized", "not_found"))
        self.assertEqual(self.house.ask("GET", "/admin/", headers={"Authorization": "Bearer not-the-token"}).status, 401)

    def test_beside_the_exact_paths_nobody_is_an_admin(self):
        who = {**basic("admin", self.house.password), "X-Frontdesk": "1", "Remote-User": "admin", "Frontdesk-Realm": "admin-basic",
               "Frontdesk-Admin": "admin", "X-Forwarded-User": "admin"}
        for path in ("/api/chat/claim/", "/api/chat/CLAIM", "/api/chat/claim%2f", "/api/chat/./claim", "/api/chat//claim",
                     "/api/chat/x/../claim", "/api/chat/claim%00", "/api/chat/%63laim", "/api/admin", "/API/admin/conversations"):
            with self.subTest(path):
                answer = self.house.ask("POST", path, {"conversation_id": "x"}, who)
                self.assertIn(answer.status, (400, 404, 405), answer.body)

    def test_a_forged_identity_on_a_public_route_is_nobody(self):
        forged = {**basic("admin", "wrong"), "Remote-User": "admin", "Frontdesk-Realm": "admin-basic", "Frontdesk-Admin": "admin"}
        for path in ("/api/faq", "/api/status", "/api/health"):
            self.assertEqual(self.house.ask("GET", path, headers=forged).status, 200)
        answer = self.house.ask("POST", "/api/chat/claim", {"conversation_id": "x"}, {**forged, "X-Frontdesk": "1"})
        self.assertEqual(answer.status, 401)

    def test_metrics_are_for_this_machine_alone(self):
        answer = self.house.ask("GET", "/api/metrics")
        self.assertEqual((answer.status, answer.headers.get_content_type()), (200, "text/plain"))
        for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via", "CF-Connecting-IP"):
            with self.subTest(header):
                self.problem(self.house.ask("GET", "/api/metrics", headers={header: "for=192.0.2.1"}), 403, "forbidden")

    def test_a_refused_method_names_the_allowed_ones(self):
        for method in ("TRACE", "DELETE"):
            with self.subTest(method):
                answer = self.house.ask(method, "/api/health")
                self.assertEqual(answer.status, 405)
                self.assertIn("GET", answer.headers["Allow"])

    # --- what is kept

    def test_the_access_log_keeps_no_address_query_or_token(self):
        self.house.ask("GET", "/api/status?marker=one", headers={"User-Agent": "marker-agent", "Referer": "http://marker.example/"})
        self.house.ask("GET", "/api/checklist/marker-token")
        log = self.house.state / "logs" / "access.log"
        wait_until(lambda: "/api/checklist/-" in log.read_text(), 5, "the request is logged")
        text = log.read_text()
        self.assertNotIn("marker", text)
        self.assertNotIn("127.0.0.1", text)
        self.assertRegex(text, r'127\.0\.0\.0 "GET /api/status" 200 ')


class Limits(HouseCase):
    settings = {"RATELIMIT_MAX": "6", "RATELIMIT_WINDOW": "60", "RATELIMIT_ADDRESS_FACTOR": "1", "STREAMS_PER_ADDRESS": "2"}

    def test_beyond_its_rate_an_address_is_told_when_to_come_back_and_files_stay_free(self):
        answers = [self.house.ask("GET", "/api/faq") for _ in range(40)]
        refused = [answer for answer in answers if answer.status == 429]
        self.assertGreater(len(refused), 5)
        self.assertEqual({answer.status for answer in answers} - {200, 429}, set())
        for answer in refused:
            self.assertGreaterEqual(int(answer.headers["Retry-After"]), 1)
            self.assertEqual(answer.headers.get_content_type(), "application/problem+json")
            self.assertGreaterEqual(answer.json["retry_after"], 1)
        self.assertEqual({self.house.ask("GET", "/").status for _ in range(100)}, {200})


class Guessing(HouseCase):
    settings = {"RATELIMIT_MAX": "1000000"}

    def test_a_wrong_password_costs_a_second_and_few_are_held_at_once(self):
        def guess(number):
            began = time.monotonic()
            answer = self.house.ask("GET", "/api/admin/conversations", headers=basic("admin", f"guess {number}"))
            return answer.status, time.monotonic() - began
        with concurrent.futures.ThreadPoolExecutor(40) as pool:
            results = list(pool.map(guess, range(40)))
        held = [seconds for status, seconds in results if status == 401]
        self.assertTrue(held)
        self.assertLessEqual(len(held), 16 * 2, "16 at a time")
        self.assertGreaterEqual(min(held), 0.9)
        self.assertEqual({status for status, _ in results}, {401, 429})


class WithoutResponder(HouseCase):
    """The responder lives, so that deploy/run leaves it alone, but its socket is out of nginx's sight."""

    settings = {"RATELIMIT_MAX": "1000000", "ADMIN_AUTH_DELAY": "0"}

    def setUp(self):
        (self.house.state / "fcgi.sock").rename(self.house.state / "away.sock")
        self.addCleanup(lambda: (self.house.state / "away.sock").rename(self.house.state / "fcgi.sock"))

    def test_the_api_says_so_and_names_the_way_that_still_works(self):
        for language, folder in (("id", "."), ("en", "en")):
            answer = self.house.ask("POST", "/api/chat", {"messages": []}, {"Accept-Language": language})
            self.assertEqual(answer.status, 503)
            self.assertEqual(answer.headers.get_content_type(), "application/problem+json")
            self.assertEqual(answer.headers["Retry-After"], "5")
            self.assertEqual((answer.json["status"], answer.json["code"]), (503, "unavailable"))
            self.assertIn("https://wa.me/", answer.json["whatsapp"])
            self.assertEqual(answer.body, (self.house.state / "site" / folder / "unavailable.json").read_bytes())

    def test_the_chat_page_gives_way_to_one_with_the_link(self):
        for language in ("id", "en"):
            answer = self.house.ask("GET", "/chat", headers={"Accept-Language": language})
            self.assertEqual((answer.status, answer.headers["Retry-After"]), (503, "5"))
            self.assertEqual(answer.headers.get_content_type(), "text/html")
            self.assertIn(b"https://wa.me/", answer.body)
            self.assertEqual(answer.headers["Content-Security-Policy"], POLICY)

    def test_the_pages_do_not_notice(self):
        self.assertEqual(self.house.ask("GET", "/").status, 200)


class Secure(unittest.TestCase):
    def test_over_tls_it_is_http_2_and_says_to_stay(self):
        house = House("Secure")
        self.addCleanup(house.clear)
        house.ready()
        port, place = free_port(), house.state / "nginx"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost",
                        "-keyout", place / "key.pem", "-out", place / "certificate.pem"], check=True, capture_output=True)
        listen = place / "frontdesk" / "listen.conf"
        listen.write_text(f"listen 127.0.0.1:{port} ssl http2;\nssl_certificate {place}/certificate.pem;\n"
                          f"ssl_certificate_key {place}/key.pem;\n" + listen.read_text())
        os.kill(house.nginx(), signal.SIGHUP)
        trusting = ssl.create_default_context(cafile=place / "certificate.pem")
        trusting.set_alpn_protocols(["h2", "http/1.1"])

        def link(host="localhost", protocols=("http/1.1",)):
            trusting.set_alpn_protocols(list(protocols))
            return trusting.wrap_socket(socket.create_connection(("127.0.0.1", port), 5), server_hostname=host)

        def listening():
            try:
                with link():
                    return True
            except OSError:
                return False
        wait_until(listening, 5, "nginx listens with TLS")
        with link(protocols=("h2", "http/1.1")) as secure:
            self.assertEqual(secure.selected_alpn_protocol(), "h2")
        with link() as secure:
            secure.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            answer = b"".join(iter(lambda: secure.recv(65536), b""))
        self.assertIn(b"\r\nStrict-Transport-Security: max-age=31536000\r\n", answer)
        # What the Observatory would say of the page, as it is served over TLS, and of an answer of the API.
        for path, least in (("/", 130), ("/en/", 130), ("/api/health", 130), ("/admin/", 130)):
            with link() as secure:
                secure.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
                head, _, body = b"".join(iter(lambda: secure.recv(65536), b"")).partition(b"\r\n\r\n")
            headers = email.message_from_bytes(head.partition(b"\r\n")[2])
            score, told = grade(headers, body.decode())
            self.assertGreaterEqual(score, least, f"{path}: {told}")


class Observatory(unittest.TestCase):
    """The grading itself: each rule takes off or adds what the published table says."""

    GOOD = {
        "Content-Security-Policy": POLICY, "Referrer-Policy": "strict-origin-when-cross-origin", "X-Content-Type-Options": "nosniff",
        "Strict-Transport-Security": "max-age=31536000", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
    }

    def score(self, html="", **changes):
        headers = email.message.Message()
        for name, value in {**self.GOOD, **{name.replace("_", "-"): value for name, value in changes.items()}}.items():
            if value:
                headers[name] = value
        return grade(headers, html)[0]

    def test_what_is_good_adds_and_what_is_missing_or_loose_takes_off(self):
        self.assertEqual(self.score(), 140)
        for expected, changes in (
            (130, {"Cross_Origin_Opener_Policy": None}), (135, {"Referrer_Policy": None}), (140 - 40 - 20, {"Strict_Transport_Security": None}),
            (95 + 40, {"X_Content_Type_Options": None}), (75, {"Content_Security_Policy": None, "X_Frame_Options": "DENY"}),
            (80, {"Content_Security_Policy": POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")}),
            (80, {"Content_Security_Policy": POLICY.replace("script-src 'self'", "script-src https:")}),
            (135, {"Content_Security_Policy": POLICY.replace("default-src 'none'", "default-src 'self'")}),
            (60, {"Set_Cookie": "session=1; HttpOnly; SameSite=Strict"}), (145, {"Set_Cookie": "session=1; Secure; HttpOnly; SameSite=Strict"}),
            (50, {"Access_Control_Allow_Origin": "https://a.example", "Access_Control_Allow_Credentials": "true"}),
        ):
            with self.subTest(changes):
                self.assertEqual(self.score(**changes), expected)
        self.assertEqual(self.score('<script defer src="https://stats.example/s.js"></script>'), 135)
        self.assertEqual(self.score('<script src="http://stats.example/s.js"></script>'), 50)


if __name__ == "__main__":
    unittest.main()
