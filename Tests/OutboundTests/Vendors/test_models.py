"""Language models by software that others wrote: llama.cpp's server with a tiny random model, and nginx for what goes wrong.

With OPENAI_API_KEY and OPENAI_TEST_MODEL, or the same of Anthropic, in the environment the questions go to the real provider too.
"""
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import unittest

from vendors import Driver, Folder, free_port, listens, wait_until

HERE = os.path.dirname(os.path.abspath(__file__))
INTERFACES = ("chatCompletions", "responses", "messages")
QUESTION = {"kind": "model", "instructions": "Reword what is given.", "input": "Biaya pendampingan dihitung setelah dokumen diperiksa.", "tokens": 24}


def base(interface, url):
    return url if interface == "messages" else url + "/v1"


@unittest.skipUnless(all(map(importlib.util.find_spec, ("xllamacpp", "gguf", "numpy"))), "xllamacpp, gguf or numpy is not here")
class ALocalModel(unittest.TestCase):
    key = "sk-local-test"

    @classmethod
    def setUpClass(cls):
        cls.folder = Folder()
        model = str(cls.folder.__enter__() / "tiny.gguf")
        program = os.path.join(HERE, "tiny_model.py")
        subprocess.run([sys.executable, program, "make", model], check=True, capture_output=True)
        cls.port = free_port()
        cls.url = f"http://127.0.0.1:{cls.port}"
        cls.server = subprocess.Popen([sys.executable, program, "serve", model, str(cls.port), cls.key],
                                      stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        cls.driver = Driver()
        try:
            wait_until(lambda: cls.server.poll() is not None or listens(cls.port), 60, "the model's server")
            # It listens before it is ready.
            wait_until(lambda: "text" in cls.ask("chatCompletions", False), 60, "the model")
        except BaseException:
            cls.tearDownClass()
            raise

    @classmethod
    def tearDownClass(cls):
        cls.driver.__exit__()
        cls.server.terminate()
        cls.server.wait(timeout=20)
        cls.folder.__exit__()

    @classmethod
    def ask(cls, interface, streams, **order):
        return cls.driver(**QUESTION | {
            "interface": interface, "url": base(interface, cls.url), "key": cls.key, "model": "tiny-random", "streams": streams,
            "seconds": 60} | order)

    def test_each_interface_answers_in_one_piece_and_in_many(self):
        for interface in INTERFACES:
            for streams in (False, True):
                with self.subTest(interface=interface, streams=streams):
                    reply = self.ask(interface, streams)
                    self.assertTrue(reply.get("text"), reply)
                    # A random model stops where it is cut off, or by chance.
                    self.assertIn(reply["finish"], ("length", "stop"))
                    self.assertTrue(0 < reply["output_tokens"] <= 24, reply)
                    # A token a byte: instructions and question are all in it.
                    self.assertGreater(reply["input_tokens"], 60)
                    self.assertTrue(reply["may_cost"])

    def test_a_schema_is_kept_to(self):
        schema = {"type": "object", "properties": {"intent": {"type": "string", "enum": ["PPIU_SYARAT", "PPIU_BIAYA"]}},
                  "required": ["intent"], "additionalProperties": False}
        # This server keeps to a schema in Chat Completions alone.
        for streams in (False, True):
            with self.subTest(streams=streams):
                reply = self.ask("chatCompletions", streams, schema=schema, tokens=200)
                self.assertIn(json.loads(reply["text"])["intent"], ("PPIU_SYARAT", "PPIU_BIAYA"))

    def test_a_wrong_key_is_told(self):
        for interface in INTERFACES:
            reply = self.ask(interface, True, key="sk-wrong")
            self.assertEqual((reply["failure"], reply["may_cost"]), ("unauthorized", False), reply)

    def test_a_question_that_is_too_long_is_refused(self):
        for interface in INTERFACES:
            reply = self.ask(interface, False, input="panjang " * 2000)
            self.assertEqual((reply["failure"], reply["may_cost"]), ("refused", False), reply)


FAULTS = """
daemon off; worker_processes 1; error_log stderr; pid {folder}/pid;
events {{ worker_connections 64; }}
http {{
  access_log off; default_type application/json;
  client_body_temp_path {folder}/b; fastcgi_temp_path {folder}/f; proxy_temp_path {folder}/p; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{
    listen 127.0.0.1:{port};
    location ^~ /overloaded/ {{ add_header retry-after 3 always; add_header request-id req_1 always;
      return 529 '{{"type":"error","error":{{"type":"overloaded_error","message":"Overloaded"}},"request_id":"req_1"}}'; }}
    location ^~ /limited/ {{ add_header retry-after 20 always; return 429 '{{"error":{{"message":"x","type":"tokens","code":"rate_limit_exceeded"}}}}'; }}
    location ^~ /limited-without/ {{ return 429 '{{"error":{{"message":"x","type":"tokens","code":"rate_limit_exceeded"}}}}'; }}
    location ^~ /billing/ {{ return 429 '{{"error":{{"message":"x","type":"insufficient_quota","param":null,"code":"credit_balance_exhausted"}}}}'; }}
    location ^~ /busy/ {{ add_header retry-after-ms 250 always; return 503 '{{"error":{{"message":"x","code":"server_is_overloaded"}}}}'; }}
    location ^~ /html/ {{ default_type text/html; return 502 '<html><body>bad gateway</body></html>'; }}
    location ^~ /html-as-success/ {{ default_type text/html; return 200 '<html><body>sign in</body></html>'; }}
    location ^~ /moved/ {{ return 302 /html/; }}
    location ^~ /cut/ {{ return 444; }}
    location ^~ /slow/ {{ proxy_pass http://127.0.0.1:{silent}; proxy_read_timeout 60s; }}
  }}
}}
"""


@unittest.skipUnless(shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin"), "nginx is not here")
class WhatGoesWrong(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        import socket
        cls.silent = socket.create_server(("127.0.0.1", 0))
        cls.folder = Folder()
        folder, cls.port = cls.folder.__enter__(), free_port()
        file = folder / "nginx.conf"
        file.write_text(FAULTS.format(folder=folder, port=cls.port, silent=cls.silent.getsockname()[1]))
        program = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
        cls.server = subprocess.Popen([program, "-e", "stderr", "-p", str(folder), "-c", str(file)],
                                      stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        cls.driver = Driver()
        try:
            wait_until(lambda: cls.server.poll() is not None or listens(cls.port), 20, "nginx")
        except BaseException:
            cls.tearDownClass()
            raise

    @classmethod
    def tearDownClass(cls):
        cls.driver.__exit__()
        cls.server.terminate()
        cls.server.wait(timeout=20)
        cls.silent.close()
        cls.folder.__exit__()

    def test_each_fault_is_told_by_its_kind(self):
        faults = {
            "overloaded": ("overloaded", "overloaded(status: 529, retryAfter: Optional(3.0 seconds))", False),
            "limited": ("rate_limited", "rateLimited(retryAfter: Optional(20.0 seconds))", False),
            "limited-without": ("rate_limited", "rateLimited(retryAfter: nil)", False),
            "billing": ("billing", 'billing(code: "credit_balance_exhausted")', False),
            "busy": ("overloaded", "overloaded(status: 503, retryAfter: Optional(0.25 seconds))", False),
            "html": ("overloaded", "overloaded(status: 502, retryAfter: nil)", False),
            "html-as-success": ("malformed", 'malformed("not_json")', True), "moved": ("refused", "refused(status: 302, code: nil)", False),
            "cut": ("cut", "cut", True), "slow": ("timed_out", "timedOut", True),
        }
        for fault, expected in faults.items():
            for interface in INTERFACES:
                for streams in (False, True) if fault != "slow" else (True,):
                    with self.subTest(fault=fault, interface=interface, streams=streams):
                        reply = self.driver(**QUESTION | {
                            "interface": interface, "url": base(interface, f"http://127.0.0.1:{self.port}/{fault}"), "model": "m",
                            "streams": streams, "seconds": 1 if fault == "slow" else 20})
                        self.assertEqual((reply["failure"], reply["detail"], reply["may_cost"]), expected)
                        self.assertEqual(reply["request_id"], "req_1" if fault == "overloaded" else None)


class TheRealProvider(unittest.TestCase):
    def ask(self, interface, url, key, model):
        proxies = {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
        with Driver(**proxies) as driver:
            for streams in (False, True):
                reply = driver(**QUESTION | {"interface": interface, "url": url, "key": key, "model": model, "streams": streams,
                                             "seconds": 60, "tokens": 400})
                self.assertTrue(reply.get("text"), reply)
                self.assertGreater(reply["input_tokens"], 5)
            self.assertEqual(driver(**QUESTION | {"interface": interface, "url": url, "key": "sk-wrong", "model": model})["failure"], "unauthorized")

    @unittest.skipUnless(os.environ.get("OPENAI_API_KEY") and os.environ.get("OPENAI_TEST_MODEL"), "no key and model of OpenAI's are set")
    def test_openai(self):
        for interface in ("chatCompletions", "responses"):
            self.ask(interface, "https://api.openai.com/v1", os.environ["OPENAI_API_KEY"], os.environ["OPENAI_TEST_MODEL"])

    @unittest.skipUnless(os.environ.get("ANTHROPIC_API_KEY") and os.environ.get("ANTHROPIC_TEST_MODEL"), "no key and model of Anthropic's are set")
    def test_anthropic(self):
        self.ask("messages", "https://api.anthropic.com", os.environ["ANTHROPIC_API_KEY"], os.environ["ANTHROPIC_TEST_MODEL"])


if __name__ == "__main__":
    unittest.main()
