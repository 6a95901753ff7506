# `make demo` shows the star counter reading a video in OBS Studio; `make test` tests everything.

BIN := $(if $(filter Windows_NT,$(OS)),Scripts,bin)
UV := .uv/$(BIN)/uv
# The first environment is in the Python that OBS runs, the second in one that TensorFlow has wheels for: they are
# one where that is the same.
PYTHON := .venv/$(BIN)/python
TRAINING := .venv-training/$(BIN)/python
# Before there is an environment.
ASK := PYTHONPATH=obs_plugin python3 -m
PYTEST := -m pytest -n 2 --max-worker-restart 0 --no-loadscope-reorder
export UV_PYTHON_DOWNLOADS := never

# Real pictures to measure with are no part of the repository: the tests that need them are left out without.
export STAR_COUNTER_REAL ?= $(wildcard ../shared/real)

.PHONY: help demo test test-units test-training test-windows matrix fuzz mutants soak bench lint train export \
	release release-with-wheels pictures clean obs compiler git faults ask

# OBS is installed before it is asked for its Python.
.NOTPARALLEL:

help:
	@echo "make demo      the star counter in OBS Studio, reading a video made here"
	@echo "               (VIDEO=path for one of your own)"
	@echo "make test      all tests, in the real OBS Studio too"
	@echo "make matrix    both of them on bare systems: Debian 12, 13 and sid, Ubuntu 24.04; needs root and hours"
	@echo "               (SYSTEMS=\"trixie sid\")"
	@echo "make test-windows"
	@echo "               the tests in a Windows Python, as far as Wine runs them"
	@echo "make fuzz      try everything that reads outside data with new inputs"
	@echo "               (MINUTES=30)"
	@echo "make faults    all that can go wrong around the script, in OBS Studio: 20 kills, 100 reloads, twice"
	@echo "make mutants   change the pure code, one thing at a time, and see what no test notices"
	@echo "               (ROOMS=\"splitter route\")"
	@echo "make soak      12 simulated hours of play, and one of other games and menus,"
	@echo "               through the reader and the tracker"
	@echo "make bench     what it costs, measured in OBS Studio"
	@echo "make train     train the models from nothing"
	@echo "make export    write the trained models as ONNX"
	@echo "make release   build the zip that players install (make release-with-wheels: for Windows without a network)"
	@echo "make lint      check the style of the code, its types, and which room imports which"
	@echo "make pictures  take the pictures of the README and the docs anew"
	@echo "make clean     remove what was made here"

DEMO_RUN := build/demo/run.mp4

demo: obs .venv/demo $(if $(VIDEO),,$(DEMO_RUN))
	$(PYTHON) -m tools.demo "$(or $(VIDEO),$(DEMO_RUN))" $(if $(CROP),--crop "$(CROP)")

$(DEMO_RUN): $(wildcard tools/simulation/*.py tools/simulation/*/*.py) $(wildcard training/rendering/*.py) | .venv/demo
	$(PYTHON) -m tools.simulation video $@

# Where no Python that TensorFlow has can be had, that is said, and the tests of training are left out.
test: obs compiler git test-units
	@if $(ASK) tools.pythons training .uv/training; then $(MAKE) --no-print-directory test-training; fi
	$(PYTHON) $(PYTEST) tests/obs_studio

# Without OBS, on any system.
test-units: .venv/all build/node/installed
	$(PYTHON) $(PYTEST) --ignore tests/obs_studio --ignore tests/windows

# In an environment of its own; in the player's they ran with all others.
test-training: .venv-training/all
	cmp -s .uv/player .uv/training || $(TRAINING) $(PYTEST) -m tensorflow tests/training tests/export

matrix: $(UV)
	$(ASK) tools.matrix $(SYSTEMS)

test-windows: obs .venv/all build/node/installed build/windows/installed
	$(PYTHON) -m tools.windows

fuzz: .venv/all
	$(PYTHON) -m tools.fuzz $(if $(MINUTES),--minutes "$(MINUTES)")

# A hundred reloads may take longer than one test is given else.
FAULTS := STAR_COUNTER_KILLS=20 STAR_COUNTER_RELOADS=100 \
	$(PYTHON) -m pytest -o faulthandler_timeout=0 tests/obs_studio/test_faults.py

faults: obs .venv/all compiler build/node/installed
	$(FAULTS)
	$(FAULTS)

mutants: .venv/all
	$(PYTHON) -m tools.mutants $(ROOMS)

soak: .venv/all
	$(PYTHON) -m tools.bench soak
	$(PYTHON) -m tools.bench elsewhere

bench: obs .venv/all build/node/installed
	$(PYTHON) -m tools.bench

lint: .venv/all
	.venv/$(BIN)/ruff check
	.venv/$(BIN)/ruff format --check
	.venv/$(BIN)/lint-imports
	.venv/$(BIN)/mypy

train: .venv-training/all
	$(TRAINING) -m training train $(if $(DATA),--data "$(DATA)")
	$(TRAINING) -m training train --camera

export: .venv-training/all
	$(TRAINING) -m export
	$(TRAINING) -m export --camera

release: git .venv/release
	$(PYTHON) -m tools.release

release-with-wheels: git .venv/release
	$(PYTHON) -m tools.release --with-wheels

pictures: obs .venv/demo $(DEMO_RUN)
	$(PYTHON) -m tools.demo.pictures

clean:
	rm -rf .venv .venv-training .uv build

obs: $(UV)
	tools/apt-install $$($(ASK) tools.obs_studio.configuration)

# For the test that counts how often Python's lock is given up.
compiler:
	command -v gcc >/dev/null || tools/apt-install gcc libc6-dev

# A release holds what git tracks.
git:
	command -v git >/dev/null || tools/apt-install git

# A real timer in JavaScript, for the tests.
build/node/installed: tools/install-node-packages tools/timer/package.json tools/timer/package-lock.json
	tools/install-node-packages
	touch $@

# Wine, a Windows Python with its packages, and OBS's library for Windows.
build/windows/installed: tools/windows/setup.py uv.lock obs_plugin/star_counter/packages/wheels.txt | .venv/all
	command -v wine >/dev/null || tools/apt-install wine wine64
	$(PYTHON) -m tools.windows.setup
	touch $@

$(UV): tools/install-uv
	tools/install-uv
	touch $@

# Which Python is whose: asked each time, since OBS may have come or changed meanwhile; written where it differs.
.uv/player .uv/training: ask | $(UV)
	@$(ASK) tools.pythons $(@F) $@

SYNC := $(UV) sync --locked --python

# The demo and a release need no TensorFlow; --inexact keeps it where it is installed.
.venv/demo: $(UV) pyproject.toml uv.lock .uv/player
	$(SYNC) "$$(cat .uv/player)" --inexact --no-default-groups --group render --group studio --extra recording
	touch $@

.venv/release: $(UV) pyproject.toml uv.lock .uv/player
	$(SYNC) "$$(cat .uv/player)" --inexact --no-default-groups --group release
	touch $@

.venv/all: $(UV) pyproject.toml uv.lock .uv/player
	$(SYNC) "$$(cat .uv/player)" --all-extras
	touch $@

.venv-training/all: .uv/training .venv/all
	[ ! -L .venv-training ] || rm .venv-training
	if cmp -s .uv/player .uv/training; then ln -s .venv .venv-training; else \
	UV_PROJECT_ENVIRONMENT=.venv-training $(SYNC) "$$(cat .uv/training)" --all-extras; fi
	touch $@
