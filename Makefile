# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test slow lint types docs bench clean

demo: $(STAMP)
	$(BIN)/grayzone demo --out out/demo

test: $(STAMP)
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not slow" tests
	$(MAKE) lint types

slow: $(STAMP)
	$(BIN)/python -m pytest -m slow tests

lint: $(STAMP)
	$(BIN)/ruff check src tests benchmarks examples
	$(BIN)/lint-imports

types: $(STAMP)
	$(BIN)/mypy

docs: $(STAMP)
	$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[docs]"
	$(BIN)/sphinx-build -W -b html docs docs/_build/html

bench: $(STAMP)
	for script in benchmarks/w1.py benchmarks/start_up.py benchmarks/bench_*.py; do $(BIN)/python $$script; done

$(STAMP): pyproject.toml constraints.txt
	@echo "installing into $(VENV), a minute or two"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev,xarray,graphs]"
	touch $(STAMP)

clean:
	rm -rf out dist build docs/_build .pytest_cache .mypy_cache .ruff_cache .hypothesis
