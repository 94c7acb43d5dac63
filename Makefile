# A front for CMake: every target is one or two commands that you can type yourself.
BUILD_PACKAGES := g++ cmake ninja-build libhwy-dev libfmt-dev nlohmann-json3-dev libutf8proc-dev zlib1g-dev libcli11-dev
TEST_PACKAGES  := libgtest-dev librapidcheck-dev python3
SOURCES         = $(shell git ls-files -co --exclude-standard '*.cpp' '*.h')
PEERS          := $(if $(XDG_CACHE_HOME),$(XDG_CACHE_HOME),$(HOME)/.cache)/elman/peers
JOBS           := $(shell nproc)
LESSON_PACKAGES := chromium chromium-driver python3-selenium python3-venv fonts-noto-cjk
AXE            := $(if $(XDG_CACHE_HOME),$(XDG_CACHE_HOME),$(HOME)/.cache)/elman/axe
DATA           := ../shared/data
DATASET        := spanish
DATA_PACKAGE    = $(if $(filter english,$(DATASET)),pocketsphinx-en-us,$(if $(filter translation,$(DATASET)),gcc-12-locales,$(if $(filter summarisation,$(DATASET)),python3,dict-freedict-spa-eng)))

.PHONY: help setup build test test-long demo results bench bench-peers bench-docs bench-jobs bench-scaling lessons-docs lessons-pages lessons-check api-docs format format-check tidy asan tsan fuzz coverage clean
SECONDS_EACH   := 60

help:  ## list the targets (the default)
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup:  ## install the Debian packages that are missing
	@tools/install_packages.sh $(BUILD_PACKAGES) $(TEST_PACKAGES)

build: setup  ## build the program: build/release/elman
	@cmake --preset release --log-level=WARNING >/dev/null
	@cmake --build --preset release --target elman -j $(JOBS)

test: setup  ## build and run all tests
	@tools/test.sh release $(JOBS)

demo:  ## from a dictionary to a model and its predictions (DATASET=spanish, english, translation or summarisation)
	@tools/install_packages.sh $(DATA_PACKAGE)
	@$(MAKE) --no-print-directory build
	@tools/demo.sh $(DATASET)

results: build  ## train and score what docs/results.md says, and write its tables (DATA: the folder of the sets; hours)
	@tools/results.py build/release/elman --data $(DATA) --write

bench-peers:  ## install PyTorch, ONNX Runtime, oneDNN, CTranslate2 and fastcan into PEERS (default: ~/.cache/elman/peers), outside the tree
	@tools/install_packages.sh python3-venv
	@benchmarks/peers/install.sh $(PEERS)

bench: setup  ## time Elman beside the peers that are installed (RUN_FLAGS: see benchmarks/run.py)
	@cmake --preset release -DELMAN_BUILD_BENCHMARKS=ON -DELMAN_PEERS=$(PEERS) --log-level=WARNING >/dev/null
	@cmake --build --preset release --target elman_benchmark_workers -j $(JOBS)
	@benchmarks/run.py --peers $(PEERS) $(RUN_FLAGS)

bench-docs: setup  ## all of that and bench-jobs into docs/benchmarks.md (DATA: a folder that has g2p2021)
	@cmake --preset release -DELMAN_BUILD_BENCHMARKS=ON -DELMAN_PEERS=$(PEERS) --log-level=WARNING >/dev/null
	@cmake --build --preset release --target elman elman_benchmark_workers -j $(JOBS)
	@benchmarks/write_docs.sh $(PEERS) $(DATA)

bench-jobs: build  ## time whole jobs: start-up, predicting, training to a score (RUN_FLAGS='--data DATA/g2p2021 ...')
	@benchmarks/jobs.py --peers $(PEERS) $(RUN_FLAGS)

bench-scaling: setup  ## how time and memory grow: writes docs/scaling.md, its pictures and figures (RUN_FLAGS: see benchmarks/scaling.py)
	@cmake --preset release -DELMAN_BUILD_BENCHMARKS=ON --log-level=WARNING >/dev/null
	@cmake --build --preset release --target elman elman_benchmarks -j $(JOBS)
	@benchmarks/scaling.py $(RUN_FLAGS)

lessons-docs: build  ## write docs/lessons: what the lessons print, with their programs
	@tools/lesson_docs.py build/release/elman

lessons-pages: build  ## write the course as pages into build/lessons
	@build/release/elman lesson --html build/lessons

lessons-check: lessons-pages  ## look at these pages in a headless Chromium: console, requests, axe-core, keys
	@tools/install_packages.sh $(LESSON_PACKAGES)
	@[ -e $(AXE)/bin/pip ] || python3 -m venv $(AXE)
	@$(AXE)/bin/pip install -q --no-deps axe-playwright-python==0.1.8
	@/usr/bin/python3 tests/browser/lesson_pages.py build/lessons $(AXE)/lib/python3*/site-packages/axe_playwright_python/axe.min.js $(CHECK_FLAGS)

api-docs: setup  ## write pages of the public headers into build/release/api/html (Doxygen)
	@tools/install_packages.sh doxygen
	@cmake --preset release --log-level=WARNING >/dev/null
	@cmake --build --preset release --target docs

asan: setup  ## build and run all tests with the address and undefined-behaviour sanitizers
	@tools/test.sh asan $(JOBS)

tsan: setup  ## build and run all tests with the thread sanitizer
	@tools/test.sh tsan $(JOBS)

test-long: test asan tsan  ## what takes longer than CI may: all sanitizers, 200 kills, the fuzzers
	@tools/test_long.sh $(SECONDS_EACH)

fuzz:  ## run each fuzzer for SECONDS_EACH=60
	@tools/install_packages.sh $(BUILD_PACKAGES) clang-14 clang libclang-rt-14-dev
	@tools/fuzz.sh $(SECONDS_EACH)

coverage: setup  ## lines of system/, io/, data/ and text/ that the tests reach; fails below 95 %
	@tools/install_packages.sh gcovr
	@tools/coverage.sh $(JOBS)

format:  ## write the house's layout into every source
	@tools/install_packages.sh clang-format
	@clang-format -i $(SOURCES)

format-check:  ## fail on a source that is not laid out so
	@tools/install_packages.sh clang-format
	@clang-format --dry-run -Werror $(SOURCES)

tidy: setup  ## clang-tidy over everything, warnings as errors
	@tools/install_packages.sh clang clang-tidy
	@cmake --preset tidy --log-level=WARNING >/dev/null
	@cmake --build --preset tidy -j $(JOBS)

clean:  ## remove everything that was built
	@rm -rf build
