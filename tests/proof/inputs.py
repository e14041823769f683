"""What can be compared, and what cannot: folders, PDFs, PNGs, things that are neither."""
import os
import shutil
import struct
import zlib

import tap
from desk import replace


def png(path, width, height, pixel):
    """A picture of PIXEL(x, y), three bytes each."""
    rows = b"".join(b"\0" + b"".join(bytes(pixel(x, y)) for x in range(width)) for y in range(height))

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
                   chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def expect(name, wanted, problems, done):
    tap.say(name, problems or ([] if wanted else [done.stderr[:1500], done.stdout[-1000:]]))


def refused(desk, name, old, new, says, *words, **options):
    """Exit status 2, a message, and no report."""
    shutil.rmtree(desk.path("proof"), ignore_errors=True)
    status, said, done = desk.diff(old, new, *words, **options)
    good = status == 2 and says in done.stderr and said is None and not os.path.exists(desk.path("proof"))
    expect(name, good, [], done)


def test_folders(desk):
    new = desk.copy("edited")
    a, b = desk.path("a"), desk.path("b")
    first = desk.run("accept", "-q", new, "-o", a, "--ppi", "36")
    replace(os.path.join(new, "articles/A1-swap.md"), "3分06秒", "3分08秒")
    second = desk.run("accept", "-q", new, "-o", b, "--ppi", "36")
    if not os.path.exists(a) or not os.path.exists(b):
        tap.say("folders", [first.stderr, second.stderr])
        return
    status, said, done = desk.diff(a, a)
    empty = said and not (said["stories"] or said["furniture"] or said["looks"] or any(p["boxes"] for p in said["pages"]))
    expect("a version is the same as itself", status == 0 and said["same"] and empty, [], done)
    status, said, done = desk.diff(a, b)
    boxes = [(box["story"], box["part"]) for page in said["pages"] for box in page["boxes"]]
    expect("pixels are told by story and part", status == 1 and boxes and set(boxes) == {("A1-swap", "body")}, [], done)
    page = said["pages"][0]
    spot, box = said["stories"][0]["edits"][0]["newSpot"]["box"], page["boxes"][0]["box"]
    x, y = (spot[i] * page[("width", "height")[i]] / page["trim"][i] for i in (0, 1))
    near = box[0] - 3 <= x <= box[0] + box[2] + 3 and box[1] - 4 <= y <= box[1] + box[3] + 4
    expect("an edit is placed where its pixels changed", near, [], done)
    status, said, done = desk.diff(a, b, "--mask", "story.A1-swap")
    expect("a mask hides a story, words and pixels", status == 0 and said["masked"] > 0, [], done)
    status, said, done = desk.diff(a, b, "--tolerance", "1000000")
    expect("a tolerance is for pixels, not for words", status == 1 and all(p["tolerated"] or not p["pixels"] for p in said["pages"]),
           [], done)
    status, said, done = desk.diff(a, b, "--junit", desk.path("junit.xml"))
    text = open(desk.path("junit.xml"), encoding="utf-8").read()
    expect("JUnit XML", '<testcase classname="banxin.story" name="A1-swap">' in text and 'failures="2"' in text, [text[:800]]
           if 'failures="2"' not in text else [], done)
    # an older form, a broken one
    older = desk.path("older")
    shutil.copytree(a, older)
    replace(os.path.join(older, "layout.json"), '"schema":1', '"schema":0')
    refused(desk, "a layout of another schema", older, b, "[layout-json]")
    with open(os.path.join(older, "layout.json"), "w") as file:
        file.write('{"pages": [')
    refused(desk, "a broken layout", older, b, "[layout-json]")
    for junk in ('{"schema":1}', '[]', '{"schema":1,"pages":[{"boxes":[{"lines":[{"clusters":"x","text":5}],"box":[1]}]}]}',
                 '{"schema":1,"pages":{}}', '{"schema":99999999999999999999}', ''):
        with open(os.path.join(older, "layout.json"), "w") as file:
            file.write(junk)
        status, said, done = desk.diff(older, b, "--text-only")
        expect("no layout at all: " + junk[:40], status == 2 or (status == 1 and "boxes" in junk), [], done)


def test_pictures(desk):
    a, b, small = desk.path("a.png"), desk.path("b.png"), desk.path("small.png")
    png(a, 60, 40, lambda x, y: (255, 255, 255) if x < 30 else (0, 0, 0))
    png(b, 60, 40, lambda x, y: (200, 0, 0) if 3 <= x < 8 and 5 <= y < 9 else (255, 255, 255) if x < 30 else (0, 0, 0))
    png(small, 50, 40, lambda x, y: (255, 255, 255))
    status, said, done = desk.diff(a, a)
    expect("a picture is the same as itself", status == 0, [], done)
    status, said, done = desk.diff(a, b)
    page = said["pages"][0]
    expect("a changed area is one box", status == 1 and [box["box"] for box in page["boxes"]] == [[3, 5, 5, 4]] and
           page["pixels"] == 20 and page["largest"] == 255, [], done)
    status, said, done = desk.diff(a, b, "--tolerance", "20")
    expect("twenty pixels may differ", status == 0 and said["pages"][0]["tolerated"], [], done)
    status, said, done = desk.diff(a, b, "--tolerance", "19")
    expect("twenty are more than nineteen", status == 1, [], done)
    faint = desk.path("faint.png")
    png(faint, 60, 40, lambda x, y: (254, 255, 255) if x < 30 else (0, 0, 0))
    status, said, done = desk.diff(a, faint)
    expect("what nobody sees is counted apart", status == 0 and said["pages"][0]["faint"] == 1200, [], done)
    status, said, done = desk.diff(a, faint, "--threshold", "0")
    expect("unless it is asked for", status == 1 and said["pages"][0]["pixels"] == 1200, [], done)
    edge = desk.path("edge.png")
    png(edge, 60, 40, lambda x, y: (128, 128, 128) if x == 30 and y % 2 else (255, 255, 255) if x < 30 else (0, 0, 0))
    status, said, done = desk.diff(a, edge)
    expect("edges of letters are counted apart", said and said["pages"][0]["antialiased"] > 0, [], done)
    status, said, done = desk.diff(a, small)
    expect("another size is a difference", status == 1 and said["pages"][0]["resized"], [], done)
    with open(a, "rb") as file:
        data = file.read()
    with open(desk.path("cut.png"), "wb") as file:
        file.write(data[:60])
    refused(desk, "a PNG that ends too early", desk.path("cut.png"), b, "[bad-png]")


