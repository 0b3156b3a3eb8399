"""How long until an admin can use the console on a phone far away: 150 ms to the server and back, 1.6 Mbit/s, a quarter of this processor.

    speed.py ADDRESS PASSWORD [RUNS]     a line of JSON: milliseconds until the first entry of the list can be tapped, the median of RUNS (5)

The network's delay is Chromium's own, counted for each request; nothing is in its cache, and it knows the password already.
"""
import json
import os
import statistics
import sys

from playwright.sync_api import sync_playwright

MARK = """
new MutationObserver((_, observer) => {
    if (!document.querySelector('.entry')) return;
    observer.disconnect();
    performance.mark('usable');
}).observe(document, { childList: true, subtree: true });
"""


def visit(browser, address, password):
    context = browser.new_context(viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True, base_url=address,
                                  http_credentials={"username": "admin", "password": password})
    page = context.new_page()
    page.goto("/admin/nothing")  # the password is asked for and remembered
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.clearBrowserCache")
    devtools.send("Network.emulateNetworkConditions", {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750})
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.add_init_script(MARK)
    page.goto("/admin/")
    page.locator(".entry").first.wait_for()
    found = page.evaluate("""() => {
        const requests = performance.getEntriesByType('resource').filter(({ startTime }) => startTime < performance.getEntriesByName('usable')[0].startTime);
        return { usable_ms: Math.round(performance.getEntriesByName('usable')[0].startTime), requests: requests.length + 1,
                 bytes: requests.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0), nodes: document.querySelectorAll('*').length };
    }""")
    context.close()
    return found


def main(address, password, runs=5):
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), chromium_sandbox=os.getuid() != 0,
                                       args=["--disable-dev-shm-usage"])
        visits = [visit(browser, address, password) for _ in range(int(runs))]
        browser.close()
    times = sorted(visit["usable_ms"] for visit in visits)
    print(json.dumps({**visits[-1], "usable_ms": statistics.median(times), "fastest_ms": times[0], "runs": len(times)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
