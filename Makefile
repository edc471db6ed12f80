# Two commands on a fresh machine: `make run` (a demonstration on http://127.0.0.1:8000) and `make test`.
# INSTANCE=folder keeps everything an instance writes; PORT=number serves elsewhere.

SHELL := /bin/sh
.DEFAULT_GOAL := help
PORT ?= 8000
INSTANCE ?= instance
export INSTANCE
export MARKET_PORT := $(PORT)
export PYTHONDONTWRITEBYTECODE :=

BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi
CATALOGUES := $(wildcard marketplace/translations/*/LC_MESSAGES/messages.po)

.PHONY: run serve test coverage bench mutants lint types migrate translations docs worker clean help

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 20

run: .stamps/runtime .stamps/translations $(INSTANCE)/settings.toml ## set up what is missing, load the demonstration once, serve
	@$(MAKE) --no-print-directory migrate
	@if grep -q '^mode *= *"demo"' $(INSTANCE)/settings.toml; then \
	  [ -e $(INSTANCE)/demo-sign-ins.txt ] || { echo "Loading the demonstration (once) …"; $(FLASK) demo load && \
	    $(FLASK) demo accounts > $(INSTANCE)/sign-ins.new && mv $(INSTANCE)/sign-ins.new $(INSTANCE)/demo-sign-ins.txt; }; \
	  cat $(INSTANCE)/demo-sign-ins.txt; fi
	@$(MAKE) --no-print-directory serve

serve: ## serve what is set up
	@echo "Open http://127.0.0.1:$(PORT) (stop with Ctrl-C)"
	@exec $(BIN)/gunicorn --config gunicorn.conf.py wsgi:app

test: .stamps/dev .stamps/translations ## the whole suite
	$(BIN)/pytest -n 2 --dist loadgroup $(ARGS)

coverage: .stamps/dev ## what the last `make test ARGS=--cov` reached; fails below the house's marks
	@$(BIN)/coverage combine -q 2>/dev/null || true
	$(BIN)/coverage report --skip-covered --include='marketplace/kernel/*,marketplace/policy/*,marketplace/domain/*' --fail-under=98
	$(BIN)/coverage report --format=total --fail-under=92

bench: .stamps/dev .stamps/translations ## every benchmark, as ratios measured side by side
	@for file in benchmarks/*.py; do echo "== $$file"; PYTHONPATH=. $(BIN)/python $$file || exit 1; done

mutants: .stamps/dev .stamps/mutmut/bin/mutmut ## change the selection package in small ways; a test must notice each
	tests/domain/selection/mutants/run.sh $(CURDIR)/.stamps/mutmut/bin/python $(CURDIR)/.stamps/mutants 2

lint: .stamps/dev ## ruff, import contracts, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/djlint marketplace/templates --lint --quiet

types: .stamps/dev ## mypy, strict
	$(BIN)/mypy

migrate: .stamps/runtime ## bring the database up to date
	@$(FLASK) db upgrade

translations: .stamps/dev ## collect the texts into the catalogues and compile them
	$(BIN)/pybabel -q extract --mapping babel.cfg --keywords mark --keywords lazy_gettext --keywords _l --no-location --omit-header \
	  --sort-output --output .stamps/messages.pot marketplace
	@for catalogue in $(CATALOGUES); do \
	  $(BIN)/pybabel -q update --input-file .stamps/messages.pot --output-file $$catalogue --no-fuzzy-matching \
	    --ignore-pot-creation-date --locale $$(basename $$(dirname $$(dirname $$catalogue))); done
	@$(MAKE) --no-print-directory .stamps/translations

docs: .stamps/dev ## write the generated pages of docs/
	$(FLASK) docs build

worker: .stamps/runtime ## run background jobs beside a server that does not (embedded_worker = false)
	@exec $(FLASK) jobs work

clean: ## remove what the targets above made, but no instance
	rm -rf .venv .stamps .pytest_cache .mypy_cache .ruff_cache .import_linter_cache htmlcov .coverage*
	find marketplace tests migrations benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -f marketplace/translations/*/LC_MESSAGES/messages.mo

.stamps/mutmut/bin/mutmut:
	$(BIN)/python -m venv .stamps/mutmut
	.stamps/mutmut/bin/pip install --quiet mutmut==3.8.1
	@where="import sysconfig; print(sysconfig.get_path('purelib'))"; \
	  $(BIN)/python -c "$$where" > "$$(.stamps/mutmut/bin/python -c "$$where")/tests.pth"

$(INSTANCE)/settings.toml:
	@mkdir -p -m 700 $(INSTANCE)
	@printf '# A demonstration with invented data. Delete the folder to start anew.\nmode = "demo"\n' > $@

.venv/bin/python:
	@for candidate in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
	  if $$candidate -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then \
	    echo "Making .venv with $$($$candidate --version) …"; exec $$candidate -m venv .venv; fi; done; \
	echo "Python 3.11, 3.12 or 3.13 is needed; name one with PYTHON=/path/to/python3.12" >&2; exit 1

.stamps/runtime: requirements.txt | .venv/bin/python
	@mkdir -p .stamps
	@[ -e .stamps/dev ] || { echo "Installing what the site needs …"; $(call install,requirements.txt); }
	@touch $@

.stamps/dev: requirements-dev.txt | .venv/bin/python
	@mkdir -p .stamps
	@echo "Installing what the tests need …"; $(call install,requirements-dev.txt)
	@touch $@

.stamps/translations: $(CATALOGUES) | .venv/bin/python
	@for catalogue in $(CATALOGUES); do \
	  $(BIN)/pybabel -q compile --input-file $$catalogue --output-file $${catalogue%.po}.mo; done
	@touch $@

# Every file is checked against its hash. Whoosh's old string escapes would complain when first compiled, so that is done here.
define install
$(BIN)/pip --disable-pip-version-check install --quiet --require-hashes --no-deps --requirement $(1) && \
$(BIN)/python -W ignore -m compileall -q $$($(BIN)/python -c 'import importlib.util as u; print(u.find_spec("whoosh").submodule_search_locations[0])')
endef
