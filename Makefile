# banxin (版心): make builds build/banxin, make test proves it, make help lists the rest.
SHELL := /bin/bash
ifeq ($(origin CC),default)
CC := gcc
endif
BUILD ?= build
# However it is written: what was compiled must know itself again by the name that it has in its .d file.
override BUILD := $(patsubst $(CURDIR)/%,%,$(abspath $(BUILD)))
PREFIX ?= /usr/local
PACKAGES := yaml-0.1 nettle jansson harfbuzz harfbuzz-subset cairo cairo-ft pangocairo pangoft2 fontconfig glib-2.0 \
            icu-i18n icu-uc libqpdf lcms2 libturbojpeg libpng libtiff-4 libqrencode libdeflate zlib
WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wswitch-enum -Wstrict-prototypes -Wmissing-prototypes
HARDEN := -fstack-protector-strong -D_FORTIFY_SOURCE=3 -fPIC -fvisibility=hidden
CFLAGS ?= -O2 -g
PREFIX_MAP := $(if $(findstring --coverage,$(CFLAGS)),,-ffile-prefix-map=$(CURDIR)=.)
override CPPFLAGS += -Isrc -D_GNU_SOURCE $(shell pkg-config --cflags $(PACKAGES) | sed 's/-I/-isystem /g')
override CFLAGS += -std=c17 $(WARNINGS) $(HARDEN) $(PREFIX_MAP) $(if $(DEV),-Werror)
override LDFLAGS += -Wl,-z,relro,-z,now,--as-needed
PROGRAM_FLAGS := -pie
override LDLIBS += $(shell pkg-config --libs $(PACKAGES)) -lhyphen -lm -lpthread

