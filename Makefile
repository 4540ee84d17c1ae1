# `make run` shows the first camera, or a test picture; `make run PIPELINE='…'` shows any pipeline.
# `make test` runs all tests. Both install what is missing. `make soak` and `make sanitize` take longer.

PIPELINE ?=
ARGUMENTS ?=
VENV := .venv
RELEASE := .build/release/bridge

.PHONY: run build test lint swift-test browser-test cases soak sanitize sanitize-thread sanitize-address bench \
  endurance benchmarks fuzz packages
.PHONY: test-packages clean

run: build
	$(RELEASE) $(if $(PIPELINE),'$(PIPELINE)') $(ARGUMENTS)

build: packages
	swift build -c release --product bridge

test: lint swift-test browser-test

lint:
	swift format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks Examples Fuzzing

# A crash must end the tests at once, not in the backtracer.
swift-test: packages test-packages
	SWIFT_BACKTRACE=enable=no swift test

# The release binary, moved away from where it was built: the page's files are inside it.
browser-test: build test-packages $(VENV)/ready
	rm -rf .build/moved && mkdir -p .build/moved && cp $(RELEASE) .build/moved/bridge
	BRIDGE=$(CURDIR)/.build/moved/bridge $(VENV)/bin/pytest Tests/browser Tests/cases

# What people bring: every case in Chromium, and a table of them.
cases: build test-packages $(VENV)/ready
	BRIDGE=$(CURDIR)/$(RELEASE) $(VENV)/bin/pytest Tests/cases --table

# The tests of endurance in full: a thousand joins and leaves, a storm of 50 viewers, a hundred starts and stops, ten
# thousand damaged descriptions, floods by peers. Then all installed filters with the extremes of what viewers may set, and damaged media.
soak: packages test-packages
	SOAK=1 SWIFT_BACKTRACE=enable=no swift test --filter 'Churn|Isolation|SourceFaults|OnDemand|StoppedProcess|Fuzz|Floods'
	SOAK=1 SWIFT_BACKTRACE=enable=no swift test --filter 'TunedExtremesTests|HostileBitstream|ShellTests'

# The same tests as `make test`, without browsers, under the sanitizers, which each need a build of their own.
sanitize: sanitize-thread sanitize-address

SANITIZED = swift build --build-tests --quiet --sanitize=$(1) --scratch-path .build/$(1) && \
	swift test --skip-build --sanitize=$(1) --scratch-path .build/$(1)

sanitize-thread: packages test-packages
	TSAN_OPTIONS=suppressions=$(CURDIR)/Tests/sanitizers/thread.txt SWIFT_BACKTRACE=enable=no \
	  bash -c 'time ($(call SANITIZED,thread))'

# Leaks are looked for apart: to tell known ones by their whole stacks slows each allocation down, beyond the deadlines of
# some tests.
sanitize-address: packages test-packages
	ASAN_OPTIONS=detect_leaks=0 SWIFT_BACKTRACE=enable=no bash -c 'time ($(call SANITIZED,address))'
	ASAN_OPTIONS=fast_unwind_on_malloc=0 LSAN_OPTIONS=suppressions=$(CURDIR)/Tests/sanitizers/leak.txt \
	  SWIFT_BACKTRACE=enable=no \
	  swift test --skip-build --sanitize=address --scratch-path .build/address --filter 'Churn|Isolation'

# Prints what a viewer costs, what it leaves behind, how long it waits, and how old its picture is. For a quiet machine.
bench: benchmarks
	python3 Benchmarks/fanout.py
	python3 Benchmarks/churn.py
	$(VENV)/bin/python Benchmarks/latency.py

# Whether the picture stays live: over an hour, after a busy machine, after a suspended browser.
MINUTES ?= 60
endurance: benchmarks
	$(VENV)/bin/python Benchmarks/endurance.py --minutes $(MINUTES)

benchmarks: build test-packages $(VENV)/ready
	swift build -c release --product fanout
	swift build -c release --product stamp

# The parsers of all that comes from outside under libFuzzer, guided by coverage: `make fuzz SECONDS=3600`.
SECONDS ?= 60
FUZZED := Fuzzing/TextParsers.swift $(wildcard Sources/PipelineBridge/Signaling/*.swift) \
  $(wildcard Sources/PipelineBridge/Media/Launch*.swift Sources/PipelineBridge/Media/Pasted*.swift) \
  $(wildcard Sources/PipelineBridge/Media/Secret*.swift) \
  $(addprefix Sources/PipelineBridge/,Media/Codec.swift Media/MediaKind.swift Viewer/ControlCommand.swift \
  Viewer/ControlRequest.swift Viewer/ViewerReport.swift Quantiles.swift GStreamer/ClockTime.swift \
  GStreamer/Deflate.swift GStreamer/Reference.swift \
  Metadata/JSONValue.swift Metadata/JSONValue+Text.swift Metadata/JSONDecoder+Untrusted.swift \
  Metadata/MetadataPost.swift Metadata/FrameMetadata.swift \
  Metadata/Region.swift Media/PipelineString.swift Media/Redaction.swift Tuning/PipelineString+Naming.swift \
  Media/StringProtocol+Trimming.swift Media/PathKind.swift Media/ShortForm.swift Media/StillPicture.swift \
  GStreamer/BoundedText.swift Media/GIFFrames.swift Media/TypedAddress.swift Media/KnownSecret.swift \
  Tuning/NavigationEvent.swift BridgeError.swift GStreamer/RTPHeader.swift Bitstream/BitReader.swift \
  Bitstream/CodedPicture.swift Bitstream/NALUnits.swift Bitstream/RTPKeyFrames.swift Bitstream/H264Reader.swift \
  Bitstream/H264SequenceParameters.swift Bitstream/H265Reader.swift Bitstream/H265SequenceParameters.swift)
GSTREAMER := gstreamer-app-1.0 gstreamer-rtp-1.0 gstreamer-video-1.0 gstreamer-webrtc-1.0 gio-2.0

fuzz: .build/fuzz/parsers
	mkdir -p .build/fuzz/corpus
	cp -n Tests/PipelineBridgeTests/Fixtures/sdp/* .build/fuzz/corpus
	$< -max_total_time=$(SECONDS) -max_len=8192 -timeout=10 -artifact_prefix=.build/fuzz/ .build/fuzz/corpus

.build/fuzz/parsers: $(FUZZED)
	mkdir -p $(@D)
	swiftc -swift-version 6 -package-name PipelineBridge -O -parse-as-library -sanitize=fuzzer,address -I Sources/CGStreamer \
	  $(addprefix -Xcc ,$(shell pkg-config --cflags-only-I $(GSTREAMER))) -o $@ $^ $(shell pkg-config --libs $(GSTREAMER))

$(VENV)/ready: Tests/browser/requirements.txt
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --requirement $<
	touch $@

packages:
	scripts/install-packages scripts/packages.txt

test-packages:
	scripts/install-packages scripts/packages-test.txt

clean:
	rm -rf .build $(VENV)
