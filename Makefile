# banxin (版心): make builds build/banxin; make help lists the rest.
SHELL := /bin/bash
CC ?= gcc
BUILD ?= build
PACKAGES := yaml-0.1 jansson harfbuzz harfbuzz-subset cairo cairo-ft pangocairo pangoft2 fontconfig glib-2.0 \
            icu-i18n icu-uc libqpdf lcms2 libturbojpeg libpng libtiff-4 libqrencode zlib
WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wswitch-enum -Wstrict-prototypes -Wmissing-prototypes
CFLAGS ?= -O2 -g
HARDEN := -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
override CPPFLAGS += -Isrc -D_GNU_SOURCE $(shell pkg-config --cflags $(PACKAGES) | sed 's/-I/-isystem /g')
override CFLAGS += -std=c17 $(WARNINGS) $(HARDEN) -ffile-prefix-map=$(CURDIR)=.
override LDLIBS += $(shell pkg-config --libs $(PACKAGES)) -lhyphen -lm -lpthread
override LDFLAGS += -pie -Wl,-z,relro,-z,now

LIB_SOURCES := $(sort $(filter-out src/cmd/%,$(wildcard src/*/*.c)))
CMD_SOURCES := $(sort $(wildcard src/cmd/*.c))
LIB_OBJECTS := $(LIB_SOURCES:src/%.c=$(BUILD)/obj/%.o)
CMD_OBJECTS := $(CMD_SOURCES:src/%.c=$(BUILD)/obj/%.o)
UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(sort $(wildcard tests/unit/*.c)))

all: $(BUILD)/banxin ## build the program
.PHONY: all

$(BUILD)/banxin: $(CMD_OBJECTS) $(BUILD)/libbanxin.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(CMD_OBJECTS) $(BUILD)/libbanxin.a $(LDLIBS)

$(BUILD)/libbanxin.a: $(LIB_OBJECTS)
	@rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/unit/%: tests/unit/%.c $(BUILD)/libbanxin.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(BUILD)/libbanxin.a -lcmocka $(LDLIBS)

unit: $(UNIT_TESTS) ## build and run the unit tests
	@for t in $^; do $$t || exit 1; done
.PHONY: unit

clean: ## remove what was built
	rm -rf build
.PHONY: clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile
.PHONY: help

-include $(LIB_OBJECTS:.o=.d) $(CMD_OBJECTS:.o=.d) $(UNIT_TESTS:=.d)
