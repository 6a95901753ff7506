# `make demo` shows the star counter reading a video in OBS Studio; `make test` tests everything.

UV := .uv/bin/uv
PYTHON := .venv/bin/python

# Real pictures to measure with are no part of the repository: the tests that need them are left out without.
export STAR_COUNTER_REAL ?= $(wildcard ../shared/real)

.PHONY: help demo test fuzz mutants soak bench lint train export release release-with-wheels pictures clean obs compiler faults

help:
	@echo "make demo      the star counter in OBS Studio, reading a video made here"
	@echo "               (VIDEO=path for one of your own)"
	@echo "make test      all tests, in the real OBS Studio too"
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

demo: .venv/demo obs $(if $(VIDEO),,$(DEMO_RUN))
	$(PYTHON) -m tools.demo "$(or $(VIDEO),$(DEMO_RUN))" $(if $(CROP),--crop "$(CROP)")

$(DEMO_RUN): $(wildcard tools/simulation/*.py tools/simulation/*/*.py) $(wildcard training/rendering/*.py) | .venv/demo
	$(PYTHON) -m tools.simulation video $@

test: .venv/all obs compiler build/node/installed
	$(PYTHON) -m pytest --ignore tests/obs_studio -n 2 --max-worker-restart 0 --no-loadscope-reorder
	$(PYTHON) -m pytest tests/obs_studio -n 2 --max-worker-restart 0 --no-loadscope-reorder

fuzz: .venv/all
	$(PYTHON) -m tools.fuzz $(if $(MINUTES),--minutes "$(MINUTES)")

# A hundred reloads may take longer than one test is given else.
FAULTS := STAR_COUNTER_KILLS=20 STAR_COUNTER_RELOADS=100 \
	$(PYTHON) -m pytest -o faulthandler_timeout=0 tests/obs_studio/test_faults.py

faults: .venv/all obs compiler build/node/installed
	$(FAULTS)
	$(FAULTS)

mutants: .venv/all
	$(PYTHON) -m tools.mutants $(ROOMS)

soak: .venv/all
	$(PYTHON) -m tools.bench soak
	$(PYTHON) -m tools.bench elsewhere

bench: .venv/all obs build/node/installed
	$(PYTHON) -m tools.bench

lint: .venv/all
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/lint-imports
	.venv/bin/mypy

train: .venv/all
	$(PYTHON) -m training train $(if $(DATA),--data "$(DATA)")
	$(PYTHON) -m training train --camera

export: .venv/all
	$(PYTHON) -m export
	$(PYTHON) -m export --camera

release: .venv/release
	$(PYTHON) -m tools.release

release-with-wheels: .venv/release
	$(PYTHON) -m tools.release --with-wheels

pictures: .venv/demo obs $(DEMO_RUN)
	$(PYTHON) -m tools.demo.pictures

clean:
	rm -rf .venv .uv build

obs: .venv/demo
	tools/apt-install $$($(PYTHON) -m tools.obs_studio.configuration)

# For the test that counts how often Python's lock is given up.
compiler:
	command -v gcc >/dev/null || tools/apt-install gcc libc6-dev

# A real timer in JavaScript, for the tests.
build/node/installed: tools/install-node-packages tools/timer/package.json tools/timer/package-lock.json
	tools/install-node-packages
	touch $@

$(UV): tools/install-uv
	tools/install-uv
	touch $@

# The demo and a release need no TensorFlow; --inexact keeps it where it is installed.
.venv/demo: $(UV) pyproject.toml uv.lock
	$(UV) sync --locked --inexact --no-default-groups --group render --group studio --extra recording
	touch $@

.venv/release: $(UV) pyproject.toml uv.lock
	$(UV) sync --locked --inexact --no-default-groups --group release
	touch $@

.venv/all: $(UV) pyproject.toml uv.lock
	$(UV) sync --locked --all-extras
	touch $@
