"""A language model that words answers anew, through real nginx and the real program: well, dead, slow, mad and without money.

The provider is ours where a test needs to say what it says, llama.cpp's server with a random model where it need not (XLLAMACPP_PYTHON is
a Python that has it), nginx where it fails; and a real one with OPENAI_API_KEY and OPENAI_TEST_MODEL, or the same of Anthropic, in the
environment.
"""
import concurrent.futures
import http.client
import http.server
import importlib.util
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import unittest

from house import ROOT, free_port, resident_bytes, state_folder, wait_until
from pair import Pair, events

VENDORS = ROOT / "Tests/OutboundTests/Vendors"
BEARER = "a-bearer-for-the-tests-of-the-polisher"
QUESTION = "Apa saja syarat izin PPIU?"


class Provider:
    """OpenAI's Chat Completions on loopback. `answer(number, template)` says what to do with the call of that number:
    a text is the completion, an int a status, bytes are sent as they are and cut off, None never answers."""

    def __init__(self, answer, usage=(700, 90)):
        provider, self.calls, self.lock = self, [], threading.Lock()
        self.answer, self.usage, self.held = answer, usage, threading.Event()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with provider.lock:
                    provider.calls.append(asked)
                    number = len(provider.calls)
                said = provider.answer(number, re.search(r"<answer>\n(.*)\n</answer>", asked["messages"][1]["content"], re.S)[1])
                if said is None:
                    provider.held.wait(30)
                    self.close_connection = True
                elif isinstance(said, bytes):
                    self.wfile.write(said)
                    self.close_connection = True
                elif isinstance(said, int):
                    self.reply(said, "application/json", b'{"error":{"message":"x","type":"x","code":null}}')
                else:
                    chunks = [{"choices": [{"index": 0, "delta": {"content": said}, "finish_reason": None}]},
                              {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}]
                    if provider.usage:
                        chunks.append({"choices": [], "usage": {"prompt_tokens": provider.usage[0], "completion_tokens": provider.usage[1]}})
                    lines = [json.dumps(chunk) for chunk in chunks] + ["[DONE]"]
                    self.reply(200, "text/event-stream", "".join(f"data: {line}\n\n" for line in lines).encode())

            def reply(self, status, kind, body):
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 256

            def handle_error(self, *_):
                pass  # a responder that is killed is what some tests are about

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/v1"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def end(self):
        self.held.set()
        self.server.shutdown()
        self.server.server_close()


def faithful(template):
    """Another way to say `template`, which the gate must let through."""
    return "Baik, saya jelaskan.\n" + template


def tell(pair, text=QUESTION, stream=False, session=None, **members):
    headers = {"Accept": "text/event-stream"} if stream else {}
    if session:
        headers["Authorization"] = f"Session {session}"
    return pair.ask("POST", "/api/chat", {"messages": [{"role": "user", "content": text}], **members}, headers=headers, timeout=30)


def parts(body):
    """The events of a stream: (name, data)…"""
    found = []
    for block in body.decode().split("\n\n"):
        if block:
            name, data = block.split("\n")
            found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def wordings(state):
    """What the log says of wordings, in order: (type, reason or None)."""
    return [(event["type"], event["data"].get("reason")) for event in events(state) if "eword" in event["type"]]


class PolisherCase(unittest.TestCase):
    def pair(self, base, **settings):
        pair = Pair("polisher", {
            "LLM_PROVIDER": "openai", "LLM_BASE_URL": base, "LLM_MODEL": "m", "OPENAI_API_KEY": "sk-local-test", "ADMIN_BEARER_TOKEN": BEARER,
            "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1", **settings})
        self.addCleanup(pair.clear)
        return pair.start()

    def provider(self, answer, **more):
        provider = Provider(answer, **more)
        self.addCleanup(provider.end)
        return provider

    def standing(self, pair, path="/api/admin/polisher"):
        post = path.endswith("reset")
        answer = pair.ask("POST" if post else "GET", path, {} if post else None,
                          headers={"Authorization": f"Bearer {BEARER}", **({"X-Frontdesk": "1"} if post else {})})
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json


