"""deploy/run: to ready, back from a dead part, to a stop that leaves nothing behind, and clear lines for what is wrong."""
import os
import pathlib
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import unittest

from house import ROOT, House, free_port, processes_of, state_folder, wait_until


class Run(unittest.TestCase):
    def open(self, *arguments, **options):
        house = House(self._testMethodName.removeprefix("test_")[:12], *arguments, **options)
        self.addCleanup(house.clear)
        return house

    def refused(self, house, code, *texts):
        self.assertEqual(house.process.wait(20), code, house.said)
        self.assertEqual(house.process.stdout.read(), "")
        for text in texts:
            self.assertIn(text, house.said)
        self.assertEqual(processes_of(house.state), [])

    def test_it_says_ready_and_nothing_else_and_a_signal_stops_both_parts(self):
        for ending in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            with self.subTest(ending.name):
                house = self.open().ready()
                self.assertTrue(house.healthy())
                self.assertGreaterEqual(len(processes_of(house.state)), 5, "this script, nginx, its two workers, the responder")
                house.process.send_signal(ending)
                self.assertEqual(house.process.wait(20), 0, house.said)
                self.assertEqual(house.process.stdout.read(), "")
                self.assertEqual(processes_of(house.state), [])

    def test_a_second_start_makes_nothing_again(self):
        first = self.open(arguments=()).ready()
        self.assertEqual(first.stop(), 0)
        site = (first.state / "site/index.html").stat()
        # With the build's own check: this is how people start it. How long it takes, deploy/bench start tells.
        second = self.open(state=first.state, port=first.port, arguments=()).ready()
        self.assertIn("the responder is up to date", second.said)
        self.assertIn("the site is up to date", second.said)
        self.assertEqual((second.state / "site/index.html").stat().st_ino, site.st_ino)

    def test_the_password_is_told_once_and_kept_for_its_owner_alone(self):
        first = self.open().ready()
        self.assertEqual(first.said.count(first.password), 1)
        self.assertRegex(first.password, "^[0-9a-f]{32}$")
        self.assertEqual(first.stop(), 0)
        second = self.open(state=first.state).ready()
        self.assertNotIn(second.password, second.said)
        self.assertEqual(stat.S_IMODE(os.stat(second.state).st_mode), 0o700)
        for name in ("admin-password", "htpasswd"):
            self.assertEqual(stat.S_IMODE(os.stat(second.state / name).st_mode), 0o600)
        open_to_others = [path for path in second.state.rglob("*")
                          if not path.is_symlink() and not path.is_socket() and stat.S_IMODE(path.stat().st_mode) & 0o077]
        self.assertEqual(open_to_others, [])

    def test_a_killed_responder_is_started_again_within_a_second(self):
        house = self.open().ready()
        killed = house.responder()
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: house.responder() not in (None, killed), 1, "another one runs")
        wait_until(house.healthy, 20, "it answers")
        wait_until(lambda: "the responder answers again" in house.said, 2, "it is said")

    def test_a_killed_nginx_is_started_again_within_a_second(self):
        house = self.open().ready()
        killed = house.nginx()
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: house.nginx() not in (None, killed), 1, "another one runs")
        wait_until(house.healthy, 20, "it answers")
        wait_until(lambda: "nginx answers again" in house.said, 2, "it is said")

    def test_five_deaths_in_a_minute_are_enough(self):
        house = self.open().ready()
        for _ in range(4):
            pid = wait_until(house.responder, 5, "a responder runs")
            os.kill(pid, signal.SIGKILL)
            wait_until(lambda: house.responder() not in (None, pid), 5, "another one runs")
            wait_until(house.healthy, 20, "it answers")
        os.kill(house.responder(), signal.SIGKILL)
        self.assertEqual(house.process.wait(10), 1)
        self.assertIn("giving up", house.said)
        self.assertEqual(processes_of(house.state), [])

    def test_what_it_started_ends_with_it_even_when_it_is_killed(self):
        house = self.open().ready()
        house.process.kill()
        house.process.wait(5)
        wait_until(lambda: processes_of(house.state) == [], 10, "nothing is left")

    def test_a_taken_port_is_named_with_who_has_it(self):
        with socket.socket() as taker:
            taker.bind(("127.0.0.1", 0))
            taker.listen()
            port = taker.getsockname()[1]
            house = self.open(arguments=("--no-build", "--port", str(port)))
            self.refused(house, 1, f"port {port} is taken by process {os.getpid()}", "--port")

    def test_a_state_folder_in_use_is_refused(self):
        first = self.open().ready()
        second = House("second", state=first.state)
        self.assertEqual(second.process.wait(10), 1)
        self.assertIn(f"at work in {first.state} already (process {first.process.pid})", second.said)
        second.process.stdout.close()
        second.errors_file.close()
        self.assertTrue(first.healthy())

    def test_a_state_folder_that_cannot_be_written_is_refused(self):
        place = state_folder("file") / "plain"
        place.write_text("a file where the folder should be")
        result = subprocess.run([ROOT / "deploy/run", "--no-build", "--port", str(free_port()), "--state", place / "state"],
                                capture_output=True, text=True, timeout=20)
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertIn("cannot write to", result.stderr)

    def test_wrong_settings_are_all_listed_and_nothing_is_started_again(self):
        house = self.open({"RATELIMIT_MAX": "x", "RATELIMIT_WINDOW": "0"})
        self.refused(house, 78, "RATELIMIT_MAX", "RATELIMIT_WINDOW", "a setting or the content is wrong")

    def test_arguments_that_mean_nothing_are_refused(self):
        for arguments in (("--port", "http"), ("--port", "70000"), ("--statee", "x"), ("--port",)):
            with self.subTest(arguments):
                result = subprocess.run([ROOT / "deploy/run", *arguments], capture_output=True, text=True, timeout=20)
                self.assertEqual((result.returncode, result.stdout), (64, ""))

    def test_an_old_swift_is_named(self):
        with tempfile.TemporaryDirectory() as place:
            checkout = self.checkout(place)
            tools = pathlib.Path(place, "tools")
            tools.mkdir()
            (tools / "swift").write_text("#!/bin/sh\necho 'Swift version 5.9.2 (swift-5.9.2-RELEASE)'\n")
            (tools / "swift").chmod(0o755)
            house = self.open({"PATH": f"{tools}:{os.environ['PATH']}"}, arguments=(), root=checkout)
            self.refused(house, 1, "Swift 6.2 or newer is needed", "5.9")

    def test_a_stop_while_it_builds_ends_the_compilers_too(self):
        with tempfile.TemporaryDirectory() as place:
            checkout = self.checkout(place)
            tools, pids = pathlib.Path(place, "tools"), pathlib.Path(place, "pids")
            tools.mkdir()
            (tools / "swift").write_text(f"""#!/bin/bash
[[ $1 == --version ]] && {{ echo 'Swift version 6.2 (swift-6.2-RELEASE)'; exit; }}
sleep 300 & echo $! >{pids}.new; mv {pids}.new {pids}; wait
""")
            (tools / "swift").chmod(0o755)
            house = self.open({"PATH": f"{tools}:{os.environ['PATH']}"}, arguments=(), root=checkout)
            compiler = int(wait_until(lambda: pids.exists() and pids.read_text(), 10, "it builds"))
            self.assertEqual(house.stop(), 0, house.said)
            wait_until(lambda: not pathlib.Path(f"/proc/{compiler}").exists(), 2, "the compiler has ended")

    def test_without_root_or_sudo_the_missing_packages_are_told_as_one_command(self):
        if os.geteuid() != 0:
            self.skipTest("only root can become somebody without rights")
        with tempfile.TemporaryDirectory() as place:
            checkout = self.checkout(place)
            tools = pathlib.Path(place, "tools")
            tools.mkdir()
            (tools / "dpkg-query").write_text("#!/bin/sh\ncase \"$*\" in *brotli) exit 1;; *) printf installed;; esac\n")
            (tools / "sudo").write_text("#!/bin/sh\nexit 1\n")
            for tool in tools.iterdir():
                tool.chmod(0o755)
            state = pathlib.Path(place, "state")
            state.mkdir()
            os.chown(state, 65534, 65534)
            pathlib.Path(place).chmod(0o755)
            house = self.open({"PATH": f"{tools}:{os.environ['PATH']}"}, root=checkout, state=state, prefix=as_nobody)
            self.refused(house, 1, "sudo apt-get update && sudo apt-get install --yes --no-install-recommends brotli\n")

    def test_once_the_packages_are_there_no_root_is_needed(self):
        if os.geteuid() != 0:
            self.skipTest("the other tests have shown it: they ran without root")
        with tempfile.TemporaryDirectory() as place:
            checkout = self.checkout(place)
            state = pathlib.Path(place, "state")
            state.mkdir()
            os.chown(state, 65534, 65534)
            pathlib.Path(place).chmod(0o755)
            house = self.open(root=checkout, state=state, prefix=as_nobody).ready()
            self.assertTrue(house.healthy())
            self.assertEqual(house.ask("GET", "/").status, 200)
            self.assertEqual({os.stat(f"/proc/{pid}").st_uid for pid in processes_of(state)}, {65534})
            self.assertEqual(house.stop(), 0)

    def checkout(self, place):
        """What deploy/run needs of this checkout, where anybody may read it; the program as it was built."""
        copy = pathlib.Path(place, "checkout")
        for name in ("deploy", "nginx", "data", "static", "Sources"):
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, copy / name)
        shutil.copy(ROOT / "Package.swift", copy)
        (copy / ".build/release").mkdir(parents=True)
        shutil.copy(ROOT / ".build/release/frontdesk", copy / ".build/release/frontdesk")
        for folder in (ROOT / ".build/release").glob("*.resources"):
            shutil.copytree(folder, copy / ".build/release" / folder.name)
        return copy


# setpriv, as sudo may not be there.
as_nobody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all")


if __name__ == "__main__":
    unittest.main()
