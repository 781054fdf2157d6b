# Two commands set everything up on a bare machine with Python 3.11+ and git:
#   make demo   installs, makes a weekly report from example data, says what it found and where to look
#   make test   installs, then runs ruff, mypy, the import contracts and pytest
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2

.PHONY: demo test bench examples docs clean

demo: $(VENV)/installed
	$(BIN)/annops demo
	@echo "first: source $(BIN)/activate   (puts annops on the path of this shell)"

test: $(VENV)/tested-with
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/pytest -n $(WORKERS) --dist worksteal

bench: $(VENV)/tested-with
	$(BIN)/python benchmarks/run.py

examples: $(VENV)/installed
	$(BIN)/python examples/generate.py

docs: $(VENV)/installed
	$(BIN)/python docs/generate.py

$(VENV)/installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

$(VENV)/tested-with: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) annops-demo
