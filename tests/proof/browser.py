"""A headless Chromium, driven over the WebDriver protocol with nothing but the standard library."""
import base64
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

DRIVERS = ("chromedriver", "/usr/lib/chromium/chromedriver")


def find():
    """chromedriver and chromium; None when one is not installed."""
    driver = next((found for found in map(shutil.which, DRIVERS) if found), None)
    chromium = shutil.which("chromium")
    return (driver, chromium) if driver and chromium else None


class Browser:
    def __init__(self, width=1400, height=900):
        driver, chromium = find()
        self.folder = tempfile.mkdtemp(prefix="banxin-browser-")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        env = dict(os.environ, HOME=self.folder, TMPDIR=self.folder)
        self.process = subprocess.Popen([driver, "--port=%d" % self.port], env=env, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        self.downloads = os.path.join(self.folder, "downloads")
        os.mkdir(self.downloads)
        options = {"binary": chromium,
                   "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                            "--no-proxy-server", "--window-size=%d,%d" % (width, height),
                            "--user-data-dir=" + os.path.join(self.folder, "profile")],
                   "prefs": {"download.default_directory": self.downloads, "download.prompt_for_download": False}}
        self.session = None
        end = time.monotonic() + 60
        while self.session is None:
            try:
                answer = self.call("POST", "/session", {"capabilities": {"alwaysMatch": {
                    "browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}}})
                self.session = answer["sessionId"]
            except (urllib.error.URLError, ConnectionError, socket.timeout):
                if time.monotonic() > end:
                    self.close()
                    raise
                time.sleep(0.2)

    def call(self, method, path, body=None):
        request = urllib.request.Request("http://127.0.0.1:%d%s" % (self.port, path), method=method,
                                         data=None if body is None else json.dumps(body).encode(),
                                         headers={"Content-Type": "application/json"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as problem:
            raise RuntimeError(problem.read().decode(errors="replace")[:600]) from None

    def do(self, method, path, body=None):
        return self.call(method, "/session/%s%s" % (self.session, path), body)

    def open(self, url):
        self.do("POST", "/url", {"url": url})

    def run(self, script, *arguments):
        return self.do("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def keys(self, text):
        """Each character as a key pressed and let go."""
        actions = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        self.do("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def press(self, key, down):
        self.do("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": [
            {"type": "keyDown" if down else "keyUp", "value": key}]}]})

    def click(self, selector):
        found = self.do("POST", "/element", {"using": "css selector", "value": selector})
        self.do("POST", "/element/%s/click" % list(found.values())[0], {})

    def type(self, selector, text):
        found = self.do("POST", "/element", {"using": "css selector", "value": selector})
        self.do("POST", "/element/%s/value" % list(found.values())[0], {"text": text})

    def errors(self):
        return [entry["message"] for entry in self.do("POST", "/se/log", {"type": "browser"})
                if entry["level"] == "SEVERE"]

    def picture(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.do("GET", "/screenshot")))

    def wait(self, script, seconds=20):
        """Until SCRIPT gives something true; what it gave."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = self.run(script)
            if value:
                return value
            time.sleep(0.1)
        return None

    def close(self):
        try:
            if self.session:
                self.do("DELETE", "")
        except (OSError, RuntimeError):
            pass
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
