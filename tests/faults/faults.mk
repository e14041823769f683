# The fault injector and the small writer it is tried on; tests/faults/run does the rest.
FAULT_FILES := $(BUILD)/faults/inject.so $(BUILD)/faults/writer

$(BUILD)/faults/inject.so: tests/faults/inject.c
	@mkdir -p $(@D)
	$(CC) -D_GNU_SOURCE -std=c17 $(WARNINGS) -U_FORTIFY_SOURCE -O2 -g -shared -fPIC -o $@ $<

$(BUILD)/faults/writer: tests/faults/writer.c $(BUILD)/libbanxin.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) $(PROGRAM_FLAGS) -o $@ $< $(BUILD)/libbanxin.a $(LDLIBS)

faults: $(FAULT_FILES) ## spoil every file operation of the writer: disk full, errors, kill -9
	BUILD=$(BUILD) tests/faults/run
.PHONY: faults
