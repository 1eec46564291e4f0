# Everything that a developer or CI does, with nothing installed but Python 3.11+ and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
# Slow tests run on CI, which has the peers and the programs of other makers too, and by `make test-slow`.
MARK := $(if $(CI),,-m "not slow")

.PHONY: test test-slow fuzz demo benchmark benchmark-names benchmark-public benchmark-reading benchmark-scale samples data lock clean
.DEFAULT_GOAL := test

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(BIN)/python pyproject.toml constraints.txt
	$(PIP) --editable .
	touch $@

$(VENV)/.installed-test: $(BIN)/python pyproject.toml constraints.txt
	$(PIP) --editable '.[test]'
	$(if $(CI),$(PIP) --editable '.[benchmark]')
	$(if $(CI),$(BIN)/python scripts/install_test_programs.py)
	touch $@ $(VENV)/.installed

# The sample county from the first file to the last: finds doubtful households and still ends well.
demo: $(VENV)/.installed
	$(BIN)/jingzhun check data/samples/demo --as-of 2016-06-30 --output demo-run --force --exit-zero

test: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto $(MARK)

test-slow: $(VENV)/.installed-test
	$(BIN)/pytest -n auto -m slow

# An hour of damaged files for the readers; what they take badly is kept in fuzz-findings/.
fuzz: $(VENV)/.installed-test
	PYTHONPATH=tests $(BIN)/python tests/read/fuzz_readers.py

# Accuracy and speed against the peers; writes docs/benchmarks.md.
benchmark: $(VENV)/.installed-test
	$(PIP) --editable '.[benchmark]'
	$(BIN)/python -m benchmarks

# How fast files are read, against the libraries that do it best; writes docs/benchmarks-reading.md.
benchmark-reading: $(VENV)/.installed-test
	$(BIN)/python -m benchmarks.reading

# Labelled pairs of names; writes docs/benchmarks-names.md.
benchmark-names: $(VENV)/.installed-test
	$(PIP) --editable '.[benchmark]'
	$(BIN)/python -m benchmarks.names

# Labelled data that others made; writes docs/benchmarks-public.md.
benchmark-public: $(VENV)/.installed-test
	$(PIP) --editable '.[benchmark]'
	$(BIN)/python -m benchmarks.public

# Registers of up to 100 million rows; writes docs/benchmarks-scale.md. Needs 3 GB of disk.
benchmark-scale: $(VENV)/.installed-test
	$(PIP) --editable '.[benchmark]'
	$(BIN)/python -m benchmarks.scale

# Rebuild what is made by a script: sample counties, and the data files of the package.
samples: $(VENV)/.installed-test
	$(BIN)/python scripts/build_samples.py

data: $(VENV)/.installed-test
	$(PIP) --editable '.[data]'
	$(BIN)/python scripts/build_divisions.py
	$(BIN)/python scripts/build_characters.py
	$(BIN)/python scripts/build_messages.py
	$(BIN)/python scripts/build_rule_pages.py
	$(BIN)/python scripts/build_column_page.py

# Write the exact versions of this environment into constraints.txt.
lock: $(VENV)/.installed-test
	$(PIP) --upgrade --editable '.[test,data,benchmark]'
	$(BIN)/python -m pip freeze --exclude-editable > constraints.txt

clean:
	rm -rf $(VENV) demo-run dist build
