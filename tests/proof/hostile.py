"""Words that would like to be markup: in every field of a layout, thirty kinds. Nothing of them may become an
element, an attribute or a script in the report, and nothing of them may reach a terminal raw."""
import html.parser
import json
import os
import shutil

import browser
import tap

STRINGS = [
    "</td><img src=x onerror=alert(1)>", "<script>window.caught=1</script>", "</script><script>window.caught=1</script>",
    "javascript:window.caught=1", "\" onmouseover=\"window.caught=1", "' onfocus='window.caught=1' autofocus='",
    "<svg onload=window.caught=1>", "<!-- -->", "-->", "]]>", "<![CDATA[", "&lt;b&gt;", "&#60;b&#62;", "&amp;amp;",
    "\u001b[31mred\u001b[0m", "\u0007bell", "\u202eevil\u202c", "\u2066x\u2069", "\u200b\u200d", "\ufeffbom",
    "\u2028line\u2029para", "{{7*7}}", "${7*7}", "@@DATA@@", "%s%n%x", "`window.caught=1`", "<iframe src=javascript:alert(1)>",
    "<style>*{display:none}</style>", "<a href=\"data:text/html,x\">", "../../../etc/passwd", "\\u003cscript\\u003e",
]
ELEMENTS = {"html", "head", "meta", "title", "style", "body", "link", "header", "nav", "main", "section", "div", "span", "aside",
            "script"}


class Reader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.elements, self.handlers, self.scripts, self.inside = [], [], [], False

    def handle_starttag(self, tag, attributes):
        self.elements.append(tag)
        self.handlers += [name for name, value in attributes if name.startswith("on") or "javascript" in (value or "")]
        if tag == "script":
            self.inside = True
            self.scripts.append("")

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "script"

    def handle_data(self, data):
        if self.inside:
            self.scripts[-1] += data


def poison(value, strings):
    """Every string of a layout gets one of STRINGS behind it, but for those that say what kind of thing it is."""
    if isinstance(value, dict):
        return {key: value[key] if key in ("kind", "mode", "unit", "clusters") else poison(value[key], strings) for key in value}
    if isinstance(value, list):
        return [poison(item, strings) for item in value]
    return value + next(strings) if isinstance(value, str) else value


def endless():
    while True:
        yield from STRINGS


def forge(desk):
    good, bad = desk.path("good"), desk.path("bad")
    for folder in (good, bad):
        shutil.rmtree(folder, ignore_errors=True)
        os.mkdir(folder)
    with open(desk.path("a", "layout.json"), encoding="utf-8") as file:
        layout = json.load(file)
    layout["pages"] = layout["pages"][:2]
    with open(os.path.join(good, "layout.json"), "w", encoding="utf-8") as file:
        json.dump(layout, file, ensure_ascii=False)
    strings = endless()
    for page in layout["pages"]:  # texts change; ids of stories stay, else all is new and gone
        for box in page["boxes"]:
            for line in box.get("lines", []):
                line["text"] += next(strings)
            for key in ("part", "slot", "face", "ink"):
                if key in box and next(strings) and page is layout["pages"][1]:
                    box[key] += next(strings)
            if "source" in box:
                box["source"]["file"] += next(strings)
    layout = dict(layout, paper="p" + next(strings), date="d" + next(strings), stories=poison(layout["stories"], strings))
    with open(os.path.join(bad, "layout.json"), "w", encoding="utf-8") as file:
        json.dump(layout, file, ensure_ascii=False)
    everything = poison(layout, strings)
    whole = desk.path("whole")
    shutil.rmtree(whole, ignore_errors=True)
    os.mkdir(whole)
    with open(os.path.join(whole, "layout.json"), "w", encoding="utf-8") as file:
        json.dump(dict(everything, schema=1), file, ensure_ascii=False)
    return good, bad, whole


def look_over(desk):
    with open(desk.path("proof", "index.html"), encoding="utf-8") as file:
        text = file.read()
    reader = Reader()
    reader.feed(text)
    problems = []
    if set(reader.elements) - ELEMENTS:
        problems.append("elements: %s" % sorted(set(reader.elements) - ELEMENTS))
    if reader.handlers or len(reader.scripts) != 4:
        problems.append("handlers %s, %d scripts" % (reader.handlers[:3], len(reader.scripts)))
    if any("<" in script for script in reader.scripts[:3]):
        problems.append("a '<' in the data")
    return problems


def test(desk):
    if not os.path.exists(desk.path("a", "layout.json")):
        tap.skip("hostile words", "there is no layout to forge")
        return
    good, bad, whole = forge(desk)
    for name, old, new in (("hostile words in texts and names", good, bad), ("hostile words everywhere", good, whole),
                           ("hostile words on both sides", whole, whole)):
        status, said, done = desk.diff(old, new, "--junit", desk.path("junit.xml"))
        problems = look_over(desk) if said else ["exit status %d: %s" % (status, done.stderr[:500])]
        try:
            import xml.etree.ElementTree as tree
            tree.parse(desk.path("junit.xml"))
        except (tree.ParseError, OSError) as problem:
            problems.append("JUnit: %s" % problem)
        plain = desk.run("diff", "-q", "-o", desk.path("proof"), old, new)
        raw = [code for code in plain.stdout + plain.stderr if code in "\u001b\u0007\u202e\u2066"]
        if raw:
            problems.append("raw on the terminal: %s" % raw[:4])
        tap.say(name, problems)
        if not browser.find():
            tap.skip(name + ", in a browser", "chromium and chromium-driver are not installed")
            continue
        window = browser.Browser()
        try:
            window.open("file://" + desk.path("proof", "index.html"))
            window.keys("jjjn234561lgbm")
            caught = window.run("return [window.caught, document.querySelectorAll('iframe, #list script, #list img').length, "
                                "document.querySelectorAll('.change').length]")
            tap.say(name + ", in a browser", [str(caught)] if caught[0] or caught[1] else window.errors())
        finally:
            window.close()
