#!/bin/bash
# tests/cmd/options.sh - how a command line is read, and what is said of one that cannot be.
. "$(dirname "$0")/lib.sh"

run 2 && says "a command is missing"; ok "no command"
run 0 --help && prints "build" && prints "explain" && silent; ok "--help lists the commands on stdout"
run 0 diff --help && prints "for diff, accept and preview 96" && ! prints "out/DATE"; ok "defaults that the help of diff tells"
run 0 help && prints "build"; ok "help is a command too"
for command in build check fit render query fonts preflight explain version; do
    run 0 "$command" --help && prints "usage: banxin $command" && prints "--lang" && silent
    ok "$command --help"
    run 0 help "$command" && prints "usage: banxin $command"
    ok "help $command"
done
run 2 bild && says "there is no command 'bild'" && says "did you mean build?"
ok "a slip in a command's name"
run 2 zzzzzzzz && says "there is no command" && ! says "did you mean"; ok "no command is near"
run 2 build --jbos 2 x && says "knows no option --jbos" && says "did you mean --jobs?" && says "[usage]"
ok "a slip in an option's name"
run 2 check --pages A1 x && says "'check' knows no option --pages"; ok "an option of another command"
run 2 build -x y && says "knows no option -x"; ok "an unknown letter"
run 2 build --f x && says "knows no option --f"; ok "an abbreviation of two options"
run 2 build --out && says "--out needs a value"; ok "a value is missing"
run 2 build -qo && says "needs a value"; ok "a value is missing behind letters"
run 2 build --quiet=yes x && says "--quiet takes no value"; ok "a value too many"
run 2 build && says "'build' needs ISSUE"; ok "no issue"
run 2 build a b && says "'build' has no use for 'b'"; ok "one argument too many"
for bad in --jobs=0 --jobs=x --jobs=257 --jobs= --color=red --message-format=xml --fail-on=maybe --files=all; do
    run 2 build $bad x && says "${bad%%=*}" && says "[usage]"; ok "build $bad"
done
for bad in --ppi=1 --ppi=99999999999999999999 --overlay=grid,dots; do
    run 2 render $bad x && says "[usage]"; ok "render $bad"
done
run 2 build -j 2 -- -x && says "'-x'" && ! says "knows no option"; ok "-- ends the options"
run 2 build --jobs=3 --jo 2 -qvj4 nowhere && says "nowhere"; ok "abbreviations, and letters in one"
run 0 version && prints "banxin " && prints "harfbuzz"; ok "version"
run 0 --version && prints "banxin "; ok "--version"
run 0 version --json && python3 -c 'import json,sys; assert json.load(open(sys.argv[1]))["versions"]["banxin"]' "$work/out"
ok "version --json"
run 2 query . nothing && says "there is nothing to ask as 'nothing'"; ok "an unknown question"
run 2 explain oveset && says "did you mean overset?"; ok "an unknown id"

# ---- language ----
chinese=$(dirname "$banxin")/locale/zh_CN/LC_MESSAGES/banxin.mo
if [ -e "$chinese" ]; then
    for choice in "--lang=zh" "--lang zh"; do
        run 2 bild $choice && says "没有命令"; ok "bild $choice"
        run 0 $choice --help && prints "用法"; ok "$choice --help"
    done
    run_in "LC_ALL=zh_CN.UTF-8" 2 bild && says "没有命令"; ok "LC_ALL"
    run_in "LC_MESSAGES=zh_TW" 2 bild && says "没有命令"; ok "LC_MESSAGES"
    run_in "LANG=zh_CN.GBK" 2 bild && says "没有命令"; ok "LANG"
    run_in "LC_ALL=en_US.UTF-8 LANG=zh_CN.UTF-8" 2 bild && says "no command"; ok "LC_ALL wins over LANG"
    run_in "LANG=zh_CN.UTF-8" 2 bild --lang en && says "no command"; ok "--lang wins over all"
fi
finish
