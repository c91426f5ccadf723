# What people run. Everything is set up on the way: `make run` on a bare machine needs Python 3.11, git and make.

VENV := .venv
VPYTHON := $(VENV)/bin/python
PYTHONS := python3.13 python3.12 python3.11 python3
FOUND := $(shell for candidate in $(PYTHON) $(PYTHONS); do \
	command -v $$candidate >/dev/null 2>&1 && \
	$$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && \
	{ command -v $$candidate; break; }; done)

.DEFAULT_GOAL := help
.PHONY: help run test quick check bench lock python runtime development

help: ## Say what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/'

run: export IMPRIMATUR_DEMO ?= 1
run: runtime ## Run the site with its demo until Ctrl-C, at http://127.0.0.1:$PORT (8000)
	@$(VPYTHON) manage.py run

test: development ## Run all tests, those in a browser too
	@scripts/test

quick: development ## Run the everyday part of the tests: three minutes, no browser
	@$(VPYTHON) -m pytest -q -n 2 --dist worksteal -m "not alone and not races and not thorough" --ignore=tests/browser

check: development ## Look for mistakes without running the site
	@scripts/check

bench: development ## Measure against the budgets
	@$(VPYTHON) -m bench

lock: development ## Write the locks anew from pyproject.toml
	@scripts/lock

runtime: python
	@"$(FOUND)" scripts/environment.py $(VENV) requirements.txt

development: python
	@"$(FOUND)" scripts/environment.py $(VENV) requirements-dev.txt requirements.txt

python:
	@test -n "$(FOUND)" || { echo "Python 3.11 or newer was not found (looked for $(PYTHONS)); install it, or name it: make run PYTHON=/path/to/python" >&2; exit 1; }
