# Two commands on a fresh machine: `make demo` and `make test`. Each does its own set-up.
PYTHON ?= python3
SERVE ?= 1
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.run-time
DEV := $(VENV)/.development

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-anonymity test-matrix audit lock catalogs readme clean

help: ## what each command does
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(RUN) ## the virtual environment and what WeasyPrint needs, nothing else

demo: $(RUN) ## a practice city from first answer to published report, then served (SERVE=0 stops before)
	@$(BIN)/surveyapp simulate --out var/demo
ifneq ($(SERVE),0)
	@$(BIN)/surveyapp serve --practice var/demo
endif

test: $(DEV) ## formatting, types, known weaknesses and every test
	@sh tools/chromium.sh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/bandit -q -c pyproject.toml -r surveyapp tools wsgi.py
	$(BIN)/python -m pytest -n 2 --dist loadscope

test-anonymity: $(DEV) ## the insider test with all 400 codes, on SQLite and PostgreSQL
	ANONYMITY_CODES=400 $(BIN)/python -m pytest tests/anonymity -rA --durations=5

test-matrix: $(DEV) ## every kind of page in every language, width and color scheme, in a browser
	@sh tools/chromium.sh
	$(BIN)/python -m pytest tests/web -n 2 --dist loadscope -m matrix

audit: ## ask the advisory database about every pinned version ("not run" where it cannot be asked)
	@PYTHON=$(PYTHON) sh tools/audit.sh

lock: ## renew requirements.lock and requirements-dev.lock
	@sh tools/lock.sh

catalogs: $(DEV) ## bring the translations of the pages up to the code and compile them (ADD=vi: begin one)
	@$(BIN)/python -m tools.catalogs $(if $(ADD),--add $(ADD))

readme: $(DEV) ## renew the tables of README.md that are drawn from the code
	@$(BIN)/python -m tools.readme

clean: ## remove the environment and everything made
	rm -rf $(VENV) var

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or later is needed; name it with make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { echo "The venv module is missing: on Debian or Ubuntu, apt-get install python3-venv"; exit 1; }

$(RUN): requirements.lock pyproject.toml | $(VENV)/bin/python
	@sh tools/pango.sh
	@echo "Installing the run-time packages (about a minute the first time) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements-dev.lock | $(RUN)
	@echo "Installing the development packages ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
