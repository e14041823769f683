"""What suites written in Python share: TAP on stdout, the wanted names, references and their differences."""
import difflib
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.environ.get("BUILD", os.path.join(ROOT, "build"))
BLESS = os.environ.get("BANXIN_BLESS") == "1"
_suite = os.environ.get("BANXIN_SUITE", os.path.basename(os.path.dirname(os.path.abspath(sys.argv[0]))))
_words = os.environ.get("BANXIN_TESTS", "").splitlines()
_count = _failed = 0


def wanted(name):
    """Whether the test NAME of this suite is to be run."""
    full = _suite + "/" + name
    return not _words or any(word in full for word in _words)


def say(name, problems, images=()):
    """One result: NAME passed when PROBLEMS, lines of text, is empty."""
    global _count, _failed
    _count += 1
    problems = list(problems)
    _failed += bool(problems)
    print("%s %d - %s" % ("not ok" if problems else "ok", _count, name))
    for problem in problems:
        for line in str(problem).splitlines() or [""]:
            print("# " + line)
    for image in images:
        print("# image " + image)
    sys.stdout.flush()


def skip(name, reason):
    global _count
    _count += 1
    print("ok %d - %s # SKIP %s" % (_count, name, reason))


def note(text):
    for line in text.splitlines():
        print("# " + line)


def finish():
    print("1..%d" % _count)
    sys.exit(1 if _failed else 0)


def compare(name, path, text, limit=60):
    """TEXT against the reference in PATH. When blessing, shows the difference and takes TEXT."""
    try:
        with open(path, encoding="utf-8") as file:
            expected = file.read()
    except FileNotFoundError:
        expected = None
    if text == expected:
        say(name, [])
        return
    short = os.path.relpath(path, ROOT)
    lines = list(difflib.unified_diff((expected or "").splitlines(), text.splitlines(), short, "now", "", "",
                                      1, ""))
    shown = lines[:limit] + (["… %d more lines" % (len(lines) - limit)] if len(lines) > limit else [])
    if BLESS:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        say(name, [])
        note("\n".join(lines) + "\nblessed " + short)
        return
    if expected is None:
        say(name, ["there is no reference %s; look at this, then: make bless T=%s" % (short, name)] + shown)
    else:
        say(name, shown)


def banxin(*words, program=None, env=None, cwd=ROOT, timeout=300):
    """Runs the program; a CompletedProcess with text."""
    whole = dict(os.environ)
    whole.update(env or {})
    return subprocess.run([program or os.path.join(BUILD, "banxin")] + list(words), cwd=cwd, env=whole,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          encoding="utf-8", errors="replace", timeout=timeout)
