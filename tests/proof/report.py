"""The report in a real browser: every view, the keys, ticks, what goes out and comes in again, one file, on paper."""
import json
import os
import time
from desk import replace

import browser
import tap

NAMES = ["opens without errors", "the six views", "keys go from change to change", "ticks and notes go out as marks.json",
         "and come in again", "a request", "Chinese and English", "zoom to 800 %", "one file", "on paper", "without colour",
         "old and new beside each other at one scale"]


def test(desk):
    if not browser.find():
        for name in NAMES:
            tap.skip("report: " + name, "chromium and chromium-driver are not installed")
        return
    new = desk.copy("edited")
    for old_words, new_words in (("3分06秒", "3分08秒"), ("一口茶", "一大口茶"), ("跑活一条路", "跑通一条路")):
        replace(os.path.join(new, "articles/A1-swap.md"), old_words, new_words)
    replace(os.path.join(new, "articles/A7-food.md"), "起早，过了", "起早，了过")
    desk.diff(desk.old, new, "--ppi", "72")
    window = browser.Browser()
    try:
        look(desk, window)
    finally:
        window.close()


def say(name, problems):
    tap.say("report: " + name, [str(problem) for problem in problems])


def look(desk, window):
    url = "file://" + desk.path("proof", "index.html")
    window.open(url)
    broken = window.wait("return document.images.length && [...document.images].every(i => i.complete) && "
                         "[[...document.images].filter(i => !i.naturalWidth).length]")
    say(NAMES[0], window.errors() + ([] if broken == [0] else ["pictures: %s" % broken]))
    problems = []
    for key, view in zip("123456", ("side", "slider", "blink", "difference", "onion", "only")):
        window.keys(key)
        shown = window.run("return [document.body.dataset.view, [...document.querySelectorAll('.pane img')].filter(i => "
                           "getComputedStyle(i).visibility === 'visible' && i.offsetWidth).map(i => i.className).sort().join()]")
        wanted = {"side": "new,old" , "blink": "new", "only": "new"}.get(view, "new,old")
        if shown != [view, wanted]:
            problems.append("%s: %s" % (view, shown))
    widths = "return [...document.querySelectorAll('.sheet')].filter(i => i.offsetWidth).map(i => i.offsetWidth)"
    window.keys("1")
    with_notes = window.run(widths)
    window.keys("m")
    without = window.run(widths)
    window.keys("m")
    uneven = [w for w in (with_notes, without) if len(w) != 2 or w[0] != w[1]]
    say(NAMES[11], uneven or ([] if with_notes[0] < without[0] else ["no room for notes"]))

    window.keys("3")
    window.press(" ", True)
    if window.run("return document.body.dataset.blink") != "old":
        problems.append("space does not blink")
    window.press(" ", False)
    say(NAMES[1], problems + window.errors())

    window.keys("1jj")
    second = window.run("return document.querySelector('.change.current').dataset.n")
    window.keys("k")
    first = window.run("return document.querySelector('.change.current').dataset.n")
    window.keys("n")
    page = window.run("return document.querySelector('#strip [aria-current=true]').dataset.page")
    window.keys("p")
    say(NAMES[2], [] if [first, second, page] == ["1", "2", "A2"] else [first, second, page])

    window.keys("t")
    window.run("const n = document.querySelector('.change.current input[type=text]'); n.value = '同意 <b>'; "
               "n.dispatchEvent(new Event('change'))")
    window.click("#b-export")
    path, end = os.path.join(window.downloads, "marks.json"), time.monotonic() + 15
    while not os.path.exists(path) and time.monotonic() < end:
        time.sleep(0.1)
    marks = json.load(open(path, encoding="utf-8")) if os.path.exists(path) else {}
    good = marks.get("kind") == "marks" and [(m["first"], m["note"]) for m in marks["marks"]] == [(True, "同意 <b>")]
    say(NAMES[3], [] if good else [marks])

    window.run("localStorage.clear()")
    window.open(url)
    before = window.run("return document.querySelectorAll('input[data-round=first]:checked').length")
    window.run("document.getElementById('import').hidden = false")
    window.type("#import", path)
    after = window.wait("return document.querySelectorAll('input[data-round=first]:checked').length")
    desk.diff(desk.old, desk.path("root/issues/edited"), "--marks", path, "--text-only")
    window.run("localStorage.clear()")
    window.open(url)
    given = window.run("return document.querySelectorAll('input[data-round=first]:checked').length")
    say(NAMES[4], [] if [before, after, given] == [0, 1, 1] else [[before, after, given]])

    window.run("document.querySelector('.change .ticks button').click()")
    window.run("document.getElementById('ask-add').click()")
    asked = window.run("return JSON.parse(localStorage.getItem(Object.keys(localStorage)[0])).requests.length")
    say(NAMES[5], [] if asked == 1 else [asked])

    texts = []
    for _ in range(2):
        window.keys("l")
        texts.append(window.run("return document.documentElement.lang + ' ' + document.querySelector('h1').textContent"))
    say(NAMES[6], [] if sorted(texts) == ["en Proof comparison", "zh 校样比对"] else texts)

    desk.diff(desk.old, desk.path("root/issues/edited"), "--ppi", "48", "--single-file")
    window.open(url)
    window.keys("6" + "+" * 20)
    zoom = window.run("return document.getElementById('zoom').textContent")
    say(NAMES[7], [] if zoom == "800%" else [zoom])
    files = sorted(os.listdir(desk.path("proof")))
    broken = window.wait("return [...document.images].every(i => i.complete) && [[...document.images].filter(i => !i.naturalWidth).length]")
    say(NAMES[8], [] if files == ["diff.json", "index.html"] and broken == [0] else [files, broken])

    printed = window.do("POST", "/print", {})
    count = window.run("return document.querySelectorAll('#print figure').length")
    say(NAMES[9], [] if len(printed) > 20000 and count >= 2 else [len(printed), count])
    numbers = window.run("return [...document.querySelectorAll('.change')].every(c => c.querySelector('.number').textContent && "
                         "c.querySelector('.kind').textContent) && [...document.images].every(i => i.alt)")
    say(NAMES[10], ([] if numbers else ["a change without number or word"]) + window.errors())
