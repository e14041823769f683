"""The preview: new pages on every save, hostile requests, hostile words; and watch."""
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import time

import browser
import tap
from desk import replace
from hostile import STRINGS


class Preview:
    def __init__(self, desk, issue, *words):
        env = dict(os.environ, **desk.env)
        self.process = subprocess.Popen([os.path.join(tap.BUILD, "banxin"), "preview", *words, issue], env=env,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        encoding="utf-8")
        self.port = int(re.search(r":(\d+)/", self.process.stdout.readline()).group(1))
        self.process.stdout.readline()  # the first pages are drawn

    def get(self, path, headers=None, method="GET", body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in {"Host": "127.0.0.1:%d" % self.port, **(headers or {})}.items():
            if value is not None:
                connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        result = answer.status, answer.read() if answer.headers.get("Content-Type") != "text/event-stream" else b"", answer.headers
        connection.close()
        return result

    def state(self):
        return json.loads(self.get("/state")[1])

    def wait(self, generation):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            state = self.state()
            if state["generation"] > generation:
                return state
            time.sleep(0.02)
        return None

    def alive(self):
        return self.process.poll() is None and self.get("/state")[0] == 200

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        try:
            output, errors = self.process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            output, errors = self.process.communicate()
        return self.process.returncode, output, errors


def say(name, *problems):
    tap.say("preview: " + name, [str(problem) for problem in problems if problem])


def raw(port, data, seconds=3):
    """What comes back for bytes as they are; None: nothing within SECONDS."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as line:
        try:
            line.sendall(data)
            return line.recv(4096)
        except (socket.timeout, ConnectionError):
            return None


def test_saving(desk, preview, issue):
    first = preview.state()
    picture = preview.get(first["pages"][0]["picture"])
    say("pages are there", not (len(first["pages"]) == 8 and picture[0] == 200 and picture[1][:4] == b"\x89PNG") and first)
    line = next(line for line in first["pages"][0]["lines"] if line[4].endswith("A1-swap.md"))
    with open(os.path.join(desk.root, line[4]), encoding="utf-8") as file:
        words = file.read().splitlines()[line[5] - 1]
    say("lines lead to their source", not (words and line[6] >= 1 and line[6] <= len(words)) and line)
    with socket.create_connection(("127.0.0.1", preview.port), timeout=30) as events:
        events.sendall(b"GET /events HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % preview.port)
        heard = b""
        while b"event: change" not in heard:
            heard += events.recv(4096)
        replace(os.path.join(issue, "articles/A1-swap.md"), "3分06秒", "3分08秒")
        second, heard = preview.wait(first["generation"]), b""
        while b"event: change" not in heard:
            heard += events.recv(4096)
    changed = [new["label"] for old, new in zip(first["pages"], second["pages"]) if old["picture"] != new["picture"]]
    say("a save draws the page that changed, and no other", not (changed == ["A1"] and second["drawn"] == 1) and changed)
    say("and tells the browser", b"data:" not in heard and heard)
    tap.note("from save to the new picture: %d ms" % second["took"])
    yaml = os.path.join(issue, "issue.yaml")
    replace(yaml, "banxin: 1", "banxin: [")
    third = preview.wait(second["generation"])
    kept = [page["picture"] for page in third["pages"]] == [page["picture"] for page in second["pages"]]
    say("errors keep the last good pages", not (kept and third["errors"] and not third["made"]) and third["errors"])
    say("their pictures are still there", preview.get(third["pages"][0]["picture"])[0] != 200)
    replace(yaml, "banxin: [", "banxin: 1")
    fourth = preview.wait(third["generation"])
    say("and go when they are mended", not (fourth["made"] and fourth["drawn"] == 0) and fourth["drawn"])


def paths():
    ups = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..\\", "..%5c", "....//", "..;/", "%252e%252e%252f", "/../"]
    ends = ["etc/passwd", "layout.json", "issue.yaml", "fonts/BanxinSong-Regular.ttf"]
    return ["/" + up * 3 + end for up in ups for end in ends] + ["//etc/passwd", "/page/", "/page/x.png", "/page/../state",
                                                                "/state/", "/state%00", "/index.html", "/page/%s.png" % ("0" * 32)]


def test_requests(desk, preview):
    served = [path for path in paths() if preview.get(path)[0] != 404]
    say("%d paths that lead out give 404" % len(paths()), served)
    hosts = [None, "", "evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:%d" % preview.port,
             "127.0.0.1:%d.evil.example" % preview.port, "[::1]:%d" % preview.port, "0.0.0.0:%d" % preview.port]
    answered = [host for host in hosts if preview.get("/state", {"Host": host})[0] not in (400, 403)]
    say("other names for Host are refused", answered)
    say("localhost is this machine", preview.get("/state", {"Host": "localhost:%d" % preview.port})[0] != 200)
    say("pages from elsewhere are refused", preview.get("/state", {"Origin": "http://evil.example"})[0] != 403,
        preview.get("/state", {"Origin": "null"})[0] != 403)
    methods = [method for method in ("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "BREW")
               if preview.get("/state", method=method)[0] not in (400, 405, 501)]
    say("only GET and HEAD", methods)
    headers = preview.get("/")[2]
    say("headers that keep the page to itself", not ("default-src 'none'" in headers["Content-Security-Policy"] and
        headers["X-Content-Type-Options"] == "nosniff" and headers["X-Frame-Options"] == "DENY") and str(headers))
    with open("/proc/net/tcp", encoding="ascii") as file:
        listening = [line.split()[1] for line in file if line.split()[3] == "0A"]
    mine = [address for address in listening if address.endswith(":%04X" % preview.port)]
    say("only the loopback address is listened on", mine != ["0100007F:%04X" % preview.port] and mine)
    start = time.monotonic()
    answer = raw(preview.port, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * 1000000, 15)
    say("a header of a megabyte is dropped", not (answer in (None, b"") or b" 431 " in answer or b" 413 " in answer or b" 400 " in answer)
        and answer, time.monotonic() - start > 11)
    line = socket.create_connection(("127.0.0.1", preview.port), timeout=1)
    start, closed = time.monotonic(), False
    while not closed and time.monotonic() < start + 20:  # a letter now and then
        try:
            line.sendall(b"G")
            closed = line.recv(100) == b""
        except socket.timeout:
            pass
        except ConnectionError:
            closed = True
    line.close()
    say("a request that takes its time is dropped within ten seconds", not closed or time.monotonic() - start > 13)
    junk = [b"\0" * 50, b"\xff\xfe" * 20 + b"\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\r\n\r\n\r\n", b"GET " + b"/" * 9000 + b" HTTP/1.1\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"GET / HTTP/1.1\r\nContent-Length: 99999999999999\r\n\r\n",
            b"GET /%s%n%x HTTP/1.1\r\nHost: x\r\n\r\n", b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"]
    for number in range(1000):
        with socket.create_connection(("127.0.0.1", preview.port), timeout=5) as broken:
            broken.sendall(junk[number % len(junk)])
    say("a thousand broken requests leave it serving", not preview.alive())


def test_words(desk, preview, issue):
    if not browser.find():
        tap.skip("preview: in a browser", "chromium and chromium-driver are not installed")
        tap.skip("preview: hostile words in a browser", "chromium and chromium-driver are not installed")
        return
    window = browser.Browser()
    try:
        window.open("http://127.0.0.1:%d/" % preview.port)
        window.wait("return document.querySelector('rect') && document.images[0].complete")
        window.run("document.querySelector('rect').dispatchEvent(new MouseEvent('click'))")
        place = window.run("return document.getElementById('place').textContent")
        before = window.run("return document.querySelector('#sheet img').src")
        replace(os.path.join(issue, "articles/A1-swap.md"), "一口茶", "一大口茶")
        fresh = window.wait("return document.querySelector('#sheet img').src !== '%s'" % before)
        say("in a browser: reloads by itself, a click gives the place", not (fresh and re.fullmatch(r"\S+:\d+:\d+", place)) and [fresh, place],
            *window.errors())
        generation = preview.state()["generation"]
        with open(os.path.join(issue, "articles/A1-swap.md"), "a", encoding="utf-8") as file:
            file.write("\n\n" + "\n\n".join(text for text in STRINGS if "\n" not in text) + "\n")
        replace(os.path.join(issue, "issue.yaml"), "lead: A1-lead", "lead: '%s'" % STRINGS[0].replace("'", ""))
        preview.wait(generation)
        window.wait("return state.generation > %d" % generation)
        caught = window.run("return [window.caught, document.querySelectorAll('#lists img, #lists script, #lists iframe, #lists svg').length]")
        say("hostile words in a browser", caught != [None, 0] and caught)
    finally:
        window.close()


def test_watch(desk):
    issue = desk.copy("watched")
    env = dict(os.environ, **desk.env)
    out = desk.path("watched")
    process = subprocess.Popen([os.path.join(tap.BUILD, "banxin"), "watch", "-o", out, "--exec",
                                "ls %s/*A1.pdf | wc -l; echo bad >&2; false" % out, issue], env=env, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8")
    first = process.stdout.readline()
    if "built" in first:
        after = [process.stdout.readline().strip() for _ in range(3)]
        tap.say("watch --exec: runs after a build, its words are shown",
                [] if after[:2] == ["1", "bad"] and "the command failed" in after[2] else after)
        replace(os.path.join(issue, "articles/A1-swap.md"), "3分06秒", "3分08秒")
        second = process.stdout.readline()
        for _ in range(3):
            process.stdout.readline()
        before = os.stat(out).st_ino
        replace(os.path.join(issue, "issue.yaml"), "banxin: 1", "banxin: [")
        third = process.stdout.readline()
        problems = [] if "A1-swap.md: built" in second and "last good pages" in third and os.stat(out).st_ino == before else [second, third]
        tap.say("watch: a line a build, and the last good pages stay", problems)
    else:
        tap.skip("watch: a line a build, and the last good pages stay", "the sample issue is not in a state to be built")
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    tap.say("watch: ends when it is told to", [] if process.returncode == 130 else [process.returncode])


def test(desk):
    issue = desk.copy("previewed")
    preview = Preview(desk, issue)
    try:
        test_saving(desk, preview, issue)
        test_requests(desk, preview)
        test_words(desk, preview, issue)
    finally:
        status, _, errors = preview.stop()
    say("ends when it is told to", status != 130 and [status, errors[:500]])
    busy = socket.create_server(("127.0.0.1", 0))
    done = desk.run("preview", "--port", str(busy.getsockname()[1]), issue)
    busy.close()
    say("a port that is taken", not (done.returncode == 2 and "[serve]" in done.stderr) and done.stderr)
    test_watch(desk)
