# `make run` shows the first camera, or a test picture; `make run PIPELINE='…'` shows any pipeline.
# `make test` runs all tests. Both install what is missing.

PIPELINE ?=
ARGUMENTS ?=
VENV := .venv
RELEASE := .build/release/bridge

.PHONY: run build test lint swift-test browser-test packages test-packages clean

run: build
	$(RELEASE) $(if $(PIPELINE),'$(PIPELINE)') $(ARGUMENTS)

build: packages
	swift build -c release --product bridge

test: lint swift-test browser-test

lint:
	swift format lint --strict --recursive --parallel Package.swift Sources Tests

# A crash must end the tests at once, not in the backtracer.
swift-test: packages test-packages
	SWIFT_BACKTRACE=enable=no swift test

# The release binary, moved away from where it was built: the page's files are inside it.
browser-test: build test-packages $(VENV)/ready
	rm -rf .build/moved && mkdir -p .build/moved && cp $(RELEASE) .build/moved/bridge
	BRIDGE=$(CURDIR)/.build/moved/bridge $(VENV)/bin/pytest Tests/browser

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
