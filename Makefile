# Everything starts here: `make demo` runs the product, `make test` checks it.
# Needed: Python 3.11 or newer, git and make. Nothing is installed outside this folder,
# except Debian's chromium for `make test` when no browser is found and root or sudo is available.

VENV := .venv
BIN := $(VENV)/bin
SHELL := /bin/sh
.DELETE_ON_ERROR:
.PHONY: help demo test test-browser test-rest drill fuzz lint format bench load lighthouse screenshots words lock env-example

# The linters load the settings; these keep them from touching the installation in data/.
LINT_ENV := PRACTICE_HUB_ENV=test DATA_DIR=$(CURDIR)/$(VENV)/lint-data

# Each process has its own PostgreSQL and Redis. The browser tests share one hub in one process: a
# second hub, six programs more, would take from the other tests what it gives to these.
# Lint, browser tests and the rest run side by side, because each of them waits a lot: what they say
# comes when they are done. TEST_JOBS=1 runs them one after the other.
TEST_JOBS ?= 3
TEST_PROCESSES ?= 2
PYTEST = $(BIN)/python -m pytest
SPREAD = -n $(TEST_PROCESSES) --dist loadfile
BROWSER := tests/e2e
GROUPED := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
# Every test process would otherwise compile the whole product anew.
unexport PYTHONDONTWRITEBYTECODE

help:
	@echo 'make demo         run the product with demo data and the town (PORT, SANDBOX_PORT)'
	@echo 'make test         install what the tests need, lint, and run every test'
	@echo 'make drill        kill worker, beat, web, PostgreSQL and Redis N times (N=2000, SEED=...)'
	@echo 'make fuzz         send N odd requests to all addresses (N=2000)'
	@echo 'make lint         ruff, mypy, import-linter, djlint, migrations'
	@echo 'make format       format the Python files'
	@echo 'make bench        measure ingest and delay beside bare SQL'
	@echo 'make load         open browsers and people at work for five minutes (LOAD=--until-it-gives)'
	@echo 'make lighthouse   ask Lighthouse about the pages of the desk (needs Node.js)'
	@echo 'make screenshots  take pictures of all pages, and those of the README, from a demo of its own'
	@echo 'make words        gather what the product says, and compile what is translated'
	@echo 'make lock         write the requirements files anew'
	@echo 'make env-example  write .env.example anew'

demo: $(VENV)/.runtime-installed
	@PRACTICE_HUB_ENV=demo exec $(BIN)/python manage.py up --demo

test: $(VENV)/.dev-installed
	@sh scripts/ensure_chromium.sh
ifdef PYTEST_ARGS
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m pytest $(PYTEST_ARGS)
else
	@echo 'Lint, the browser tests and all other tests run side by side; each tells when it is done.'
	@$(MAKE) --no-print-directory -j$(TEST_JOBS) $(GROUPED) lint test-browser test-rest
endif

test-browser: $(VENV)/.dev-installed
	@$(PYTEST) $(BROWSER)

test-rest: $(VENV)/.dev-installed
	@$(PYTEST) $(SPREAD) --no-loadscope-reorder --ignore=$(BROWSER)

lint: $(VENV)/.dev-installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(LINT_ENV) $(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates
	$(LINT_ENV) $(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(LINT_ENV) $(BIN)/python -W ignore::RuntimeWarning manage.py lint_migrations

format: $(VENV)/.dev-installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Longer than `make test` drills: N kills in reading and N in sending, then more random histories.
N ?= 2000
SEED ?=
drill: $(VENV)/.dev-installed
	DRILL_KILLS=$(N) DRILL_SEED=$(SEED) $(BIN)/python -m pytest -s -n 2 --dist loadfile \
		tests/faults/test_drill_polling.py tests/faults/test_drill_sending.py tests/property

# As `make test` asks every address, with N odd requests that nobody has thought up before.
fuzz: $(VENV)/.dev-installed
	FUZZ_EXAMPLES=$(N) $(BIN)/python -m pytest -s tests/kernel/test_fuzz.py

bench: $(VENV)/.dev-installed
	@sh scripts/ensure_chromium.sh
	$(BIN)/python -m benchmarks

# Lighthouse comes from npm, so this one needs Node.js; nothing else here does.
LIGHTHOUSE ?=
lighthouse: $(VENV)/.dev-installed
	@sh scripts/ensure_chromium.sh
	$(BIN)/python -m benchmarks.lighthouse $(LIGHTHOUSE)

# 200 open streams and 50 acts a second for five minutes; docs/operations/load.md has the options.
LOAD ?=
load: $(VENV)/.dev-installed
	$(BIN)/python -m benchmarks.load $(LOAD)

# All pages in light, dark and on a phone, side by side in screenshots/index.html; SCREENSHOTS can be
# `--address http://127.0.0.1:8000` (of a demo that runs) and `--no-readme`.
SCREENSHOTS ?=
screenshots: $(VENV)/.dev-installed
	@sh scripts/ensure_chromium.sh
	$(LINT_ENV) $(BIN)/python -m scripts.screenshots $(SCREENSHOTS)

lock: $(VENV)/.dev-installed
	sh scripts/lock.sh $(BIN)/python

words: $(VENV)/.dev-installed
	$(BIN)/python scripts/words.py

env-example: $(VENV)/.runtime-installed
	$(LINT_ENV) $(BIN)/python manage.py env_example > .env.example

$(VENV)/.runtime-installed: requirements.lock scripts/install.sh
	@sh scripts/install.sh $(VENV) requirements.lock
	@touch $@

# Python compiles what it loads; pip would compile a hundred packages of which tests load a few parts.
$(VENV)/.dev-installed: requirements-dev.lock scripts/install.sh
	@sh scripts/install.sh $(VENV) requirements-dev.lock --no-compile
	@touch $@ $(VENV)/.runtime-installed
