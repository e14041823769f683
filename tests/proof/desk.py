"""A root of its own with the sample paper and issue, and versions of that issue."""
import json
import os
import shutil
import tempfile

import tap

DATE = "2025-05-09"


class Desk:
    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="banxin-proof-")
        self.root = os.path.join(self.folder, "root")
        os.makedirs(os.path.join(self.root, "issues"))
        shutil.copytree(os.path.join(tap.ROOT, "layouts"), os.path.join(self.root, "layouts"))
        fonts = os.path.join(self.root, "fonts")
        try:
            shutil.copytree(os.path.join(tap.ROOT, "fonts"), fonts, copy_function=os.link)
        except OSError:  # another file system
            shutil.rmtree(fonts, ignore_errors=True)
            shutil.copytree(os.path.join(tap.ROOT, "fonts"), fonts)
        self.old = self.copy("old")
        self.env = {"XDG_CACHE_HOME": os.path.join(self.folder, "cache"), "LANG": "C"}
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def copy(self, name):
        """A fresh copy of the sample issue; files that nobody writes are shared."""
        folder = os.path.join(self.root, "issues", name)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(os.path.join(tap.ROOT, "issues", DATE), folder)
        return folder

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def run(self, *words, **options):
        options.setdefault("cwd", self.folder)
        return tap.banxin(*words, env=dict(self.env, **options.pop("env", {})), **options)

    def diff(self, old, new, *words, **options):
        """The exit status, what diff.json says (None: nothing was said), and the whole result."""
        done = self.run("diff", "-q", "--json", "-o", self.path("proof"), *words, old, new, **options)
        return done.returncode, json.loads(done.stdout) if done.stdout.startswith("{") else None, done


def replace(path, old, new, count=1):
    """OLD must be there; the file gets NEW in its place."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if old not in text:
        raise AssertionError("'%s' does not stand in %s" % (old, path))
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace(old, new, count))