class AWording(PolisherCase):
    def test_the_answer_comes_first_then_its_wording_then_the_end(self):
        provider = self.provider(lambda number, template: faithful(template))
        pair = self.pair(provider.url)
        answer = tell(pair, stream=True)
        self.assertEqual(answer.headers["Content-Type"], "text/event-stream; charset=utf-8")
        told = parts(answer.body)
        self.assertEqual([name for name, _ in told], ["answer", "polished", "done"])
        template, polished = told[0][1], told[1][1]
        self.assertEqual(polished, {"message_id": template["message_id"], "polished": faithful(template["answer"]),
                                    "usage": {"input_tokens": 700, "output_tokens": 90}})
        self.assertEqual(template["usage"], {"input_tokens": 0, "output_tokens": 0})
        # Who reads later has both.
        messages = pair.ask("GET", "/api/chat/messages", headers={"Authorization": f"Session {template['session_id']}"}).json["messages"]
        self.assertEqual((messages[-1]["content"], messages[-1]["polished"]), (template["answer"], polished["polished"]))
        transcript = pair.ask("GET", "/api/chat/transcript", headers={"Authorization": f"Session {template['session_id']}", "Accept": "text/plain"})
        self.assertIn("Baik, saya jelaskan.", transcript.body.decode())

    def test_who_wants_json_gets_the_words_that_are_shown_and_what_they_cost(self):
        provider = self.provider(lambda number, template: faithful(template))
        pair = self.pair(provider.url)
        answer = tell(pair).json
        self.assertTrue(answer["answer"].startswith("Baik, saya jelaskan.\n"))
        self.assertEqual(answer["usage"], {"input_tokens": 700, "output_tokens": 90})
        # What never passes through the model.
        self.assertGreaterEqual(len(answer["benefits"]), 3)
        self.assertTrue(answer["sources"])
        self.assertNotIn(answer["cta"]["primary"], json.dumps(provider.calls, ensure_ascii=False))
        metrics = pair.ask("GET", "/api/metrics").body.decode()
        self.assertIn('frontdesk_rewordings_total{outcome="accepted"} 1\n', metrics)
        self.assertIn('frontdesk_rewording_tokens_total{direction="input"} 700\n', metrics)
        # 700 at 5 and 90 at 25 dollars a million.
        self.assertIn("frontdesk_rewording_cost_usd_total 0.00575\n", metrics)
        standing = self.standing(pair)
        self.assertEqual((standing["provider"], standing["model"], standing["state"]), ("openai", "m", "on"))
        self.assertEqual(standing["spent"], {"calls": 1, "tokens": 790, "micro_cost": 5750})

    def test_a_lie_is_not_shown_and_the_log_says_by_which_rule(self):
        provider = self.provider(lambda number, template: template + "\nKami jamin izin terbit dalam 7 hari.")
        pair = self.pair(provider.url)
        told = parts(tell(pair, stream=True).body)
        self.assertEqual([name for name, _ in told], ["answer", "done"])
        (asked, _), (declined, reason) = wordings(pair.state)
        self.assertEqual((asked, declined), ("rewordingRequested", "rewordingDeclined"))
        self.assertTrue(reason.startswith("gate:"), reason)

    def test_the_key_is_in_no_log_page_metric_or_argument(self):
        provider = self.provider(lambda number, template: 401)
        pair = self.pair(provider.url)
        tell(pair)
        wait_until(lambda: "the language model is not asked" in pair.said, 10, "the operator is told")
        pid = pair.responder_process.pid
        seen = [pair.said, pair.ask("GET", "/api/metrics").body.decode(), json.dumps(self.standing(pair)),
                pathlib.Path(f"/proc/{pid}/cmdline").read_text(), *(path.read_text() for path in pathlib.Path(pair.state, "log").glob("*.jsonl"))]
        for text in seen:
            self.assertNotIn("sk-local-test", text)


