# Everything a newcomer types. `make chat` talks with the bot; `make test` proves it; `make check` keeps the house in order.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9
READY := $(VENV)/.ready

.PHONY: help setup install chat demo test explore bench check format clean

help:
	@echo "make chat    talk with the bot in this terminal, on a fresh database"
	@echo "make demo    watch a taper being played, with a clock that leaps"
	@echo "make test    run every test, PostgreSQL included"
	@echo "make explore draw new examples for every property, 25 times as many; takes an hour or more"
	@echo "make bench   measure it beside others; BENCH=--quick for a first look"
	@echo "make check   style, types, layers, migrations"
	@echo "make setup   only install what is needed, into .venv"
	@echo "make install the same without what only developing needs, for a machine that runs it (docs/operating.md)"

setup: $(READY)

# uv installs exactly what uv.lock names. Where the machine has no uv, pip puts one into .venv.
define INSTALL
test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
@set -e; UV=$$(command -v uv || true); \
if [ -z "$$UV" ]; then \
  $(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"; UV=$(BIN)/uv; \
fi; \
UV_PROJECT_ENVIRONMENT=$(VENV) "$$UV" sync --frozen --quiet --compile-bytecode --python $(BIN)/python
endef

$(READY): pyproject.toml uv.lock
	@$(INSTALL) --inexact
	@touch $(READY)

# What a machine needs that only runs it: no tools, no tests' servers.
install:
	@$(INSTALL) --inexact --no-dev

chat: setup
	@$(BIN)/python -m bot chat --fresh

demo: setup
	@$(BIN)/python -m bot demo

test: setup
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 3 --dist worksteal
	@command -v chromium >/dev/null && command -v chromedriver >/dev/null || \
	  echo "Not run: tests/adapters/test_board_browser.py needs chromium and chromedriver (Debian: chromium chromium-driver)."

# `make test` draws the same examples each time. EXPLORE=tests/reading keeps to one part.
explore: setup
	@HYPOTHESIS_PROFILE=long STEPDOWN_TEST_CHANCE=$$(date +%s) PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 --dist worksteal -m hypothesis --timeout 0 $(EXPLORE)

# What is measured beside is installed here, and by nothing else.
bench: setup
	@UV=$$(command -v uv || echo $(BIN)/uv); UV_PROJECT_ENVIRONMENT=$(VENV) "$$UV" sync --frozen --inexact --quiet \
	  --group bench --python $(BIN)/python
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m bench $(BENCH)

check: setup
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m tests.known_holes
	@$(BIN)/python -m pytest tests/test_house_rules.py tests/adapters/test_migrations.py

format: setup
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .hypothesis dist
