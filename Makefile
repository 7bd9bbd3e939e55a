# make demo   the graph of seeds/ in out/
# make test   everything that keeps the project honest
# make docs   write docs/cli.md anew from the help texts
# PYTHON=…    an interpreter of your choice, 3.11 or newer

PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3; do \
  if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$name; break; fi; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

.DEFAULT_GOAL := demo
.PHONY: demo test docs format clean

demo: .venv/.installed
	@$(BIN)/kg build seeds -o out

test: .venv/.installed-for-tests tests/node/node_modules/.installed
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy --strict kg
	$(BIN)/kg rules check
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

docs: .venv/.installed
	$(BIN)/python docs/write_cli.py > docs/cli.md.new && mv docs/cli.md.new docs/cli.md

format: .venv/.installed-for-tests
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache tests/node/node_modules
	find out -mindepth 1 ! -name .gitkeep -delete

# Debian's python3 comes without ensurepip: another way to an environment is tried before giving up
.venv/.made:
	@test -n "$(PYTHON)" || { echo "make: no Python 3.11 or newer found; name one: make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "making .venv with $(PYTHON)"
	@$(PYTHON) -m venv .venv >/dev/null 2>&1 \
	  || $(PYTHON) -m virtualenv --quiet .venv >/dev/null 2>&1 \
	  || { $(PYTHON) -m venv --without-pip --clear .venv && $(PYTHON) -m pip --python .venv/bin/python install --quiet pip; } 2>/dev/null \
	  || { echo "make: $(PYTHON) cannot make an environment; on Debian: apt-get install python3-venv" >&2; rm -rf .venv; exit 1; }
	@touch $@

.venv/.installed: .venv/.made pyproject.toml constraints.txt
	@echo "installing kg into .venv"
	@$(PIP) --editable '.[picture]'
	@touch $@

.venv/.installed-for-tests: .venv/.made pyproject.toml constraints.txt
	@echo "installing kg and what its tests need into .venv"
	@$(PIP) --editable '.[test]'
	@touch .venv/.installed $@

# without node the tests that need it are skipped, and say so; where CI is set, they fail
tests/node/node_modules/.installed: tests/node/package.json
	@if command -v npm >/dev/null; then \
	  echo "installing node packages into tests/node"; \
	  cd tests/node && npm install --no-audit --no-fund --no-package-lock --ignore-scripts --silent && touch node_modules/.installed \
	    || echo "npm failed: the tests that need node packages are skipped"; \
	else echo "npm is missing: the tests that need node are skipped"; fi
