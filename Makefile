# Everything a newcomer needs. `make` alone prints this help.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SOURCES := tailrace tests bench tools

.DEFAULT_GOAL := help
.PHONY: help demo dev check quick test browser web gen screenshots bench pin clean

help: ## Print this help
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: $(VENV)/.run ## Set everything up and run tailrace with sample traffic on one port
	$(BIN)/tailrace demo

dev: $(VENV)/.dev ## Run the server on ./tailrace-data, and the web app with hot reload beside it
	$(BIN)/tailrace serve & server=$$!; trap "kill $$server" EXIT; $(BIN)/python -m tools.node run dev

test: check web ## Set everything up and pass every test
	$(BIN)/pytest -n 2 --dist loadgroup

quick: $(VENV)/.dev ## The tests that take seconds
	$(BIN)/pytest -n 2 -m "not slow and not browser"

check: $(VENV)/.dev ## Formatting, lint, types, import contracts
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports

web: $(VENV)/.dev ## Check and test the web app
	$(BIN)/python -m tools.node run check

browser: $(VENV)/.dev ## Journeys in a real Chromium
	$(BIN)/pytest -m browser

gen: $(VENV)/.dev ## Write what is generated: OpenAPI, its TypeScript types, reference pages
	$(BIN)/python -m tools.openapi > web/src/api/openapi.json
	$(BIN)/python -m tools.node run gen
	$(BIN)/python -m tools.reference

screenshots: $(VENV)/.dev ## Take the pictures of the documentation from a demo
	$(BIN)/python -m tools.screenshots

bench: $(VENV)/.dev ## Measure; prints ratios against a baseline of the same run
	$(BIN)/python -m bench

pin: $(VENV)/.dev ## Resolve the pinned requirements anew
	$(BIN)/python -m pip install -q uv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-header pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-header pyproject.toml --group dev -o requirements/dev.txt

clean: ## Remove what make made
	rm -rf $(VENV) tailrace/app/static web/node_modules dist .mypy_cache .ruff_cache .pytest_cache

# The package's build also builds the web app (tools/build_web.py), with a Node of its own.
$(VENV)/.made:
	$(PYTHON) -m venv $(VENV) || { echo "Python's venv is missing: apt-get install python3-venv"; exit 2; }
	touch $@

$(VENV)/.run: $(VENV)/.made requirements/run.txt pyproject.toml tools/build_web.py $(shell find web -path web/node_modules -prune -o -type f -print)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@
