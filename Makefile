# Needs GNU make and Python 3.11 or newer with pip; everything else goes into .venv.
# `make` alone says what there is. ARGS="…" is handed on by run, test and bench.

VENV := .venv
BIN := $(VENV)/bin
RUNS := $(VENV)/.runs
TESTS := $(VENV)/.tests

# The first that is new enough; `make install PYTHON=…` says it yourself.
PYTHON ?= $(shell for name in python3 python python3.14 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)

# Debian's Python may come without ensurepip; then the pip outside installs into .venv.
PIP = if [ -x $(BIN)/pip ]; then set -- $(BIN)/python -m pip; else set -- $(PYTHON) -m pip --python $(BIN)/python; fi; "$$@"
COMPILE := $(BIN)/pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options $(if $(UPGRADE),--upgrade)

# What `make run` starts. Settings that are wrong lead to `serve` too: it says what is wrong with them.
define CHOOSE
from bot.settings import BadSettings, read
try:
    settings = read()
    print("serve" if settings.has_slack or settings.has_teams else "demo")
except BadSettings:
    print("serve")
endef

export CHOOSE
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export CUSTOM_COMPILE_COMMAND := make requirements

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run install test lint format bench scale-demo catalogues missing system requirements clean

help: ## Say what there is
	@awk -F ':[^#]*## ' '/^[a-z-]+:[^#]*## / {printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(RUNS) ## Serve your Slack or Teams if .env or the environment has the credentials, else open the demo
	@command=$$($(BIN)/python -c "$$CHOOSE") && exec $(BIN)/waypost $$command $(ARGS)

install: $(RUNS) ## Make .venv with the `waypost` command in it; skipped when it is up to date

test: lint ## Set up everything, then the static checks and all tests (ARGS: for pytest)
	@missing=$$($(MAKE) -s missing); [ -z "$$missing" ] || echo "Not on this machine: $$missing. Tests that need it are skipped; \`make system\` can install it."
	$(BIN)/pytest -rs -n auto --maxprocesses 4 $(ARGS)

lint: $(TESTS) ## The static checks alone
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/deptry .

format: $(TESTS) ## Lay the code out, and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(TESTS) ## Measure speed and size (ARGS: for the benchmarks)
	@if [ -e tests/benchmarks/__main__.py ]; then $(BIN)/python -m tests.benchmarks $(ARGS); \
	else echo "Nothing to measure yet: there is no tests/benchmarks."; fi

scale-demo: $(TESTS) ## Two processes that answer and three that deliver, on PostgreSQL; each is killed once, and nothing is missing
	@$(BIN)/python -m tests.scale_demo

catalogues: $(TESTS) ## Bring content/catalogues up to date with the words in the code (LANGUAGE=fr: begin another)
	@$(BIN)/pybabel -q extract -k _n:1,2 -k N_ -c "Translators:" --sort-by-file --add-location=file --no-wrap \
		--project=Waypost --version= -o $(VENV)/words.pot content scheduler handlers bot
	@$(if $(LANGUAGE),$(BIN)/pybabel -q init -i $(VENV)/words.pot -l $(subst -,_,$(LANGUAGE)) -o content/catalogues/$(LANGUAGE).po --no-wrap)
	@for file in content/catalogues/*.po; do \
		$(BIN)/pybabel -q update -i $(VENV)/words.pot -o $$file -l $$(basename $$file .po | tr - _) \
			--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap || exit 1; done

missing: ## Name what the tests can use beside Python and this machine lacks: browser, postgresql
	@found=; for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null && found=yes; done; \
	[ -n "$$found" ] || set -- browser; \
	[ -n "$$TEST_DATABASE_URL" ] || command -v postgres >/dev/null || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || set -- "$$@" postgresql; \
	echo "$$*"

system: ## Install what `make missing` names, by apt-get (as root or with sudo)
	@missing=$$($(MAKE) -s missing); packages=; \
	for one in $$missing; do case $$one in browser) packages="$$packages chromium fonts-dejavu-core";; *) packages="$$packages $$one";; esac; done; \
	if [ -z "$$missing" ]; then echo "A browser and PostgreSQL are here already."; exit 0; fi; \
	if ! command -v apt-get >/dev/null; then echo "No apt-get here; please install yourself:$$packages" >&2; exit 1; fi; \
	if [ "$$(id -u)" = 0 ]; then as=env; elif command -v sudo >/dev/null; then as="sudo env"; \
	else echo "Neither root nor sudo; please have installed:$$packages" >&2; exit 1; fi; \
	echo "Installing:$$packages"; \
	$$as apt-get update -qq && $$as DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $$packages

requirements: $(BIN)/python ## Pin anew what pyproject.toml asks for (UPGRADE=1: at its newest), with Python 3.11
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "Pins are made with the oldest Python, 3.11, so that they fit all." >&2; exit 1; }
	@$(PIP) install --quiet 'pip-tools>=7.4'
	$(COMPILE) --extra distributed --output-file requirements.txt pyproject.toml
	$(COMPILE) --extra dev --extra distributed --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml

clean: ## Remove .venv, caches and builds; your .env and databases stay
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(or $(PYTHON),python3) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "Waypost needs Python 3.11 or newer. Say where it is: make install PYTHON=…" >&2; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv --clear $(VENV) >/dev/null 2>&1 || $(PYTHON) -m venv --clear --without-pip $(VENV)

$(RUNS): pyproject.toml requirements.txt | $(BIN)/python
	@echo "Installing Waypost and what it stands on (half a minute, and only now)"
	@$(PIP) install --quiet --require-hashes --requirement requirements.txt
	@$(PIP) install --quiet --no-deps --editable .
	@touch $@

$(TESTS): $(RUNS) requirements-dev.txt
	@echo "Installing what the checks and tests need"
	@$(PIP) install --quiet --require-hashes --requirement requirements-dev.txt
	@$(PIP) install --quiet --no-deps --target $(VENV)/appengine 'appengine-python-standard==3.1.0' \
		|| echo "Google's parser of app.yaml could not be installed: its test is skipped."
	@touch $@
