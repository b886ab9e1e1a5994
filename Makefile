# Two commands on a fresh machine: `make run` and `make test`.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

HOST ?= 127.0.0.1
PORT ?= 8000
PYTHON ?= $(shell command -v python3.11 || echo python3)
export PYTHON

BIN := .venv/bin
CATALOGUES := $(wildcard berakhlak/translations/*/LC_MESSAGES/messages.po)
CLICK_WORDS := berakhlak/cli/words/id/LC_MESSAGES/click
COMPILED := $(CATALOGUES:.po=.mo) $(CLICK_WORDS).mo
EXTRACT := $(BIN)/pybabel -q extract -F babel.toml -k _ -k _lazy -k lazy_gettext --no-location --sort-output

.PHONY: help run install test test-long check lint format bench bench-scale mutate lock sbom audit licences translations permissions processing asvs judge migrate try-server clean ready-run ready-test ready-bench

help: ## Show this help
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

run: ready-run $(COMPILED) ## Install, migrate, fill an empty database with a demo agency, serve (HOST=, PORT=)
	@export SHOW_DEMO_ACCOUNTS=$${SHOW_DEMO_ACCOUNTS:-1}; exec $(BIN)/flask --app berakhlak serve --host $(HOST) --port $(PORT)

install: ready-run $(COMPILED) ## Only install what serving needs, catalogues of words too

test: lint ## Check everything: style, types, contracts, translations, then every test
	@# One thread for linear algebra: the workers already fill the cores.
	@# Bytecode is kept even where the machine forbids it: tests start the program a hundred times.
	@env -u PYTHONDONTWRITEBYTECODE OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder \
	    --ignore=tests/method -m "not long" $(ARGS)

test-long: ready-test $(COMPILED) ## Simulations, killed web processes, failover, steps of old releases: minutes, when these change
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile -m long

lint: ready-test $(COMPILED) ## The quick checks alone, cheapest first
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/codespell -I scripts/indonesian_words.txt
	$(BIN)/python scripts/translations.py

format: ready-test ## Put code and imports into the house format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: ready-bench $(COMPILED) ## Measure what things cost on this machine (BENCH=aggregate for one)
	@for bench in $(or $(BENCH),$(basename $(notdir $(wildcard bench/*.py)))); do \
	    echo "== $$bench"; $(BIN)/python -m bench.$$bench; done

bench-scale: SIZES ?= 117 1500 5000 20000 50000
bench-scale: ready-bench $(COMPILED) ## Measure how work and pages grow with the officers, on both engines (an hour; SIZES="1500 5000" for some)
	@$(BIN)/python -m bench.scale_work sqlite postgresql $(SIZES)
	@$(BIN)/python -m bench.desk pages sqlite postgresql $(SIZES)

mutate: ready-test $(COMPILED) ## Change the code in a copy, list what no test notices (AREA=keys SEED=1 N=40)
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m mutation $(AREA) --seed $(or $(SEED),1) -n $(or $(N),40)

lock: ## Resolve requirements/*.in anew into locks with hashes
	@$(PYTHON) -m venv build/lock && build/lock/bin/python -m pip install --quiet \
	    --disable-pip-version-check --no-deps --require-hashes -r requirements/lock.txt
	@for each in run dev supply judge; do echo "requirements/$$each.txt"; \
	    build/lock/bin/uv pip compile -q --upgrade --generate-hashes --no-header --python-version 3.11 \
	        requirements/$$each.in -o requirements/$$each.txt; done

sbom: ready-run ## Write the bill of materials of what the lock ships (CycloneDX) to out/sbom.cdx.json
	@scripts/tools.sh supply
	@mkdir -p build out
	@build/supply/bin/python -W ignore -m cyclonedx_py requirements --output-reproducible --sv 1.6 --of JSON \
	    requirements/run.txt -o build/sbom-of-the-lock.json
	@$(BIN)/python -m supply.sbom <build/sbom-of-the-lock.json >build/sbom.cdx.json
	@build/supply/bin/python scripts/sbom_valid.py build/sbom.cdx.json
	@mv build/sbom.cdx.json out/ && echo "out/sbom.cdx.json"

audit: ready-run ## Ask databases of vulnerabilities about the lock, where one can be reached (LOCK=dev)
	@scripts/tools.sh supply
	@$(BIN)/python -m supply.audit build/supply/bin/pip-audit requirements/$(or $(LOCK),run).txt

judge: ready-test $(COMPILED) ## Let other people's judges loose on a demonstration (an hour; JUDGE="vnu bandit" for some); writes docs/judges.md
	@scripts/tools.sh judge
	@scripts/judges.sh
	@$(BIN)/python -m judges $(JUDGE)

licences: ready-run ## List the licence of everything that is shipped; fails for one that may not be
	@$(BIN)/python -m supply.licences

translations: ready-test ## Extract every sentence, update the English catalogue, compile it
	@mkdir -p build
	$(EXTRACT) -o build/messages.pot .
	$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-pot-creation-date --ignore-obsolete \
	    -i build/messages.pot -d berakhlak/translations
	@$(MAKE) $(COMPILED)

permissions: ready-test $(COMPILED) ## Write docs/permissions.md anew from the table of permissions
	$(BIN)/python scripts/permissions.py

processing: ready-test $(COMPILED) ## Write docs/hukum/daftar-pemrosesan.md anew from the register of processing
	$(BIN)/python scripts/processing.py

asvs: ready-test ## Write docs/security.md anew from docs/asvs
	$(BIN)/python scripts/asvs.py

migrate: ready-run ## Bring the database to the newest schema
	$(BIN)/flask --app berakhlak db upgrade

try-server: ## Build the image and run the units of systemd for real, in a container (podman as root; minutes)
	@scripts/try_server.sh

clean: ## Remove what can be made again; the database in instance/ stays
	rm -rf .venv build out .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +
	find berakhlak/translations -name '*.mo' -delete

ready-run:
	@scripts/system.sh run
	@scripts/venv.sh run

ready-bench: ready-test
	@scripts/system.sh bench

ready-test:
	@scripts/system.sh test
	@scripts/venv.sh dev

%.mo: %.po
	@$(BIN)/pybabel -q compile -i $< -o $@ -l $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))
