"""What MDN's HTTP Observatory would say of an answer: its published rules, on headers that are already here.

Twelve tests begin at 100 points; penalties are taken off, and bonuses count only where 90 are left without them. The rules are those
of https://github.com/mdn/mdn-http-observatory (algorithm 6), written anew; what only a scanner on the web can know is left at the
points of a site that is served by TLS alone: the redirect from http (0) and the list of preloaded hosts (no bonus).
"""
import re

BROAD = {"ftp:", "http:", "https:", "*", "http://*", "https://*", "data:"}


def directives(policy):
    """The policy by directive, the first of a name, as browsers read it."""
    found = {}
    for part in policy.lower().split(";"):
        name, *sources = part.split() or [""]
        if name:
            found.setdefault(name, sources)
    return found


def content_policy(headers, _html):
    values = headers.get_all("Content-Security-Policy") or []
    if not values:
        return -25, "there is none"
    policy = directives("; ".join(values))
    default = policy.get("default-src")
    script, style = policy.get("script-src", default), policy.get("style-src", default)
    if script is None or (policy.get("object-src", default) is None):
        return -25, "scripts or plug-ins are not covered"
    excused = any(source.startswith(("'nonce-", "'sha")) for source in script)
    if BROAD & set(script) or BROAD & set(policy.get("object-src", default)):
        return -20, "scripts from anywhere"
    if "'unsafe-inline'" in script and not excused:
        return -20, "inline scripts"
    if any(source.startswith("http:") for sources in policy.values() for source in sources):
        return -20, "something over plain http"
    if "'unsafe-eval'" in script + (style or []):
        return -10, "eval"
    if "'unsafe-inline'" in (style or []) or BROAD & set(style or ["*"]):
        return 0, "inline styles"
    return (10, "nothing unsafe, default-src 'none'") if default == ["'none'"] else (5, "nothing unsafe")


def cookies(headers, _html):
    values = headers.get_all("Set-Cookie") or []
    flags = [{part.strip().lower().split("=")[0] for part in value.split(";")[1:]} for value in values]
    if not flags:
        return 0, "none"
    if any("secure" not in each for each in flags):
        return -40, "one goes over plain http"
    if any("httponly" not in each for each in flags):
        return -30, "scripts read one"
    return (5, "each Secure, HttpOnly and SameSite") if all("samesite" in each for each in flags) else (0, "Secure and HttpOnly")


def sharing(headers, _html):
    origin = headers.get("Access-Control-Allow-Origin")
    if origin and headers.get("Access-Control-Allow-Credentials", "").lower() == "true":
        return -50, "any site reads with the visitor's cookies"
    return 0, "without credentials" if origin else "none"


def referrer(headers, _html):
    values = [each.strip().lower() for each in headers.get("Referrer-Policy", "").split(",")]
    good = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
    return (5, values[-1]) if values[-1] in good else (0, "none") if values == [""] else (-5, values[-1])


def transport(headers, _html):
    age = re.search(r"max-age=\"?(\d+)", headers.get("Strict-Transport-Security", ""))
    if not age:
        return -20, "none"
    return (0, f"{int(age[1]) // 86400} days") if int(age[1]) >= 15_552_000 else (-10, "less than six months")


def integrity(_headers, html):
    scripts = re.findall(r"<script[^>]*\ssrc=\"([^\"]+)\"[^>]*>", html)
    if any(each.startswith(("http:", "//")) for each in scripts):
        return -50, "a script that anybody on the way can change"
    others = [tag for tag in re.findall(r"<script[^>]*>", html) if re.search(r"src=\"https:", tag)]
    if others and not all("integrity=" in tag for tag in others):
        return -5, "another host's script without integrity"
    return 0, "only our own scripts" if scripts else "no script"


def exactly(name, value, otherwise):
    return lambda headers, _html: (0, value) if headers.get(name, "").lower() == value else (otherwise, headers.get(name) or "none")


def frames(headers, _html):
    if "frame-ancestors" in directives(headers.get("Content-Security-Policy", "")):
        return 5, "frame-ancestors"
    value = headers.get("X-Frame-Options", "").upper()
    return (5, value) if value in ("DENY", "SAMEORIGIN") else (-20, value or "none")


def isolation(name, good):
    def told(headers, _html):
        value = headers.get(name, "").lower()
        return (10, value) if value in good else (0, value or "none")
    return told


TESTS = {
    "content policy": content_policy, "cookies": cookies, "sharing (CORS)": sharing, "redirect to TLS": lambda *_: (0, "by whoever ends TLS"),
    "referrer": referrer, "transport security": transport, "integrity of scripts": integrity,
    "content type options": exactly("X-Content-Type-Options", "nosniff", -5), "frames": frames,
    "resource policy": isolation("Cross-Origin-Resource-Policy", ("same-origin", "same-site")),
    "embedder policy": isolation("Cross-Origin-Embedder-Policy", ("require-corp", "credentialless")),
    "opener policy": isolation("Cross-Origin-Opener-Policy", ("same-origin", "same-origin-allow-popups", "noopener-allow-popups")),
}


def grade(headers, html=""):
    """The score and, by test, its points and why. `headers` is an email.message.Message, as http.client gives it."""
    told = {name: test(headers, html) for name, test in TESTS.items()}
    without = 100 + sum(min(0, points) for points, _ in told.values())
    return max(0, without + (sum(max(0, points) for points, _ in told.values()) if without >= 90 else 0)), told
