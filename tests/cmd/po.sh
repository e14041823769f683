#!/bin/bash
# tests/cmd/po.sh - messages in the language that was asked for, and a Chinese one for every message.
. "$(dirname "$0")/lib.sh"

# Lines that say something and hold no Chinese, or those that hold some, by the first bytes of Han characters.
without_han() { LC_ALL=C grep -avP '^$|[\xE4-\xE9]' "$1"; }
with_han() { LC_ALL=C grep -aP '[\xE4-\xE9]' "$1"; }
none() { [ -s "$work/out" ] && [ -z "$("$1" "$work/out" | tee "$work/err")" ]; }

# In a folder of its own, so that a build that goes on beside the test is left alone.
env -u MAKEFLAGS -u MAKELEVEL make -s -C "$top" po-check BUILD="$work/po" >"$work/out" 2>"$work/err"
ok "every message has its Chinese"

chinese=$(dirname "$banxin")/locale/zh_CN/LC_MESSAGES/banxin.mo
[ -e "$chinese" ] || { echo "ok $((++count)) - # SKIP there is no $chinese"; finish; }

# ---- an issue with a colon too many, a jump typed by hand, a half-width mark and a slip in a name ----
lay_root
sed -i '0,/^title: .*/s//title: 全省秋粮: 收购量创新高/' "$issue/articles/A2-school.md"
printf '\n%s\n' '他们走了,没有回头（下转2版）。' >>"$issue/articles/A1-lead.md"
sed -i 's/A1-bridge/A1-brigde/' "$issue/issue.yaml"

in_chinese() {
    says "错误: 这里又出现冒号，读不成“键: 值” [yaml-syntax]" && says "提示: 给整个值加引号，或改用全角冒号“：”" &&
        says "错误: 手写了转版语“下转…版” [typed-jump]" && says "警告: 中文里的 , 应当写作 ， [half-width-mark]" &&
        says "错误: articles/ 里没有稿件“A1-brigde” [no-such-story]" && says "警告: 稿件“A1-bridge”没有上版 [unplaced]" &&
        says "查完：3 个错误，2 个警告" && ! grep -qE ': (error|warning|note|hint): ' "$work/err" &&
        [ -z "$(without_han "$work/err")" ]
}
in_english() {
    says "error: a ':' where no key can stand [yaml-syntax]" && says "hint: put the whole value in quotes" &&
        says "error: a jump line typed by hand: '下转…版' [typed-jump]" &&
        says "warning: ',' in Chinese text; the mark is '，' [half-width-mark]" &&
        says "error: no story 'A1-brigde' in articles/ [no-such-story]" && says "warning: story 'A1-bridge' is on no page" &&
        says "checked: 3 errors, 2 warnings" && ! grep -qE '错误|警告|提示|说明' "$work/err"
}
run_in "LC_ALL=zh_CN.UTF-8" 1 check "$issue" && in_chinese; ok "check, LC_ALL=zh_CN.UTF-8"
grep -v "查完" "$work/err" >"$work/first"
run_in "LC_ALL=C.UTF-8" 1 check --lang zh "$issue" && in_chinese; ok "check, LC_ALL=C.UTF-8 --lang zh"
grep -v "查完" "$work/err" | cmp -s - "$work/first"; ok "the same messages"
run_in "LC_ALL=C" 1 check --lang zh "$issue" && in_chinese; ok "check, LC_ALL=C --lang zh"
run_in "LC_ALL=C" 1 check "$issue" && in_english; ok "check, LC_ALL=C"
run_in "LC_ALL=C LANG=zh_CN.UTF-8" 1 check "$issue" && in_english; ok "check, LC_ALL=C over LANG=zh_CN.UTF-8"
run_in "LC_ALL=zh_CN.UTF-8" 1 check --lang en "$issue" && in_english; ok "check, LC_ALL=zh_CN.UTF-8 --lang en"

# ---- help and explanations: Chinese in every line that says something ----
run 0 --lang zh --help && cp "$work/out" "$work/help"; ok "help in Chinese"
for command in $(sed -n 's/^  \([a-z]\{1,\}\)  .*/\1/p' "$work/help"); do
    run 0 "$command" --help --lang zh && none without_han; ok "$command --help in Chinese"
    run 0 "$command" --help && none with_han; ok "and in English"
done
run 0 explain --lang zh && none without_han; ok "explain in Chinese"
run 0 explain overset --lang zh && prints "文字排不下"; ok "explain overset in Chinese"
run 0 explain overset && prints "The text does not fit"; ok "explain overset in English"

# ---- what a command prints, not only its messages ----
lay_root good
run 0 fit -q "$issue" --lang zh && tail -1 "$work/out" | grep -q '^8 版 [0-9]* 处：' && prints "齐"; ok "fit in Chinese"
run 0 fit -q "$issue" && tail -1 "$work/out" | grep -q '^8 pages, [0-9]* stories in slots: ' && prints "even"; ok "fit in English"
finish