class WhatGoesWrong(PolisherCase):
    def test_a_slow_provider_keeps_nobody_longer_than_the_deadline(self):
        provider = self.provider(lambda number, template: None)
        pair = self.pair(provider.url, LLM_DEADLINE="1")
        link = http.client.HTTPConnection("127.0.0.1", pair.port, timeout=30)
        link.request("POST", "/api/chat", json.dumps({"messages": [{"role": "user", "content": QUESTION}]}),
                     {"Content-Type": "application/json", "Accept": "text/event-stream"})
        response = link.getresponse()
        first = response.readline() + response.readline() + response.readline()
        # The answer is here while the provider still holds its call.
        self.assertEqual(parts(first)[0][0], "answer")
        self.assertEqual(wordings(pair.state), [("rewordingRequested", None)])
        self.assertEqual(parts(response.read())[-1][0], "done")
        link.close()
        wait_until(lambda: len(wordings(pair.state)) == 2, 10, "the wording is declined")
        self.assertEqual(wordings(pair.state)[1], ("rewordingDeclined", "deadline"))

    def test_billing_stops_the_calls_until_an_admin_resets(self):
        provider = self.provider(lambda number, template: 402 if number == 1 else faithful(template))
        pair = self.pair(provider.url)
        tell(pair)
        self.assertEqual(tell(pair).json["usage"], {"input_tokens": 0, "output_tokens": 0})
        standing = self.standing(pair)
        self.assertEqual((standing["state"], standing["breaker"]["open"], standing["breaker"]["until"]), ("open", True, None))
        pair.kill()
        pair.start()
        tell(pair)
        self.assertEqual(len(provider.calls), 1)
        self.assertEqual(self.standing(pair, "/api/admin/polisher/reset")["state"], "on")
        self.assertTrue(tell(pair).json["answer"].startswith("Baik"))
        entries = pair.ask("GET", "/api/admin/audit", headers={"Authorization": f"Bearer {BEARER}"}).json["entries"]
        self.assertEqual([(entry["admin"], entry["action"]) for entry in entries if "breaker" in entry["action"]], [("api", "breakerClosed")])

    def test_a_kill_in_the_middle_of_a_call_leaves_a_declined_wording(self):
        provider = self.provider(lambda number, template: None)
        pair = self.pair(provider.url, LLM_DEADLINE="10")
        with concurrent.futures.ThreadPoolExecutor() as pool:
            asking = pool.submit(tell, pair, stream=True)
            wait_until(lambda: provider.calls, 10, "the provider is asked")
            pair.kill()
            asking.exception()
        self.assertEqual(wordings(pair.state), [("rewordingRequested", None)])
        pair.start()
        wait_until(lambda: len(wordings(pair.state)) == 2, 10, "the wording is declined")
        self.assertEqual(wordings(pair.state)[1], ("rewordingDeclined", "restart"))
        # Nobody knows what the call cost, so what was set aside for it counts.
        spent = self.standing(pair)["spent"]
        request = next(event["data"] for event in events(pair.state) if event["type"] == "rewordingRequested")
        self.assertEqual(spent, {"calls": 1, "tokens": request["most_tokens"], "micro_cost": request["most_micro_cost"]})
        pair.kill()
        pair.start()
        tell(pair, "halo")
        self.assertEqual(len(wordings(pair.state)), 2, "declined once, whatever happens")
        self.assertEqual(self.standing(pair)["spent"], spent)
        self.assertEqual(pair.stop(), 0)
        self.assertEqual(pair.command("verify").returncode, 0)

    def test_a_stop_waits_for_no_provider(self):
        provider = self.provider(lambda number, template: None)
        pair = self.pair(provider.url, LLM_DEADLINE="10")
        with concurrent.futures.ThreadPoolExecutor() as pool:
            asking = [pool.submit(tell, pair, stream=stream) for stream in (False, True)]
            wait_until(lambda: len(provider.calls) == 2, 10, "the provider is asked")
            began = time.monotonic()
            self.assertEqual(pair.stop(), 0, pair.said)
            self.assertLess(time.monotonic() - began, 5)
            answers = [each.result() for each in asking]
        self.assertEqual(answers[0].json["intent"], "PPIU_SYARAT")
        self.assertEqual([name for name, _ in parts(answers[1].body)], ["answer", "done"])
        self.assertEqual([reason for kind, reason in wordings(pair.state) if kind == "rewordingDeclined"], ["restart", "restart"])

    def test_many_failed_calls_leave_nothing_behind(self):
        """POLISHER_CALLS of them, each in one of the ways in which a provider fails; between two a call that is answered, so that the
        breaker lets the next one through."""
        count = int(os.environ.get("POLISHER_CALLS", 1_000))
        ways = [b"", b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 999\r\n\r\ndata: {\"choices\":[{\"delta\":{\"content\":\"Izin\"}}]}\n\n",
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>", b"garbage\r\n\r\n", 500, 529, 429, 404,
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"]
        provider = self.provider(lambda number, template: ways[number // 2 % len(ways)] if number % 2 else "Bukan.")
        free = {f"LLM_{whose}_{what}": "1000000" if what == "COST" else "1000000000000" for whose in ("DAY", "VISITOR", "CONVERSATION") for what in ("COST", "TOKENS")}
        pair = self.pair(provider.url, LLM_DEADLINE="10", **free)
        pid = pair.responder_process.pid

        def one(_):
            answer = tell(pair)
            assert answer.status == 200, answer.body
            return answer.json["message_id"]

        def resources():
            wait_until(lambda: self.standing(pair)["calls"] == 0, 20, "no call is under way")
            threads = len(os.listdir(f"/proc/{pid}/task"))
            return threads, len(os.listdir(f"/proc/{pid}/fd")), resident_bytes(pid)

        # One at a time: what fails and what succeeds alternate as they are counted.
        answered = [one(number) for number in range(400)]
        before = resources()
        answered += [one(number) for number in range(2 * count - 400)]
        after = resources()
        outcomes = self.standing(pair)["outcomes"]
        failed = sum(number for outcome, number in outcomes.items() if outcome.startswith("vendor:"))
        print(f"\n{failed} failed calls: {before[0]} threads, {before[1]} descriptors, {before[2] / 1e6:.1f} MB → {after[0]}, {after[1]}, {after[2] / 1e6:.1f} MB; {outcomes}")
        self.assertEqual(failed, count, outcomes)
        # Swift's pool and the connections that are kept come and go by a few.
        self.assertLessEqual(after[0], before[0] + 4)
        self.assertLessEqual(after[1], before[1] + 16)
        # What grows is conversations in memory, of which there are 2,000 at most, and the ledger's rows.
        self.assertLess(after[2], before[2] + 8e6 + 4_000 * 2 * count)
        # Nothing in the log is doubled: each answer has one request and one end.
        settled = {}
        for event in events(pair.state):
            if "eword" in event["type"]:
                settled.setdefault(event["data"]["message_id"], []).append(event["type"])
        self.assertEqual(set(settled), set(answered))
        self.assertEqual({tuple(types) for types in settled.values()}, {("rewordingRequested", "rewordingDeclined")})


class WhatItMayCost(PolisherCase):
    def test_64_visitors_at_once_and_a_restart_spend_no_token_beyond_the_limit(self):
        turnstile = threading.Event()

        def answer(number, template):
            turnstile.wait(30)
            return faithful(template)

        provider = self.provider(answer)
        limit = 40_000
        free = {f"LLM_{whose}_{what}": "1000000" if what == "COST" else "1000000000000" for whose in ("DAY", "VISITOR", "CONVERSATION") for what in ("COST", "TOKENS")}
        pair = self.pair(provider.url, **{**free, "LLM_DAY_TOKENS": str(limit), "LLM_DEADLINE": "10"})
        with concurrent.futures.ThreadPoolExecutor(64) as pool:
            asking = [pool.submit(tell, pair) for _ in range(64)]
            wait_until(lambda: len(wordings(pair.state)) == 64, 20, "all are asked")
            held = self.standing(pair)["spent"]
            self.assertLessEqual(held["tokens"], limit)
            self.assertLess(held["calls"], 64)
            turnstile.set()
            for each in asking:
                self.assertEqual(each.result().status, 200)
        self.assertEqual(self.standing(pair)["spent"]["tokens"], 790 * held["calls"])
        # One after the other until nothing more fits, with a kill in between.
        while tell(pair).json["usage"]["input_tokens"]:
            if len(provider.calls) == held["calls"] + 5:
                pair.kill()
                pair.start()
        spent = self.standing(pair)["spent"]
        most = max(event["data"]["most_tokens"] for event in events(pair.state) if event["type"] == "rewordingRequested")
        self.assertLessEqual(spent["tokens"], limit)
        self.assertGreater(spent["tokens"] + most, limit, "and no token sooner")
        self.assertEqual(spent["tokens"], 790 * len(provider.calls), "as the provider counts")
        pair.kill()
        pair.start()
        self.assertEqual(self.standing(pair)["spent"], spent)
        calls = len(provider.calls)
        tell(pair)
        self.assertEqual((len(provider.calls), wordings(pair.state)[-1]), (calls, ("rewordingDeclined", "budget")))


def faults():
    spec = importlib.util.spec_from_file_location("test_models", VENDORS / "test_models.py")
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(VENDORS))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(VENDORS))
    return module.FAULTS


class ByNginx(PolisherCase):
    def test_each_fault_of_nginx_leaves_the_template_and_its_name_in_the_log(self):
        silent = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(silent.close)
        folder, port = state_folder("faults"), free_port()
        self.addCleanup(shutil.rmtree, folder, True)
        (folder / "nginx.conf").write_text(faults().format(folder=folder, port=port, silent=silent.getsockname()[1]))
        program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
        server = subprocess.Popen([program, "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")],
                                  stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)

        def listens():
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", port)) == 0

        wait_until(listens, 20, "nginx listens")
        expected = {"overloaded": ("vendor:overloaded", True), "limited": ("vendor:rate_limited", True), "limited-without": ("vendor:rate_limited", False),
                    "billing": ("vendor:billing", True), "busy": ("vendor:overloaded", True), "html": ("vendor:overloaded", False),
                    "html-as-success": ("vendor:malformed", False), "moved": ("vendor:refused", False), "cut": ("vendor:cut", False), "slow": ("deadline", False)}
        # The failures of one visitor would use up a visitor's budget.
        free = {f"LLM_{whose}_{what}": "1000000" if what == "COST" else "1000000000000" for whose in ("DAY", "VISITOR", "CONVERSATION") for what in ("COST", "TOKENS")}
        pair = None
        for fault, (reason, opens) in expected.items():
            for provider in ("openai", "anthropic"):
                with self.subTest(fault=fault, provider=provider):
                    base = f"http://127.0.0.1:{port}/{fault}" + ("/v1" if provider == "openai" else "")
                    settings = {**free, "LLM_PROVIDER": provider, "LLM_BASE_URL": base, "LLM_DEADLINE": "1", "OPENAI_API_KEY": "", "ANTHROPIC_API_KEY": ""}
                    if pair:
                        pair.kill()
                        pair.start(**settings)
                    else:
                        pair = self.pair(base, **settings)
                    if self.standing(pair)["state"] == "open":  # a lock outlives its process
                        self.standing(pair, "/api/admin/polisher/reset")
                    before = len(wordings(pair.state))
                    answer = tell(pair)
                    self.assertEqual((answer.status, answer.json["intent"]), (200, "PPIU_SYARAT"))
                    wait_until(lambda: ("rewordingDeclined", reason) in wordings(pair.state)[before:], 10, f"it is declined as {reason}")
                    self.assertEqual(self.standing(pair)["breaker"]["open"], opens)


class ByLlamaCpp(PolisherCase):
    """A random model: all that it writes is gibberish, so all of it must be declined, with what it cost."""

    def test_a_random_model_is_asked_paid_and_declined(self):
        python = os.environ.get("XLLAMACPP_PYTHON", sys.executable)
        if not os.path.exists(python) or subprocess.run(
                [python, "-c", "import xllamacpp, gguf, numpy"], capture_output=True).returncode:
            self.skipTest("no Python with xllamacpp, gguf and numpy is here (XLLAMACPP_PYTHON)")
        folder, port = state_folder("llama"), free_port()
        self.addCleanup(shutil.rmtree, folder, True)
        program, model = VENDORS / "tiny_model.py", folder / "tiny.gguf"
        subprocess.run([python, program, "make", model], check=True, capture_output=True)
        # A token a byte: an answer, its question and our instructions are more than the vendors' own tests need.
        server = subprocess.Popen([python, program, "serve", model, str(port), "sk-local-test", "32768"],
                                  stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)

        def healthy():
            link = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            try:
                link.request("GET", "/health")
                return link.getresponse().status == 200
            except OSError:
                return False
            finally:
                link.close()

        wait_until(lambda: server.poll() is not None or healthy(), 60, "the model")
        pair = None
        for interface in ("chat", "responses", "messages"):
            with self.subTest(interface=interface):
                provider = "anthropic" if interface == "messages" else "openai"
                settings = {"LLM_PROVIDER": provider, "LLM_INTERFACE": "chat" if interface == "messages" else interface, "LLM_MODEL": "tiny-random",
                            "LLM_BASE_URL": f"http://127.0.0.1:{port}" + ("" if interface == "messages" else "/v1"), "LLM_DEADLINE": "10",
                            "OPENAI_API_KEY": "sk-local-test", "ANTHROPIC_API_KEY": "sk-local-test"}
                if pair:
                    pair.kill()
                    pair.start(**settings)
                else:
                    pair = self.pair("http://127.0.0.1", **settings)
                answer = tell(pair)
                self.assertEqual(answer.status, 200, pair.said)
                answer = answer.json
                self.assertEqual(answer["intent"], "PPIU_SYARAT")
                declined = [event["data"] for event in events(pair.state) if "eword" in event["type"]][-1]
                if declined["reason"] == "deadline":
                    self.skipTest("this machine's llama.cpp is too slow for the longest LLM_DEADLINE")
                self.assertRegex(declined["reason"], "^(gate:|vendor:length)")
                self.assertGreater(declined["input_tokens"], 500)
                self.assertGreater(declined["output_tokens"], 0)
                self.assertEqual(answer["usage"]["output_tokens"], declined["output_tokens"])
                request = [event["data"] for event in events(pair.state) if event["type"] == "rewordingRequested"][-1]
                self.assertLessEqual(declined["input_tokens"] + declined["output_tokens"], request["most_tokens"], "what is set aside is enough")


class ByTheRealProvider(PolisherCase):
    def real(self, provider):
        name = provider.upper()
        if not (os.environ.get(f"{name}_API_KEY") and os.environ.get(f"{name}_TEST_MODEL")):
            self.skipTest(f"no key and model of {provider} are set")
        proxies = {key: value for key, value in os.environ.items() if key.lower().endswith("_proxy")}
        pair = self.pair("", **{"LLM_PROVIDER": provider, "LLM_BASE_URL": "", f"{name}_API_KEY": os.environ[f"{name}_API_KEY"],
                                "LLM_MODEL": os.environ[f"{name}_TEST_MODEL"], "LLM_DEADLINE": "10", **proxies})
        for question in (QUESTION, "Berapa lama proses izin PPIU?", "How long does the process take?", "Apa itu PPIU?"):
            answer = tell(pair, question).json
            self.assertGreater(answer["usage"]["input_tokens"], 100)
            self.assertGreater(answer["usage"]["output_tokens"], 5)
        outcomes = self.standing(pair)["outcomes"]
        print(f"\n{provider}: {outcomes}, {self.standing(pair)['spent']}")
        self.assertFalse([outcome for outcome in outcomes if outcome.startswith("vendor:")], outcomes)

    def test_openai(self):
        self.real("openai")

    def test_anthropic(self):
        self.real("anthropic")


if __name__ == "__main__":
    unittest.main()
