# The pages that the program carries inside, as C arrays.
override CPPFLAGS += -I$(BUILD)/gen

$(BUILD)/gen/page_html.inc: src/proof/page.html
	@mkdir -p $(@D)
	@od -An -v -tu1 $< | sed 's/^ *//;s/  */,/g;s/$$/,/' >$@.tmp && mv $@.tmp $@

$(BUILD)/obj/proof/report.o: $(BUILD)/gen/page_html.inc
lint: $(BUILD)/gen/page_html.inc
