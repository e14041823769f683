# Messages: English in the source, Chinese in po/zh_CN.po. After new messages: make po, translate, make po-check.
PO_SOURCES := $(sort $(wildcard src/*/*.c src/*/*.h))
PO_CATALOGUE := $(BUILD)/locale/zh_CN/LC_MESSAGES/banxin.mo
XGETTEXT := xgettext --from-code=UTF-8 --language=C --sort-by-file --add-location=file --no-wrap \
            --add-comments=TRANSLATORS --package-name=banxin --keyword \
            --keyword=_ --keyword=N_ --keyword=bx_report:5 --keyword=bx_hint:3 \
            --flag=_:1:pass-c-format --flag=N_:1:pass-c-format \
            --flag=bx_report:5:c-format --flag=bx_hint:3:c-format

$(PO_CATALOGUE): po/zh_CN.po
	@mkdir -p $(@D)
	msgfmt --check -o $@ $<

$(BUILD)/banxin.pot: $(PO_SOURCES)
	@mkdir -p $(@D)
	@$(XGETTEXT) -o $@.tmp $(PO_SOURCES)
	@sed '/^"POT-Creation-Date:/d' $@.tmp >$@ && rm $@.tmp

$(BUILD)/zh_CN.merged.po: po/zh_CN.po $(BUILD)/banxin.pot
	@msgmerge --quiet --no-wrap --add-location=file --sort-by-file --previous -o $@ $^

pot: $(BUILD)/banxin.pot ## gather the messages of src

po: $(BUILD)/zh_CN.merged.po ## bring po/zh_CN.po up to the source: new messages come in untranslated
	@msgattrib --no-obsolete --no-wrap --add-location=file --sort-by-file -o po/zh_CN.po $<
	@msgfmt --statistics -o /dev/null po/zh_CN.po

po-check: $(BUILD)/zh_CN.merged.po ## every message has its Chinese, and the same values in it
	@msgfmt --check -o /dev/null $<
	@missing=$$(msgattrib --no-obsolete --untranslated --no-wrap $< | grep '^msgid' | tail -n +2; \
	            msgattrib --no-obsolete --only-fuzzy --no-wrap $< | grep '^msgid' | tail -n +2); \
	if [ -n "$$missing" ]; then \
	    echo "without a Chinese translation in po/zh_CN.po:"; echo "$$missing"; exit 1; \
	fi
.PHONY: pot po po-check
