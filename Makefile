# Each target makes .venv if it is missing, and refreshes it when pyproject.toml or constraints.txt
# changed. "make help" lists the targets.

PYTHON =
CONSTRAINTS = constraints.txt
BOOK = notebooks
NB =
SOLUTIONS =
TESTS = tests rnn_utils

# The path in PYTHON may hold spaces, and start with ~/.
PYTHONS = $(if $(PYTHON),"$(patsubst ~/%,$(HOME)/%,$(PYTHON))",$(RUN) $(NAMES))
NAMES = python3 python3.13 python3.12 python3.11
RUN = .venv/bin/python
NOTEBOOKS = $(sort $(wildcard $(foreach folder,$(BOOK) $(BOOK)/trials $(BOOK)/solutions,$(folder)/$1*.ipynb)))
CHOSEN = $(foreach name,$(NB),$(if $(filter %.ipynb,$(name)),$(name),$(call NOTEBOOKS,$(name)_)))

# One process for each of two cores; a notebook or a test file stays in one process. Without
# reordering, the notebooks that take longest come first (tests/conftest.py).
PYTEST = $(RUN) -m pytest --quiet -n 2 --dist loadscope --no-loadscope-reorder
NBVAL = --nbval --nbval-current-env --nbval-cell-timeout=120 \
	--nbval-sanitize-with=tests/nbval_sanitize.cfg --ignore-glob='*/exercises/*.ipynb'

unexport PYTHONPATH PYTHONHOME
.NOTPARALLEL:
.PHONY: help lab test check book book-serve test-web notebooks exercises bench test-backends \
	clean env npm lint gate chapter

help:  ## list the commands
	@sed -n 's/^\([a-z-]*\):.*  ## /\1#/p' Makefile | awk -F'#' '{ printf "make %-14s %s\n", $$1, $$2 }'
	@echo
	@echo "PYTHON=python3.12 chooses the Python, CONSTRAINTS= the newest releases of all packages."

lab: env  ## open the book in JupyterLab at "Start here"
	$(RUN) -m jupyterlab $(if $(filter 0,$(shell id -u)),--allow-root) \
		--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb

test: env lint $(if $(NB),chapter,book gate)  ## run the whole gate (NB=05: all of one chapter)

check: env lint  ## run everything but the notebooks and the web edition
	$(PYTEST) -m "not executes and not web" $(TESTS)
	@$(RUN) tools/lessons.py

book: env npm  ## build the web edition in build/book/html (SOLUTIONS=1 adds the solutions)
	$(RUN) tools/book.py $(if $(filter 1,$(SOLUTIONS)),--solutions)

book-serve: book  ## build the web edition and show it on this machine
	$(RUN) -m http.server --directory build/book/html --bind 127.0.0.1 8000

test-web: book  ## build the web edition and look at every page in Chromium
	$(RUN) -m pytest --quiet --browser tests/test_web.py tests/test_browser.py

notebooks: env  ## execute notebooks in place and record their seconds (NB=05 or NB=path)
	$(RUN) tools/notebooks.py $(or $(CHOSEN),$(call NOTEBOOKS))

exercises: env  ## generate notebooks/exercises from notebooks/solutions
	$(RUN) tools/exercises.py

bench: env  ## measure the speed of our layers against Keras's
	$(RUN) experiments/layers.py

test-backends:  ## run the parity tests on JAX and PyTorch, in .venv-backends
	@$(call make_env,.venv-backends,test$(COMMA)backends)
	KERAS_BACKEND=jax .venv-backends/bin/python -m pytest --quiet tests/test_parity.py
	KERAS_BACKEND=torch .venv-backends/bin/python -m pytest --quiet tests/test_parity.py \
		tests/test_in_practice.py

clean:  ## delete the environments and all caches
	rm -rf .venv .venv-backends book/node_modules build data/cache *.egg-info .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} + -o -name .ipynb_checkpoints -prune -exec rm -rf {} +

env:
	@$(call make_env,.venv,book$(COMMA)lab$(COMMA)test)

npm: book/node_modules/.package-lock.json

book/node_modules/.package-lock.json: book/package.json book/package-lock.json
	@command -v npm >/dev/null || { echo "The web edition needs Node.js 18 or newer with npm." \
		"Install it (on Debian and Ubuntu: sudo apt install nodejs npm)."; exit 1; }
	npm ci --prefix book --no-audit --no-fund
	@touch $@

lint:
	$(RUN) -m ruff check --quiet .
	$(RUN) -m ruff format --quiet --check .

gate:
	$(PYTEST) $(NBVAL) --book=$(BOOK) $(BOOK) $(TESTS)

# All that concerns one chapter; its page is built meanwhile.
chapter: npm
	$(RUN) tools/book.py & page=$$!; \
	$(PYTEST) $(NBVAL) --book=$(BOOK) $(CHOSEN) tests -m "not web" -k "$(NB)_"; \
	status=$$?; wait $$page && test $$status = 0
	$(RUN) -m pytest --quiet tests/test_web.py tests/test_browser.py -k "$(NB)_"

COMMA = ,
make_env = for python in $(PYTHONS); do \
		command -v "$$python" >/dev/null || continue; \
		if test -n "$(PYTHON)" || "$$python" -c "$(FITS)" 2>/dev/null; then \
			exec "$$python" tools/make_env.py $(1) $(2) $(if $(CONSTRAINTS),"$(CONSTRAINTS)"); \
		fi; \
	done; \
	echo "$(NOT_FOUND) Install one and name it: make PYTHON=python3.13"; \
	exit 1
NOT_FOUND = $(if $(PYTHON),There is no $(PYTHON) that can be run. The book needs Python,No Python) \
	3.11$(COMMA) 3.12 or 3.13$(if $(PYTHON),., found.)
FITS = import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
