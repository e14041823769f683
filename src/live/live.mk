# The preview's page, as a C array in the program, and the library that serves it.
override CPPFLAGS += -I$(BUILD)/gen
override LDLIBS += $(shell pkg-config --libs libmicrohttpd)

$(BUILD)/gen/preview_html.inc: src/live/preview.html
	@mkdir -p $(@D)
	@od -An -v -tu1 $< | sed 's/^ *//;s/  */,/g;s/$$/,/' >$@.tmp && mv $@.tmp $@

$(BUILD)/obj/live/server.o: $(BUILD)/gen/preview_html.inc
lint: $(BUILD)/gen/preview_html.inc
