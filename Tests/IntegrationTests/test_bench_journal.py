"""The form of what `deploy/bench journal` says; its figures are the bench's own to judge."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from house import ROOT


class BenchJournal(unittest.TestCase):
    def test_it_writes_a_line_of_json_for_1_8_and_64_writers_beside_the_disks_own_rate(self):
        if not shutil.which("swift"):
            self.skipTest("there is no swift here to build JournalDriver with")
        with tempfile.TemporaryDirectory() as place:
            result = subprocess.run(
                [ROOT / "deploy/bench.d/journal"], capture_output=True, text=True, timeout=300,
                env={**os.environ, "PYTHONPATH": str(ROOT / "deploy"), "FRONTDESK_BENCH": place, "JOURNAL_SECONDS": "0.2", "JOURNAL_MESSAGES": "2000"})
            # 1 says that a promise does not hold, which so short a run may well say.
            self.assertIn(result.returncode, (0, 1), result.stderr)
            report = json.loads(pathlib.Path(place, "journal.json").read_text())
        lines = [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]
        self.assertEqual([line["writers"] for line in lines], [1, 8, 64])
        for line in lines:
            self.assertEqual(list(line), ["name", "writers", "appends_per_second", "p50_us", "p99_us"])
            self.assertEqual(line["name"], "journal")
            self.assertGreater(line["appends_per_second"], 0)
            self.assertGreaterEqual(line["p99_us"], line["p50_us"])
        self.assertEqual(result.returncode == 0, all(report["promises"].values()))
        for promise, holds in report["promises"].items():
            self.assertIn(f"{'holds' if holds else 'DOES NOT HOLD':14} {promise}", result.stdout)
        for rate, line in zip(report["writers"], lines, strict=True):
            self.assertEqual({key: rate[key] for key in line}, line)
            self.assertGreater(rate["disk_fdatasync_per_second"], 0)
            self.assertGreaterEqual(rate["appends_per_sync"], 1)
        self.assertEqual(report["start"]["messages"], 2000)


if __name__ == "__main__":
    unittest.main()
