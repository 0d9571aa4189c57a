# Everything a person does with this house, one word each. `make` alone lists them.
# Settings (PORT, DATABASE_URL, INSTANCE_PATH ...) come from the environment as it is; config.py documents them.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
PYTEST := $(BIN)/python -m pytest
WORKERS ?= auto

# Each step leaves a file behind that says when it was done, so that a second run finds nothing to do.
INSTALLED := $(VENV)/.installed
DEV := $(VENV)/.installed-dev
BROWSER := $(VENV)/.browser
NODE_MODULES := static/src/node_modules/.package-lock.json
ASSETS := static/dist/manifest.json
ASSET_SOURCES := $(shell find static/src -type f -not -path '*/node_modules/*')

.PHONY: help setup run test test-core test-browser format format-check lint types layers check lock bench bench-engine bench-insight soak demo data clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

# --- To use it ---------------------------------------------------------------------------------------------------

setup: $(INSTALLED) $(ASSETS) data ## install, build, migrate and, the first time, load the demonstration

run: setup ## serve on http://127.0.0.1:$PORT (8000 unless set)
	@exec $(BIN)/consult serve

demo: $(INSTALLED) $(ASSETS) ## load the invented demonstration into an empty house
	@$(BIN)/consult db upgrade
	@$(BIN)/consult demo

# The stamp lies beside the data it speaks of, one for each database: a new folder or a new database starts afresh.
# Production gets its tables and no demonstration.
data: $(INSTALLED)
	@folder="$${INSTANCE_PATH:-instance}"; \
	stamp="$$folder/.ready-$$(printf %s "$$DATABASE_URL" | cksum | cut -d ' ' -f 1)"; \
	if [ ! -e "$$stamp" ]; then \
		$(BIN)/consult db upgrade && \
		{ [ "$$FAIRDRAFT_ENV" = production ] || $(BIN)/consult demo; } && \
		mkdir -p "$$folder" && touch "$$stamp"; \
	elif [ -n "$$(find migrations/versions -name '*.py' -newer "$$stamp")" ]; then \
		$(BIN)/consult db upgrade && touch "$$stamp"; \
	fi

# --- To change it ------------------------------------------------------------------------------------------------

test: $(DEV) $(ASSETS) $(BROWSER) ## run every test, browser and PostgreSQL included
	$(PYTEST) -n $(WORKERS) -m "not soak"

test-core: $(DEV) ## run the tests of the engine and the rules alone, in seconds
	$(PYTEST) -n $(WORKERS) -q tests/core tests/rules -m "not slow"

test-browser: $(DEV) $(ASSETS) $(BROWSER) ## run the tests that drive a browser
	$(PYTEST) -n $(WORKERS) -m "browser and not soak"

format: $(DEV) ## put the code in order
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix-only --quiet .

format-check: $(DEV)
	$(BIN)/ruff format --check .

lint: $(DEV) ## look for mistakes that need no run
	$(BIN)/ruff check .

types: $(DEV) ## check the types, strictly
	$(BIN)/mypy

layers: $(DEV) ## check that every package imports only what stands below it
	$(BIN)/lint-imports

check: format-check lint types layers ## everything that must hold before a change lands
	$(MAKE) test

bench: $(DEV) $(ASSETS) ## fill a large document and print what a page costs
	$(BIN)/python -m tests.benchmarks

bench-engine: $(DEV) ## print what the engine finds and costs on real texts, beside its rivals
	$(BIN)/python -m tests.benchmarks.engine

bench-insight: $(DEV) ## print what the feedback desk finds and costs on real contributions, with its goals
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.benchmarks.insight

soak: $(DEV) $(ASSETS) $(BROWSER) ## the long runs of random use
	$(PYTEST) -m soak

# Hashes, and no address of where a package was found: it installs the same from any index.
COMPILE := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet
lock: $(DEV) ## write the lock files anew, within the bounds of pyproject.toml and package.json
	$(COMPILE) --extra build -o requirements.txt
	$(COMPILE) --all-extras -c requirements.txt -o requirements-dev.txt
	$(BIN)/python static/src/node.py npm install --package-lock-only

clean: ## remove the environment and what was built; the data stays
	rm -rf $(VENV) static/dist static/src/node_modules

# --- How the steps are done --------------------------------------------------------------------------------------

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Python 3.11 or newer is needed. If it has another name here: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "Python could not make an environment. On Debian: apt install python3-venv"; exit 1; }

# The lock is installed by hash; the editable install adds only our own package and builds with what the lock brought.
$(INSTALLED): requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing the libraries (a minute the first time) ..."
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements-dev.txt $(INSTALLED)
	@echo "Installing the tools for tests ..."
	@$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

$(NODE_MODULES): static/src/package.json static/src/package-lock.json static/src/.npmrc | $(INSTALLED)
	@echo "Fetching the front-end packages ..."
	@$(BIN)/python static/src/node.py npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(ASSETS): $(ASSET_SOURCES) $(NODE_MODULES)
	@$(BIN)/python static/src/node.py build.mjs

# The browser of the system if there is one, else the one Playwright fetches.
$(BROWSER): | $(DEV)
	@command -v chromium || command -v chromium-browser || command -v google-chrome || \
		$(BIN)/playwright install chromium || \
		{ echo "The browser tests need Chromium: none is installed and none could be fetched."; \
		  echo "Install one (on Debian: apt install chromium) and run the command again."; exit 1; }
	@touch $@
