#!/bin/bash
# tests/cmd/legal.sh - check --legal: what newspapers must print, each thing missing once, and what it weighs.
# newsroom A.1, A.2; 报纸出版形式差错数计算方法 (2020)
. "$(dirname "$0")/lib.sh"
lay_root
masthead=$root/layouts/xizhou-yuanqu/masthead.yaml
plan=$issue/issue.yaml
paper=$root/layouts/xizhou-yuanqu/paper.yaml
cp "$masthead" "$work/masthead" && cp "$plan" "$work/plan" && cp "$paper" "$work/paper"
afresh() { cp "$work/masthead" "$masthead" && cp "$work/plan" "$plan" && cp "$work/paper" "$paper"; }

# lacks NAME STATUS ERRORS ID WORDS SED...: the masthead changed by SED reports WORDS [ID] and counts ERRORS.
lacks() {
    local name=$1 status=$2 errors=$3 id=$4 words=$5
    shift 5
    afresh
    sed -i "$@" "$masthead"
    ! cmp -s "$masthead" "$work/masthead" && run "$status" check --legal -j1 "$issue" && says "[$id]" && says "$words" &&
        says "form errors: $errors,"
    ok "$name"
}

run 0 check --legal "$issue" && says "form errors: 0,"; ok "the sample paper prints all of it"
run 0 check "$issue" && ! says "form errors"; ok "without --legal nothing is counted"
lacks "no name" 1 4 no-name "A1" -e 's/name: name, kind: art/name: art, kind: art/'
lacks "a name that is not the paper's" 1 4 other-name "汐州科学报" -e 's/kind: art, text: 汐州科技报/kind: art, text: 汐州科学报/'
lacks "a small name" 1 4 name-not-largest "A1" -e 's/kind: art, text: 汐州科技报, style: name/kind: art, text: 汐州科技报, style: slogan/'
lacks "no CN number" 1 4 legal-field "CN" -e 's/CN 00-0000/00-0000/'
lacks "a CN number that is none" 0 2 bad-cn-number "'CN 00-000'" -e 's/CN 00-0000/CN 00-000/'
lacks "no date on page one" 0 2 legal-field "date" -e '/name: date/{s/{date}/5月/;:a;n;ba}'
lacks "no running number" 0 2 legal-field "总期号" -e 's/{total}/1/'
lacks "no number of pages" 0 2 legal-field "今日N版" -e 's/{pages}/今日/'
lacks "no supervising body" 0 2 legal-field "主管单位" -e 's/主管/指导/'
lacks "no sponsoring body" 0 2 legal-field "主办单位" -e 's/主办/承办/'
lacks "no publisher" 0 2 legal-field "出版单位" -e 's/汐州科技报社出版/汐州科技报社/'
lacks "no address" 0 1 legal-field "地址" -e 's/地址：//'
lacks "no way to reach the publisher" 0 1 legal-field "邮箱, 网址" -e 's/网址：//;s/投稿邮箱：//'
lacks "no printer" 0 1 legal-field "印刷单位" -e 's/印务中心印刷/印务中心/'
lacks "no distribution" 0 1 legal-field "邮发代号" -e 's/邮政发行　邮发代号/邮政/'
lacks "no price" 0 1 legal-field "定价" -e 's/零售每份/每份/'
lacks "no label on a page" 1 7 no-page-label "A2" -e '/^folio:/,$s/{page}/版/' -e '/^photo-page:/,$s/{page}/版/'
lacks "two that add up" 1 4 form-errors "4 form errors" -e 's/主管/指导/;s/主办/承办/'

afresh
sed -i 's/name: 启澜动力, marked: true/name: 启澜动力/' "$plan"
sed -i '/^  ad-tag:/d' "$paper"
run 0 check --legal "$issue" && says "[ad-without-tag]" && says "form errors: 1,"; ok "an advertisement without its mark"
afresh
sed -i 's/name: 启澜动力, marked: true/name: 启澜动力/' "$plan"
run 0 check --legal "$issue" && ! says "[ad-without-tag]"; ok "the style ad-tag prints the mark"
afresh
sed -i 's/^number: null/kind: extra/' "$plan"
run 0 check --legal "$issue" && says "'增期'" && says "[no-extra-mark]" && says "form errors: 2,"; ok "an extra issue that does not say so"
sed -i 's/^kind: extra/kind: special/' "$plan"
run 1 check --legal "$issue" && says "'号外'" && says "'免费赠阅'" && says "form errors: 4,"; ok "a special issue that does not say so"
sed -i 's/text: "{lunar}"/text: "{kind}　{free}"/' "$masthead"
run 0 check --legal "$issue" && ! says "[no-extra-mark]"; ok "{kind} and {free} say it"
afresh
sed -i 's/零售每份/每份/' "$masthead"
printf 'form-weights: { price: 0 }\n' >>"$paper"
run 0 check --legal "$issue" && says "form errors: 0,"; ok "a paper sets its own weights"
afresh
printf 'form-weights: { prize: 0 }\n' >>"$paper"
run 1 check --legal "$issue" && says "[unknown-key]" && says "price"; ok "a weight of nothing is an error"
finish
