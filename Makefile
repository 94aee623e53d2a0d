# Two commands matter: `make demo` (the main job, on a fresh machine) and `make test` (everything checked).
# Each does all of its own set-up. `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# A worker for each core, whole files to one worker; the long ones (browsers) begin first, see tests/conftest.py.
PYTEST := $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
STAMP := $(VENV)/.installed

.PHONY: help demo test check lint soak interop bench system node clean golden

help:
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST)

demo: $(STAMP) ## seal a synthetic X account, lose it, bring it back with 2 of 3 trustees, look at the page
	$(BIN)/python -m demo

test: $(STAMP) system node lint ## set up, then every check and every test
	$(PYTEST)

check: $(STAMP) lint ## the quick checks and the tests that need no browser
	$(PYTEST) -m "not browser"

lint: $(STAMP) ## format, style, types and the layers of the house
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

soak: $(STAMP) system node ## the slow suites: fuzzing, crash points, long loads
	$(BIN)/python -m pytest -m soak --soak

interop: $(STAMP) ## install a real AT Protocol server (npm, about 3 minutes), snac2, a strict Nostr relay, ClickHouse and a Spark cluster, and run the tests against them
	cd tests/interop/pds && npm ci --no-audit --no-fund --silent
	$(BIN)/python -m pytest tests/targets/test_bluesky_target.py tests/targets/test_bluesky_killed.py tests/targets/test_bluesky_rotation.py tests/flows/test_follow_real_pds.py --soak
	sh tests/interop/snac/get.sh
	$(BIN)/python -m pip install --quiet --disable-pip-version-check Mastodon.py==2.3.3
	$(BIN)/python -m pytest tests/targets/test_mastodon_snac.py --soak
	sh scripts/make-venv.sh $(PYTHON) tests/interop/nostr-relay/.venv
	tests/interop/nostr-relay/.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		-r tests/interop/nostr-relay/requirements.txt
	$(BIN)/python -m pytest tests/targets/test_nostr_strict.py tests/targets/test_nostr_killed.py --soak
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/interop/engines/requirements.txt
	$(BIN)/python -m pytest tests/observatory/test_timeline_engines.py --soak -o faulthandler_timeout=1800

bench: $(STAMP) ## ratios against restic, borg and age, side by side
	$(BIN)/python -m benchmarks

system: ## system packages that the tests use
	sh scripts/system-packages.sh

node: ## locked npm packages that the tests compare against
	for folder in tests/interop/node tests/browser; do \
		if [ -f $$folder/package-lock.json ]; then (cd $$folder && npm ci --no-audit --no-fund --silent) || exit 1; fi; \
	done

golden: $(STAMP) ## write the golden files again, to be reviewed like code
	$(BIN)/python -m pytest -m "not browser" --golden-update

$(STAMP): requirements/dev.txt pyproject.toml
	sh scripts/make-venv.sh $(PYTHON) $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q src
	touch $(STAMP)

clean:
	rm -rf $(VENV) demo-out
