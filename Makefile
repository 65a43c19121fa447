# `make demo` installs, starts the database, loads the demo firm and serves on PORT (8000).
# `make check` is the one definition of done. Without GNU make: python3 src/rapport/boot/launch.py.

MAKEFLAGS += --no-print-directory
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup demo up test quick check format bench asks events screenshots licences

# The first Python from 3.11 to 3.13 that runs, or else any, which then says what it lacks.
FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3; do \
	$$python -c '$(FITS)' 2>/dev/null && echo $$python && break; done || command -v python3)
LAUNCH = @$(if $(PYTHON),,echo 'Rapport needs Python 3.11 or newer: install it, or name one with PYTHON=.' >&2; exit 1;) \
	$(PYTHON) src/rapport/boot/launch.py
# Two workers, or as many as WORKERS says.
WORKERS ?= 2

help:
	@sed -n 's/^## //p' Makefile

## make setup        install packages, those of tests too, and build the front end
setup:
	$(LAUNCH) tools

## make demo         install, load the demo firm, serve at http://127.0.0.1:8000 (PORT=)
demo:
	$(LAUNCH) demo

## make up           install, serve this home's firm
up:
	$(LAUNCH) up

## make test         every test, in one run (PYTEST_ADDOPTS=)
test: setup
	$(LAUNCH) run pytest -n $(WORKERS) --dist worksteal

## make quick        pure and architecture tests, and those of changed rooms, within 90 s
quick:
	$(LAUNCH) run python -m rapport.boot.checks quick -n $(WORKERS)

## make check        format, lint, types, contracts, then every test: the definition of done
check: setup
	$(LAUNCH) run python -m rapport.boot.checks all -n $(WORKERS)

## make format       format, and mend what can be mended by itself
format:
	$(LAUNCH) run python -m rapport.boot.checks format

## make bench        each question's figure, and its bar (ONLY=name,name)
bench: setup
	$(LAUNCH) run rapport run -- python -m bench

## make asks         who asks, and who answers
asks:
	$(LAUNCH) run python -m django asks

## make events       who tells, and who listens
events:
	$(LAUNCH) run python -m django events

## make screenshots  pictures of every page of the demo firm, in screenshots/
screenshots: setup
	$(LAUNCH) run rapport run -- python -m tests.browser.screenshots

## make licences     the licence of every package; fails on one that may not be used
licences: setup
	$(LAUNCH) run python -m rapport.boot.licences
