# Everything a fresh machine needs is Python 3.11 and make; the rest goes into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEMO_HOME := .demo

.PHONY: help install demo serve test check format bench fuzz models corpus clean

help:
	@echo 'make demo    install, ingest the shipped plans, show a search, a labelled draft and a benchmark'
	@echo 'make serve   open the web pages over what the demo ingested'
	@echo 'make test    install and run all the tests'
	@echo 'make check   format, lint, types, import contracts'
	@echo 'make bench   measure what the README claims'
	@echo 'make fuzz    feed 5,000 damaged documents to the reader'
	@echo 'make models  train the shipped label models again'
	@echo 'make corpus  set the shipped plans again from their sources'

install: $(STAMP)

# The constraints pin the whole set, so that two machines run the same versions.
$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "qsearch needs Python 3.11 or newer; name one with make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $(STAMP)

# Each command is shown as a person would type it, then run.
demo: export QSEARCH_HOME = $(DEMO_HOME)
demo: $(STAMP)
	@$(call show,qsearch ingest corpus/plans)
	@$(call show,qsearch search 單一窗口 --limit 3)
	@$(call show,qsearch suggest --file corpus/drafts/草案示例.txt)
	@$(call show,qsearch compare --agency 青嵐縣立圖書館)
	@printf '\n%s\n' '以瀏覽器使用：make serve，然後開啟 http://127.0.0.1:8000/'

define show
printf '\n$$ %s\n' '$(1)' && $(BIN)/$(1)
endef

serve: $(STAMP)
	@test -d $(DEMO_HOME) || $(BIN)/qsearch --home $(DEMO_HOME) ingest corpus/plans
	$(BIN)/qsearch --home $(DEMO_HOME) serve

test: $(STAMP)
	$(BIN)/python -m pytest

check: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy --package corpus
	$(BIN)/mypy models/build.py
	MYPYPATH=bench:src:api $(BIN)/mypy bench/*.py
	$(BIN)/lint-imports

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMP)
	$(BIN)/python bench/whole_line.py
	$(BIN)/python bench/reading.py
	$(BIN)/python bench/search_ablation.py
	$(BIN)/python bench/search_scaling.py
	$(BIN)/python bench/completing.py
	$(BIN)/python bench/catalogue_ingest.py
	$(BIN)/python bench/labels.py

fuzz: $(STAMP)
	$(BIN)/python bench/fuzz.py

models: $(STAMP)
	$(BIN)/python models/build.py

corpus: $(STAMP)
	$(BIN)/python -m corpus.build_plans

clean:
	rm -rf $(VENV) $(DEMO_HOME) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
