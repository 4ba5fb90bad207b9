# Everything runs from .venv, which `sostocked/run/install.py` makes from the pinned requirement files.
PYTHON ?= python3
PY := .venv/bin/python
EMBEDDED := $(PY) -m sostocked.run.embedded
# Whatever the shell has exported for a running site must not leak into tests and checks.
CLEAN := env -u SOSTOCKED_DEMO -u DEBUG -u SITE_URL -u ALLOWED_HOSTS -u STATIC_ROOT -u EMAIL_BACKEND
SECRET = $(shell $(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))')
ARGS ?=
JOBS ?= 2

.DEFAULT_GOAL := help
.PHONY: help run test bench drill screenshots check format requirements clean install install-dev

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

run: install ## Start everything on http://127.0.0.1:8000 (PORT=8001 make run: elsewhere); Ctrl-C stops it
	@$(PY) -m sostocked.run.supervisor

test: install-dev ## Run all tests on real PostgreSQL and Valkey (ARGS="-k stock": some of them)
	@$(CLEAN) SECRET_KEY=$(SECRET) SOSTOCKED_AS_OWNER=1 $(EMBEDDED) $(PY) -m pytest -n $(JOBS) $(ARGS)

bench: install-dev ## Measure against yardsticks (ARGS="--orders 20000 --repeat 1": quicker)
	@$(CLEAN) SECRET_KEY=$(SECRET) SOSTOCKED_AS_OWNER=1 $(EMBEDDED) $(PY) -m benchmarks $(ARGS)

drill: install-dev ## Kill, fill, fuzz and crowd a site of its own for a quarter of an hour (ARGS="kills mail": some of it)
	@$(CLEAN) $(PY) -m tests.drills $(ARGS)

screenshots: install-dev ## Take the pictures of README and docs anew (needs Chromium)
	@mkdir -p docs/images
	@$(CLEAN) SECRET_KEY=$(SECRET) SOSTOCKED_AS_OWNER=1 PICTURES=$(CURDIR)/docs/images REQUIRE_BROWSER=1 \
		$(EMBEDDED) $(PY) -m pytest -q tests/browser/test_pictures.py

check: install-dev ## Style, import contracts, types, migrations, templates, settings
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -c 'from importlinter.cli import lint_imports_command as main; main()'
	$(CLEAN) SECRET_KEY=none DATABASE_URL=postgres://nobody/none REDIS_URL=redis://nobody/0 $(PY) -m mypy
	$(PY) -m djlint templates --lint --quiet
	@echo "manage.py check, check --deploy, makemigrations --check"
	@$(CLEAN) SECRET_KEY=$(SECRET) $(EMBEDDED) sh -ec '\
		$(PY) manage.py check; \
		$(PY) manage.py check --deploy --fail-level WARNING; \
		$(PY) manage.py makemigrations --check --dry-run'

format: install-dev ## Put the code in the house style
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

PIN := -m piptools compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options

requirements: install-dev ## Pin the requirement files anew from pyproject.toml (UPGRADE=--upgrade: newest versions)
	CUSTOM_COMPILE_COMMAND="make requirements" $(PY) $(PIN) $(UPGRADE) --output-file requirements.txt pyproject.toml
	CUSTOM_COMPILE_COMMAND="make requirements" $(PY) $(PIN) $(UPGRADE) --extra dev --constraint requirements.txt \
		--output-file requirements-dev.txt pyproject.toml

clean: ## Remove what tests and tools leave; keeps var/ (your data) and .venv
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
	@rm -rf .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis

install:
	@$(PYTHON) sostocked/run/install.py requirements.txt

install-dev:
	@$(PYTHON) sostocked/run/install.py requirements-dev.txt
