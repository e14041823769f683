#!/bin/bash
# tests/cmd/status.sh - what a run ends with, and where its words go.
. "$(dirname "$0")/lib.sh"
lay_root

run 0 check "$issue" -q && silent; ok "a sound issue"
run 0 check "$issue" && says "checked: 0 errors" && [ ! -s "$work/out" ]; ok "nothing on stdout"
run 2 check "$root/issues/1999-01-01" && says "[no-file]"; ok "an issue that is not there"
mkdir "$work/alone" && run 2 check "$work/alone" && says "[no-root]"; ok "no root above"
run 2 check --root "$work/alone" "$issue" && says "[outside-root]"; ok "an issue outside --root"
mkdir "$root/issues/empty" && run 2 build "$root/issues/empty" && says "issue.yaml"; ok "no issue.yaml"

# ---- findings ----
printf '%s\n' '---' 'title: 多余的一篇' '---' '没有上版。' >"$issue/articles/Z9-spare.md"
run 0 check "$issue" && says "[unplaced]"; ok "a warning leaves 0"
run 1 check --fail-on warn "$issue"; ok "--fail-on warn makes it 1"
printf '%s\n' '---' 'title: 多余的一篇' 'tilte: 错' '---' '没有上版。' >"$issue/articles/Z9-spare.md"
run 1 check "$issue" && says "issues/2025-05-09/articles/Z9-spare.md:3:1: error:" && says "[unknown-key]"
ok "an error makes 1, with its place"
run 0 check --fail-on never "$issue" && says "[unknown-key]"; ok "--fail-on never"
run 1 check --message-format short "$issue" && ! says "hint:"; ok "short messages"
run 1 check -q --message-format json "$issue" &&
    python3 -c 'import json,sys
found = [json.loads(line) for line in open(sys.argv[1])]
assert [d["id"] for d in found if d["severity"] == "error"] == ["unknown-key"], found' "$work/err"
ok "messages as JSON, a line each"
run 1 check --color always "$issue" && says "$(printf '\033[')"; ok "--color always"
run_in "CLICOLOR_FORCE=1 NO_COLOR=1" 1 check "$issue" && ! says "$(printf '\033[')"; ok "NO_COLOR"
rm "$issue/articles/Z9-spare.md"
# What a story lacks is no second mistake when its file cannot be read: its jump, its photos, its length.
for story in A1-swap A1-bridge A4-river; do
    cp "$issue/articles/$story.md" "$work/story.md"
    iconv -f UTF-8 -t GB18030 "$work/story.md" >"$issue/articles/$story.md"
    run 1 build "$issue" -q && says "[not-utf8]" && [ "$(grep -cE '(error|warning):' "$work/err")" -eq 1 ]
    ok "$story in GBK is one error"
    sed 's/^title: /title: "/' "$work/story.md" >"$issue/articles/$story.md"
    run 1 build "$issue" -q && says "[yaml-syntax]" && [ "$(grep -cE '(error|warning):' "$work/err")" -eq 1 ]
    ok "$story with an open quote is one error"
    cp "$work/story.md" "$issue/articles/$story.md"
done

# ---- could not run ----
"$banxin" version >/dev/full 2>"$work/err"; [ $? -eq 2 ] && says "[output]"; ok "a full disk behind stdout"
"$banxin" explain 2>"$work/err" | head -1 >"$work/out"; [ "${PIPESTATUS[0]}" -ne 141 ]; ok "a closed pipe is no signal"
touch "$work/file"
run 2 build "$issue" -q -o "$work/file/set" && says "[output]"; ok "an output that cannot be"
cp "$root/fonts/BanxinKai-Regular.ttf" "$work/kai.ttf" && rm "$root/fonts/BanxinKai-Regular.ttf"
head -c -1 "$work/kai.ttf" >"$root/fonts/BanxinKai-Regular.ttf" && printf 'x' >>"$root/fonts/BanxinKai-Regular.ttf"
run 2 fit "$issue" && says "[font-changed]"; ok "a font that changed"
mv "$work/kai.ttf" "$root/fonts/BanxinKai-Regular.ttf"

# ---- the module that draws ----
whole=$banxin
mkdir "$work/bin" && cp "$whole" "$work/bin/banxin" && banxin=$work/bin/banxin
run 2 render "$issue" --pages A3 -o "$work/png" && says "[no-module]" && [ ! -e "$work/png" ]
ok "nothing is drawn without the module"
run 0 build "$issue" -q --pages A3 -o "$work/set"; ok "PDFs need no module"
run 2 version && prints "qpdf" && says "[no-module]"; ok "version says what is missing"
mkdir -p "$work/lib/banxin" && cp "$(dirname "$whole")/banxin-draw.so" "$work/lib/banxin/"
run 0 render "$issue" -q --pages A3 -o "$work/png" && [ -s "$work/png/2025-05-09-A3.png" ]
ok "the module where it is installed"
python3 - "$(dirname "$whole")/gen/build_mark.inc" "$work/lib/banxin/banxin-draw.so" <<'PYTHON'
import re, sys
mark = re.search(rb'"([0-9a-f]{32})"', open(sys.argv[1], "rb").read()).group(1)
module = open(sys.argv[2], "rb").read()
assert mark in module
open(sys.argv[2], "wb").write(module.replace(mark, mark[::-1]))
PYTHON
run 2 render "$issue" --pages A3 -o "$work/png2" && says "[no-module]"; ok "a module of another build"
banxin=$whole

# ---- signals ----
stopped=1
for moment in 0.3 0.2 0.1 0.05 0.02; do
    for signal in INT TERM HUP; do
        # Behind &, bash ignores INT; a program of its own gives it back.
        python3 - "$banxin" "$moment" "$signal" "$issue" "$work/stopped/set" 2>"$work/err" <<'PYTHON'
import os, signal, subprocess, sys, time
program, moment, name, issue, out = sys.argv[1:]
run = subprocess.Popen([program, "build", "-j1", issue, "-o", out])
time.sleep(float(moment))
run.send_signal(getattr(signal, "SIG" + name))
sys.exit(run.wait())
PYTHON
        status=$?
        [ $status -eq 130 ] || [ $status -eq 0 ] || [ $status -gt 128 ] || stopped=2
        [ $status -ne 130 ] || [ $stopped -ne 1 ] || stopped=0
        [ $status -ne 130 ] || [ ! -e "$work/stopped/set" ] || stopped=3
        [ -z "$(find "$work/stopped" -name '.banxin-*' 2>/dev/null)" ] || stopped=4
        rm -rf "$work/stopped"
    done
done
[ $stopped -eq 0 ]; ok "a signal: 130, nothing written, nothing left"
finish
