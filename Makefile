# Unrolled: `make` lists what can be made. Everything is installed into .venv, once.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
STUDENT := .venv/.student
TORCHTEXT := .venv-torchtext
SPELLED = README.md CHANGELOG.md docs course autograder source
CHECK = $(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/codespell $(SPELLED)
TEST = $(BIN)/python -m pytest -n auto --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help demo test-fast test slow mutants browser cuda torchtext lab release clean bundle docs links

help:  ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

demo: $(STAMP)  ## grade a made-up class on lab 01, in under three minutes
	$(BIN)/python -m tests.demo

test-fast: $(STAMP)  ## check what was just changed, in under two minutes
	$(CHECK)
	$(TEST) -m "not slow and (fast or not long)"

test: $(STAMP) browser  ## run the tests that a change must pass, in about 20 minutes
	$(CHECK)
	$(TEST)

slow: $(STAMP) browser  ## run everything, each part under an hour, resumed where it stopped (PART=bank, hostile, repeats, kills or fuzz)
	$(BIN)/python -m tests.slow $(PART)

mutants: $(STAMP)  ## judge mutants of right answers, resumed where it stopped (LAB=04 for one lab)
	$(BIN)/python -m tests.mutants $(LAB)

browser:
	@sh tests/browser/install.sh

cuda: $(STAMP)  ## grade on a GPU what the CPU grades, and compare (skipped without one)
	$(BIN)/python -m pytest tests/cuda

torchtext:  ## compare both readers of AG_NEWS beside torch 2.3 (Python 3.11 or 3.12, about 3 GB)
	test -x $(TORCHTEXT)/bin/python || $(PYTHON) -m venv $(TORCHTEXT)
	$(TORCHTEXT)/bin/python -m pip install --quiet --disable-pip-version-check -e . pytest \
		torch==2.3.1 torchtext==0.18.0 torchdata==0.7.1 portalocker 'numpy<2'
	$(TORCHTEXT)/bin/python -m pytest -o filterwarnings=error tests/with_torchtext.py

lab: $(STUDENT)  ## open your own copy of the labs, in work/, in JupyterLab
	@$(BIN)/python -m course

release: $(STAMP)  ## draw the labs' still pictures, and write the students' notebooks from source/
	$(BIN)/python -m autograder.drawings
	$(BIN)/python -m autograder.release

bundle: $(STAMP)  ## make the public repository: release/ and course/, without the grader
	$(BIN)/python -m autograder.bundle

docs: $(STAMP)  ## make the site: build/site/html (the labs are run first, as students get them)
	$(BIN)/python -m docs.run_labs build/site/outputs
	$(BIN)/python -m docs.build build/site

links: $(STAMP)  ## ask every outside address of the site whether it is there; the list is build/site/linkcheck/output.txt
	$(BIN)/python -m docs.build build/site linkcheck

clean:  ## remove what was installed and made (not gradebooks or submissions)
	rm -rf .venv $(TORCHTEXT) demo build *.egg-info .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(STUDENT): EXTRAS = student
$(STAMP): EXTRAS = instructor,cluster,postgres,docs,dev
$(STUDENT) $(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing into .venv; this takes a few minutes, once."
	@echo "pip's default PyTorch for Linux brings CUDA, 5.6 GB in all; README.md says how to have the small one."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[$(EXTRAS)]'
	@touch $@
