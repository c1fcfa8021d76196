# Needs python3 (3.11 or later) with its venv module, and make. Everything else goes into .venv.
# `make` alone prints the targets.

PYTHON ?= python3
WORKERS ?= 2
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

# Another active virtual environment or a PYTHONPATH must not leak into ours.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV PYTHONSTARTUP PIP_TARGET PIP_USER PIP_PREFIX
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

bin := .venv/bin
# Without npm, the tests that need one of its packages are skipped in one line.
judges := $(if $(shell command -v npm 2>/dev/null),.venv/.judges)
install := $(bin)/python -m pip install --quiet --require-hashes

.PHONY: help demo test faults torture mutants lint types imports coverage bench lock clean

help: ## print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/.ready ## a tour: from an empty database to a refused rename, in a temporary folder
	@PATH="$(CURDIR)/$(bin):$$PATH" sh demo/tour.sh

# The tests get a temporary folder of their own: runs at the same time do not clean up each other's.
test: lint types imports $(judges) ## everything that must hold before a change lands
	tmp=$$(mktemp -d) && trap 'rm -rf "$$tmp"' EXIT && \
	  COVERAGE_PROCESS_START="$(CURDIR)/pyproject.toml" COVERAGE_FILE="$$tmp/.coverage" \
	  $(bin)/python -m pytest -n $(WORKERS) --timeout=300 --basetemp="$$tmp/tests" && \
	  $(bin)/coverage combine --quiet --data-file=.coverage "$$tmp"
	@$(MAKE) --no-print-directory coverage

# A kind of fault, or several: make faults KINDS='crash-sqlite wire'. Another seed than a new one: SEED=7.
# One more than WORKERS at a time: they also wait, for limits of time to pass.
faults: .venv/.faults ## crashes, cut wires, rivals and hostile inputs by the thousand, and a table of what was found
	@$(bin)/python -m tests.faults $(KINDS) --workers $$(($(WORKERS) + 1)) $(if $(SEED),--seed $(SEED))

MINUTES ?= 10
torture: .venv/.dev ## everything mixed from one seed, for MINUTES=10
	@$(bin)/python -m tests.faults.torture --minutes $(MINUTES) $(if $(SEED),--seed $(SEED))

# A part of it: make mutants ROOMS='syncer/planning/guards syncer/live/gate.py'. What changed since a revision: SINCE=main.
# Sets have one order, so that it ends the same each time.
mutants: .venv/.dev ## the code changed in thousands of small ways, and whether a test notices each
	@PYTHONHASHSEED=0 $(bin)/python -m tests.mutants $(ROOMS) --workers $(WORKERS) $(if $(SINCE),--changed-since $(SINCE))

lint: .venv/.dev ## how the code is written
	$(bin)/ruff check .
	$(bin)/ruff format --check .

types: .venv/.dev ## mypy, strict
	$(bin)/mypy

imports: .venv/.dev ## who may import whom
	$(bin)/lint-imports

# The rooms without I/O and the one that reads files: what they decide, they decide tested.
floor := 95
coverage:
	@$(bin)/coverage report --fail-under=$(floor) \
	  --include='syncer/model/*,syncer/planning/*,syncer/desired/*,syncer/render/*'

bench: .venv/.bench ## the benchmarks, each beside a peer and its floor
	$(bin)/python -m benchmarks

lock: .venv/.lock ## choose versions anew, with hashes, for requirements/
	$(compile) --output-file=requirements/base.txt pyproject.toml
	cd requirements && $(compile) --output-file=build.txt build.in
	cd requirements && $(compile) --output-file=dev.txt dev.in ../pyproject.toml
	cd requirements && $(compile) --output-file=bench.txt bench.in
	cd requirements && $(compile) --output-file=faults.txt faults.in

# No address, path or host may stand in a lock: the installer decides where packages come from.
compile = "$(CURDIR)/$(bin)/pip-compile" --quiet --upgrade --strip-extras --generate-hashes --allow-unsafe \
  --no-header --no-annotate --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options

clean: ## remove what the other targets made
	rm -rf tests/node/node_modules
	rm -rf .venv .sandbox .mutants .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Each stamp is newer than what it was made from; a failed install leaves none behind.

.venv/.ready: requirements/base.txt requirements/build.txt pyproject.toml
	test -x $(bin)/pip || $(PYTHON) -m venv --clear .venv
	$(install) -r requirements/base.txt -r requirements/build.txt
	$(bin)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.ready
	$(install) -r requirements/dev.txt
	@touch $@

.venv/.judges: tests/node/package.json tests/node/package-lock.json .venv/.ready
	cd tests/node && npm ci --no-progress --silent
	chmod u+x tests/node/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
	@touch $@

.venv/.faults: requirements/faults.txt .venv/.dev
	$(install) -r requirements/faults.txt
	@touch $@

.venv/.bench: requirements/bench.txt .venv/.dev
	$(install) -r requirements/bench.txt
	@touch $@

.venv/.lock: .venv/.ready
	$(bin)/python -m pip install --quiet 'pip-tools>=7.6,<8'
	@touch $@