def test_pdfs(desk):
    old, new = desk.path("old.pdf"), desk.path("new.pdf")
    first = desk.run("build", "-q", desk.old, "-o", desk.path("p1"), "--files", "issue", "--pages", "A1,A2")
    edited = desk.copy("edited")
    replace(os.path.join(edited, "articles/A1-swap.md"), "3分06秒", "3分08秒")
    desk.run("build", "-q", edited, "-o", desk.path("p2"), "--files", "issue", "--pages", "A1,A2")
    desk.run("build", "-q", edited, "-o", desk.path("p3"), "--files", "issue", "--pages", "A1")
    made = [desk.path(name, "2025-05-09.pdf") for name in ("p1", "p2", "p3")]
    names = ["PDFs of any program, by word and pixel", "a page too few", "a PDF beside an output folder", "without poppler",
             "a page that is the same is drawn once"]
    if not all(map(os.path.exists, made)):
        for name in names:
            tap.skip(name, "the sample issue is not in a state to be built: " + first.stderr.splitlines()[0])
        return
    shutil.copy(made[0], old)
    shutil.copy(made[1], new)
    status, said, done = desk.diff(old, new, "--ppi", "50")
    edits = [[edit["old"], edit["new"]] for story in said["stories"] for edit in story["edits"]]
    expect(names[0], status == 1 and edits == [["6", "8"]] and said["pages"][0]["pixels"] > 0, [], done)
    shutil.copy(made[2], new)
    status, said, done = desk.diff(old, new, "--ppi", "36")
    expect(names[1], status == 1 and [page["state"] for page in said["pages"]][-1] == "gone", [], done)
    status, said, done = desk.diff(desk.path("p1"), made[0], "--ppi", "36")
    expect(names[2], status == 0 and said["text"], [], done)
    empty = desk.path("no-programs")
    os.makedirs(empty, exist_ok=True)
    refused(desk, names[3], old, new, "[no-poppler]", env={"PATH": empty})
    log, counting = desk.path("log"), desk.path("counting")
    os.makedirs(counting, exist_ok=True)
    with open(os.path.join(counting, "pdftoppm"), "w") as file:
        file.write("#!/bin/sh\necho \"$@\" >>'%s'\nexec '%s' \"$@\"\n" % (log, shutil.which("pdftoppm")))
    os.chmod(file.name, 0o755)
    for folder, issue in (("q1", desk.old), ("q2", edited)):
        desk.run("build", "-q", issue, "-o", desk.path(folder), "--files", "pages", "--pages", "A1,A2")
    status, said, done = desk.diff(desk.path("q1"), desk.path("q2"), "--ppi", "36",
                                   env={"PATH": counting + ":" + os.environ["PATH"]})
    with open(log) as file:
        drawn = sorted(os.path.relpath(line.split()[-1], desk.path(".")) for line in file)
    wanted = ["q1/2025-05-09-A1.pdf", "q1/2025-05-09-A2.pdf", "q2/2025-05-09-A1.pdf"]
    expect(names[4], True, [] if [status, drawn] == [1, wanted] else [status, drawn], done)


def test_refusals(desk):
    nothing, text, fake = desk.path("nothing"), desk.path("text.txt"), desk.path("fake.pdf")
    os.makedirs(nothing, exist_ok=True)
    with open(text, "w") as file:
        file.write("words")
    with open(fake, "wb") as file:
        file.write(b"%PDF-1.7\nno more")
    good = desk.path("a.png")
    refused(desk, "a folder that is not there", desk.path("missing"), good, "[no-version]")
    refused(desk, "an empty folder", nothing, good, "[no-version]")
    refused(desk, "neither PDF nor PNG", good, text, "[no-version]")
    refused(desk, "only the name of a PDF", fake, fake, "[bad-page]")
    refused(desk, "marks that are none", good, good, "[marks-json]", "--marks", text)
    mine = desk.path("mine")
    os.makedirs(mine, exist_ok=True)
    with open(os.path.join(mine, "letter.txt"), "w") as file:
        file.write("mine")
    done = desk.run("diff", "-q", good, good, "-o", mine)
    expect("a folder with somebody's files is not replaced", done.returncode == 2 and os.listdir(mine) == ["letter.txt"], [], done)


def test(desk):
    test_folders(desk)
    test_pictures(desk)
    test_pdfs(desk)
    test_refusals(desk)
