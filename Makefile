# Thin on purpose: what is checked is said in `test` below and in `.ci/run`; `make` alone lists it.

PREFIX  ?= $(HOME)/.local
DESTDIR ?=
BUILT   := $(or $(CARGO_TARGET_DIR),target)/release/wail
ROOT    := $(DESTDIR)$(PREFIX)
TESTED  := $(if $(shell command -v cargo-nextest 2>/dev/null),nextest run --no-fail-fast,test --quiet --no-fail-fast)

.PHONY: help setup setup-test demo test check lint fuzz bench sounds example recording docs install deb \
	new-source new-channel new-command

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-22s %s\n", $$1, $$2 }' Makefile

setup: ## install what a build needs and this machine lacks; silent when nothing is missing
	@sh .ci/setup

setup-test:
	@sh .ci/setup test

demo: setup ## the whole story in a minute, with nothing configured
	cargo build --release --locked
	$(BUILT) demo

test: lint ## format, lints, every test, documentation
	cargo $(TESTED) --locked
	RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps --quiet

check: lint ## the same without what starts servers and daemons: before every commit
	cargo test --locked --quiet --lib
	cargo test --locked --quiet --test it -- architecture config docs

lint: setup-test
	cargo fmt --check
	cargo clippy --locked --all-targets --quiet -- -D warnings

# Optimised, and what it depends on is that of every other test. Fourteen searches, one after another.
fuzz: ## WAIL_FUZZ_SECONDS=… each, WAIL_FUZZ_SEED=…: search for bodies that are not read within bounds
	WAIL_FUZZ_OPTIMISED=1 CARGO_PROFILE_DEV_OPT_LEVEL=2 CARGO_INCREMENTAL=0 \
		cargo test --locked --quiet --test fuzz

bench: setup ## the benchmarks, each beside its peer where the peer is installed
	cargo bench --locked --bench inhibit --bench load --bench nines --bench record --bench rota \
		--bench sources --bench status
	tests/bench/run

sounds: ## make sounds/ and its pictures from the scores, and measure what was made
	@sh .ci/setup sounds
	cargo run --locked --quiet --manifest-path sounds/generator/Cargo.toml --target-dir target/sounds
	cargo test --locked --quiet --test it -- sounds::

example: ## play the week of docs/example/ and write what the program says of it
	WAIL_BLESS=1 cargo test --locked --quiet --test it -- example::the_week

docs: ## make what is made of the documents anew: commands, channels, schemas, the catalogue of errors
	WAIL_BLESS=1 cargo test --locked --quiet --test it -- docs:: cli::schemas:: cli::catalogue::

recording: ## play the night of docs/watch.svg on a true screen and draw what is seen
	WAIL_BLESS=1 cargo test --locked --quiet --test it -- recording::the_recording

new-source: ## NAME=…: a webhook source: its file, two fixtures, its lines
	@sh .ci/scaffold source '$(NAME)'

new-channel: ## NAME=…: a way to reach a person: its file, its lines
	@sh .ci/scaffold channel '$(NAME)'

new-command: ## NAME=…: a subcommand: its file, its lines
	@sh .ci/scaffold command '$(NAME)'

install: setup ## PREFIX=… DESTDIR=…: binary, man pages, completions, systemd user unit
	cargo build --release --locked
	install -D -m 755 $(BUILT) $(ROOT)/bin/wail
	mkdir -p $(ROOT)/share/man/man1
	$(BUILT) man --out $(ROOT)/share/man/man1
	mkdir -p $(ROOT)/share/bash-completion/completions $(ROOT)/share/zsh/site-functions \
		$(ROOT)/share/fish/vendor_completions.d $(ROOT)/share/systemd/user
	$(BUILT) completions bash > $(ROOT)/share/bash-completion/completions/wail
	$(BUILT) completions zsh > $(ROOT)/share/zsh/site-functions/_wail
	$(BUILT) completions fish > $(ROOT)/share/fish/vendor_completions.d/wail.fish
	sed 's|%h/.local/bin|$(PREFIX)/bin|' docs/wail.service > $(ROOT)/share/systemd/user/wail.service
	@echo 'zsh completes once this stands in ~/.zshrc, before compinit: fpath=($(PREFIX)/share/zsh/site-functions $$fpath)'

deb: setup ## a Debian package in target/deb, the same one for the same commit
	cargo build --release --locked
	@.ci/deb $(BUILT) target/deb
