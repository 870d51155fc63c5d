# Rasad. `make demo` shows it, `make test` proves it; each target sets up what it needs first.
.SHELLFLAGS := -eu -c
SHELL := /bin/sh
.DELETE_ON_ERROR:
.PHONY: setup setup-dev run demo test lint format bench proof lock help

VENV := .venv
PY := $(VENV)/bin/python
STAMPS := $(VENV)/stamps
MANAGE := $(PY) manage.py
BENCH := var/bench
# Tests wait for processes about as long as they compute: on two cores three of them leave none idle. Shuffled
# (pytest-randomly), the same way each time; `make test SEED=7` is another order. Modules with long proofs come
# first (`tests/conftest.py`).
PYTEST := $(PY) -m pytest -p no:cacheprovider
WORKERS ?= 3
SEED ?= 46012610
PARALLEL := -n $(WORKERS) --dist loadscope --no-loadscope-reorder --randomly-seed=$(SEED)

help: ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST)

setup: $(STAMPS)/static ## .venv from the lock, lexicon, static files; quick when nothing changed

setup-dev: $(STAMPS)/dev $(STAMPS)/static ## the same with the development tools

$(PY):
	@sh deploy/venv.sh $(VENV)

# The development lock holds the runtime lock: once it is in, the smaller one would change nothing.
$(STAMPS)/runtime: requirements.txt | $(PY)
	@mkdir -p $(STAMPS)
	@sh deploy/install.sh $(PY) requirements.txt
	@touch $@

$(STAMPS)/dev: requirements-dev.txt $(STAMPS)/runtime
	@sh deploy/install.sh $(PY) requirements-dev.txt
	@touch $@

$(STAMPS)/lexicon: $(STAMPS)/runtime $(shell find rasad/persian -name "*.py" -o -name "*.tsv")
	@$(PY) -m rasad.persian.lexicon.build
	@touch $@

STATIC := $(shell find search_api -path '*/static/*' -type f 2>/dev/null) settings/django.py
$(STAMPS)/static: $(STAMPS)/lexicon $(STATIC)
	@folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	RASAD_DATA=$$folder $(MANAGE) collectstatic --noinput -v 0
	@touch $@

run: setup ## everything on 127.0.0.1:8000, data in var/
	@$(MANAGE) up

demo: setup ## the same on an invented city in a box, offline
	@$(PY) -m deploy.packages fonts chromium || echo "rasad: the demo goes on without its JavaScript outlet"
	@$(MANAGE) demo

# On PostgreSQL first what touches the database, then everything: the last line is pytest's own.
test: setup-dev ## what the tests need (Elasticsearch, PostgreSQL, Chromium), then the tests
	@$(PY) -m tests.services prepare
	@$(PY) -m tests.services with-postgres $(PYTEST) $(PARALLEL) -q -m 'db and not sqlite_only'
	@$(PYTEST) $(PARALLEL)

lint: setup-dev ## ruff, mypy strict, import layers
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy .
	@$(VENV)/bin/lint-imports

format: setup-dev ## let ruff put the code in order
	@$(VENV)/bin/ruff check --fix .
	@$(VENV)/bin/ruff format .

bench: setup-dev ## figures as JSON and a table into var/bench
	@$(PY) -m tests.services prepare
	@$(PY) -m benchmarks --out $(BENCH)

proof: setup-dev ## long proofs in full
	@$(PY) -m tests.services prepare
	@RASAD_PROOF=full $(PYTEST) -m proof

# Maintainers: after a change of pyproject.toml. No addresses, so any index serves.
LOCK := $(VENV)/bin/uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url \
	--no-annotate --no-header --quiet --extra lexicon
lock: ## lock the dependencies again
	@$(LOCK) -o requirements.txt
	@$(LOCK) --extra dev -c requirements.txt -o requirements-dev.txt