HEADERS := $(sort $(wildcard src/*/*.h))
# Loaded by the program when it draws: its libraries take a third of the time that starting takes.
DRAW_SOURCES := $(sort $(wildcard src/draw/*.c))
LIB_SOURCES := $(sort $(filter-out src/cmd/% src/draw/%,$(wildcard src/*/*.c)))
CMD_SOURCES := $(sort $(wildcard src/cmd/*.c))
ALL_SOURCES := $(LIB_SOURCES) $(DRAW_SOURCES) $(CMD_SOURCES)
LIB_OBJECTS := $(LIB_SOURCES:src/%.c=$(BUILD)/obj/%.o)
CMD_OBJECTS := $(CMD_SOURCES:src/%.c=$(BUILD)/obj/%.o)
DRAW_OBJECTS := $(DRAW_SOURCES:src/%.c=$(BUILD)/obj/%.o)
UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(sort $(wildcard tests/unit/test_*.c)))
TEST_TOOLS := $(patsubst tests/%.c,$(BUILD)/%,$(sort $(wildcard $(addprefix tests/,pages/*.c images/*.c bench/*.c fuzz/*.c))))
PROGRAM := $(BUILD)/banxin
DRAW_MODULE := $(BUILD)/banxin-draw.so
SANITIZE := -fno-omit-frame-pointer -fno-sanitize-recover=all -fsanitize

all: $(PROGRAM) $(DRAW_MODULE) catalogue ## build the program and its Chinese messages
.PHONY: all

include po/po.mk $(wildcard src/*/*.mk tests/*/*.mk)

catalogue: $(PO_CATALOGUE)
.PHONY: catalogue

# Linked beside its place: whoever runs the program meanwhile has the old one or the new one.
$(PROGRAM): $(CMD_OBJECTS) $(BUILD)/libbanxin.a
	$(CC) $(CFLAGS) $(LDFLAGS) $(PROGRAM_FLAGS) -o $@.tmp $(CMD_OBJECTS) $(BUILD)/libbanxin.a $(LDLIBS)
	@mv $@.tmp $@

$(DRAW_MODULE): $(DRAW_OBJECTS) $(BUILD)/libbanxin.a
	$(CC) $(CFLAGS) $(LDFLAGS) -shared -o $@.tmp $(DRAW_OBJECTS) $(BUILD)/libbanxin.a $(LDLIBS)
	@mv $@.tmp $@

# What a module and the program must have in common to be of one build.
$(BUILD)/gen/build_mark.inc: $(HEADERS) Makefile
	@mkdir -p $(@D)
	@printf '#define BX_BUILD_MARK "%s"\n' "$$(cat $^ | sha256sum | cut -c1-32)" >$@.tmp && mv $@.tmp $@

$(BUILD)/obj/base/module.o $(BUILD)/obj/draw/module.o: $(BUILD)/gen/build_mark.inc
lint: $(BUILD)/gen/build_mark.inc

# The list of objects is one of its sources: a file that is gone must leave the archive, too.
$(BUILD)/libbanxin.a: $(LIB_OBJECTS) $(BUILD)/objects
	@rm -f $@
	@$(AR) rcs $@ $(LIB_OBJECTS)

$(BUILD)/objects: always
	@mkdir -p $(@D)
	@echo $(LIB_SOURCES) | cmp -s - $@ || echo $(LIB_SOURCES) >$@
.PHONY: always

$(BUILD)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# ---- tests ----

$(UNIT_TESTS): $(BUILD)/unit/%: tests/unit/%.c $(BUILD)/libbanxin.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP $(LDFLAGS) $(PROGRAM_FLAGS) -o $@ $< $(BUILD)/libbanxin.a -lcmocka $(LDLIBS)

$(TEST_TOOLS): $(BUILD)/%: tests/%.c $(BUILD)/libbanxin.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP $(LDFLAGS) $(PROGRAM_FLAGS) -o $@ $< $(BUILD)/libbanxin.a $(LDLIBS)

test-files: all $(UNIT_TESTS) $(TEST_TOOLS) $(FAULT_FILES)
asan-files:
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/asan CFLAGS='-O1 -g $(SANITIZE)=address,undefined' test-files
sabotage-files:
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/sabotage CPPFLAGS=-DBANXIN_SABOTAGE all
setup:
	@./today --setup
.PHONY: test-files asan-files sabotage-files setup

test: setup ## set up what is missing, then every test; T=name: those whose name holds it
	@$(MAKE) --no-print-directory test-files asan-files sabotage-files
	@BUILD=$(BUILD) tests/run $(if $(T),--name '$(T)')

retest: setup ## the tests that failed last
	@$(MAKE) --no-print-directory test-files asan-files sabotage-files
	@BUILD=$(BUILD) tests/run --failed

bless: test-files ## take what T=name gives now as its reference, and show the difference first
	@[ -n '$(T)' ] || { echo "which? make bless T=name"; exit 2; }
	@BUILD=$(BUILD) tests/run --bless --name '$(T)'

unit: $(UNIT_TESTS) ## the unit tests alone
	@BUILD=$(BUILD) tests/run unit

asan: asan-files ## the tests that look for memory errors, built with ASan and UBSan
	@BUILD=$(BUILD) tests/run --name asan

# Libraries are not built for it: their own threads, locked by means that it cannot see, are no news.
tsan: export TSAN_OPTIONS := ignore_noninstrumented_modules=1
tsan: ## two threads under ThreadSanitizer: unit tests, the sample issue and its pictures
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/tsan CFLAGS='-O1 -g $(SANITIZE)=thread' test-files
	@BUILD=$(BUILD)/tsan tests/run unit
	$(BUILD)/tsan/banxin build -j2 -q --out $(BUILD)/tsan/out issues/2025-05-09
	$(BUILD)/tsan/banxin render -j2 -q --out $(BUILD)/tsan/png issues/2025-05-09

fuzz: ## look for inputs that break the readers: clang's libFuzzer, SECONDS=60 for each of tests/fuzz
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/fuzzer CC=clang CPPFLAGS=-DBANXIN_FUZZ \
	    CFLAGS='-O1 -g $(SANITIZE)=address,undefined,fuzzer-no-link' $(BUILD)/fuzzer/libbanxin.a
	@for entry in $(basename $(notdir $(wildcard tests/fuzz/*.c))); do \
	    mkdir -p $(BUILD)/fuzzer/found/$$entry && \
	    clang $(CPPFLAGS) -DBANXIN_FUZZ -Itests/fuzz -std=c17 -O1 -g $(SANITIZE)=address,undefined,fuzzer \
	        -o $(BUILD)/fuzzer/$$entry tests/fuzz/$$entry.c $(BUILD)/fuzzer/libbanxin.a $(LDLIBS) && \
	    (cd $(BUILD)/fuzzer && ./$$entry -max_total_time=$(or $(SECONDS),60) -timeout=5 -rss_limit_mb=1024 \
	        -max_len=65536 -print_final_stats=1 found/$$entry $(CURDIR)/tests/fuzz/seeds/$$entry) || exit 1; done

cover: ## lines and branches that the tests reach, file by file
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/cover CFLAGS='-Og -g --coverage' test-files
	@find $(BUILD)/cover -name '*.gcda' -delete
	@BUILD=$(BUILD)/cover tests/run --plain; tests/cover $(BUILD)/cover

bench: all $(BUILD)/bench/lines ## time and memory of each stage, beside their targets
	@BUILD=$(BUILD) tests/bench/run
.PHONY: test retest bless unit asan tsan fuzz cover bench

# ---- the tree ----

format: ## lay out src and tests as .clang-format says
	clang-format -i $(HEADERS) $(ALL_SOURCES)

format-check: ## what format would change
	@clang-format --dry-run -Werror $(HEADERS) $(ALL_SOURCES)

lint: includes headers po-check ## warnings of clang and of gcc's analyzer, directions, headers, catalogue
	@clang $(CPPFLAGS) -std=c17 $(WARNINGS) -Werror -fsyntax-only $(ALL_SOURCES)
	@for file in $(ALL_SOURCES); do \
	    gcc $(CPPFLAGS) -std=c17 -O1 -fanalyzer -Wno-analyzer-malloc-leak -c -o /dev/null $$file || exit 1; done

includes: ## data goes from left to right: who may include whom
	@tests/tree/includes src

headers: ## every header stands on its own
	@for header in $(HEADERS); do \
	    echo "#include \"$${header#src/}\"" | $(CC) $(CPPFLAGS) -std=c17 $(WARNINGS) -Werror -fsyntax-only -x c - \
	    || exit 1; done

pictures: test-files ## draw the pictures of docs anew; look at them
	@BUILD=$(abspath $(BUILD)) docs/pictures/draw
	@BUILD=$(BUILD) tests/run --bless --name images/element-

docs: all ## links and commands in README and docs lead somewhere
	@BUILD=$(BUILD) tests/run docs

install: all ## program, messages, papers and fonts below PREFIX (/usr/local), and DESTDIR before it
	install -D $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/banxin
	install -D -m 644 $(DRAW_MODULE) $(DESTDIR)$(PREFIX)/lib/banxin/banxin-draw.so
	install -D -m 644 $(PO_CATALOGUE) $(DESTDIR)$(PREFIX)/share/locale/zh_CN/LC_MESSAGES/banxin.mo
	mkdir -p $(DESTDIR)$(PREFIX)/share/banxin/fonts
	cp -R layouts $(DESTDIR)$(PREFIX)/share/banxin/
	install -m 644 fonts/*.ttf fonts/*.txt fonts/*.md fonts/fonts.sha256 $(DESTDIR)$(PREFIX)/share/banxin/fonts/

clean: ## remove what was built
	rm -rf $(BUILD)

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(filter-out %.d,$(MAKEFILE_LIST)) | sort | expand -t 14
.PHONY: format format-check lint includes headers pictures docs install clean help

-include $(LIB_OBJECTS:.o=.d) $(DRAW_OBJECTS:.o=.d) $(CMD_OBJECTS:.o=.d) $(UNIT_TESTS:=.d) $(TEST_TOOLS:=.d)
