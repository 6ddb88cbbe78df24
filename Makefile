# The first two: `make demo` starts Oppiva with its demonstration, `make test` runs all checks.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet
export PORT

.DEFAULT_GOAL := help
.PHONY: help demo test test-full check bench docs messages lint format lock clean install install-test

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

demo: install  ## Oppiva with its demonstration on http://localhost:8000 (PORT=8001 make demo for another port)
	@OPPIVA_HOME="$${OPPIVA_HOME:-$$PWD/var}" OPPIVA_DIES_WITH_PARENT=1 exec $(BIN)/oppiva demo

test: check  ## format, lint, types, contracts, migrations, catalogues, then all tests
	$(BIN)/pytest -n 2

test-full: check  ## the same with simulations at full size and the outside references
	OPPIVA_FULL_SIMULATIONS=1 $(BIN)/pytest -n 2

check: lint
	$(BIN)/mypy
	$(BIN)/lint-imports
	DJANGO_SETTINGS_MODULE=oppiva.config.settings $(BIN)/python -W ignore::RuntimeWarning -m django makemigrations --check --dry-run
	$(BIN)/python scripts/catalogues.py check

lint: install-test  ## format and lint only
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/djlint src --lint --quiet

format: install-test  ## rewrite what the formatters can
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

bench: install-test  ## Oppiva against its peers, in one run
	$(BIN)/python -m benchmarks

docs: install-test  ## the documentation, into docs/_build
	$(BIN)/sphinx-build -W --keep-going -b html docs docs/_build

messages: install-test  ## catalogues of the three languages from the sources
	$(BIN)/python scripts/catalogues.py update

lock: install-test  ## the hashed locks in requirements/ anew
	$(COMPILE) --upgrade -o requirements/uv.txt requirements/uv.in
	$(COMPILE) --upgrade -o requirements/build.txt requirements/build.in
	$(COMPILE) --upgrade -o requirements/run.txt pyproject.toml
	$(COMPILE) --upgrade -c requirements/run.txt -o requirements/test.txt --group test --group docs pyproject.toml

clean:  ## remove what can be made again; the demonstration's database in var/ stays
	rm -rf .venv build docs/_build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache static-collected

install:
	@$(PYTHON) scripts/bootstrap.py run

install-test:
	@$(PYTHON) scripts/bootstrap.py test
