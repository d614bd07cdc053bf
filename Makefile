# ChannelKit: everything one types. `make help` lists it.
#
#   MODE=debug|release      how `make run` and `make build` compile (default: debug, which builds three times faster)
#   STORE=sqlite|postgres   what `make torture` tortures (default: sqlite)

MODE ?= debug
STORE ?= sqlite
# A release carries Swift's own libraries: it needs none where it runs, and a turn costs some 6 % less.
BUILD = swift build -c $(MODE) $(if $(filter release,$(MODE)),--static-swift-stdlib) \
	--explicit-target-dependency-import-check error

.PHONY: help deps deps-test build run test torture test-integration lint format docs channel bench clean

help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z_-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' Makefile

deps: ## Install the system packages that are missing (Debian, Ubuntu).
	@scripts/install-packages

# The tests start a PostgreSQL server of their own.
deps-test:
	@scripts/install-packages postgresql

build: deps ## Build the bot.
	@scripts/announce-build $(MODE)
	@$(BUILD) --product bot

run: build ## Build, create the database, and serve: with the echo model, or with a real one when its key is set.
	@scripts/run-bot $(MODE)

test: deps-test ## Do everything to pass the tests.
	@scripts/announce-build tests
	@swift build --build-tests --explicit-target-dependency-import-check error
	@# Apart from one another: hundreds of thousands of fuzzed inputs would starve what talks over sockets.
	@scripts/run-tests --skip '^OpenAIModelTests' --skip '^WhatsAppChannelTests' --skip '^BotTests' --skip '^Postgres'
	@scripts/run-tests --filter '^PostgresClientTests'
	@scripts/run-tests --filter '^PostgresStoreTests'
	@scripts/run-tests --filter '^OpenAIModelTests'
	@scripts/run-tests --filter '^WhatsAppChannelTests'
	@scripts/run-tests --filter '^BotTests'

torture: deps-test ## Kill bots, and the database (STORE=postgres), while 100 users write; nothing may be lost.
	@scripts/announce-build tests
	@swift build --build-tests --explicit-target-dependency-import-check error
	@CHANNELKIT_TORTURE_SECONDS=150 CHANNELKIT_TORTURE_USERS=100 CHANNELKIT_TORTURE_MESSAGES=600 \
		CHANNELKIT_TORTURE_STORE=$(STORE) CHANNELKIT_TORTURE_KILLS=$(if $(filter postgres,$(STORE)),20,30) \
		CHANNELKIT_TORTURE_REPLICAS=3 CHANNELKIT_TORTURE_LEASE=15 CHANNELKIT_TORTURE_DATABASE_KILLS=2 \
		CHANNELKIT_TORTURE_CUTS=20 CHANNELKIT_TORTURE_PAUSE=60 \
		swift test --skip-build --filter '^BotTests.TortureTests'

test-integration: deps ## Test against what nobody here wrote: model servers, WhatsApp clients and parsers.
	@Tests/Integration/run

lint: ## Check the format.
	@swift format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks Examples

format: ## Mend the format.
	@swift format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks Examples

docs: deps ## Build the documentation of the products into .build/docs.
	@scripts/build-docs

channel: build ## Write a new channel here: make channel NAME=Telegram.
	@.build/$(MODE)/bot new-channel $(NAME)

bench: deps ## Measure, beside a peer in the same run. Takes a release build.
	@Benchmarks/run

clean: ## Remove what was built. Data and keys stay.
	@rm -rf .build
