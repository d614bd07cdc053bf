# ChannelKit: everything one types. `make help` lists it.
#
#   VIA=docker|native         how build, run, stop … go (default: Docker where an engine answers, else native)
#   MODE=debug|release        how it compiles natively (default: debug, which builds three times faster)
#   CONFIG=FILE               what it serves (default: config/bot.yaml, or config/openai.yaml where OPENAI_… are set)
#   DETACH=1                  run and restart come back when the bot is ready, and leave it in the background
#   YES=1                     clean_db does not ask
#   REGISTRY=HOST/OWNER TAG=… what docker_tag calls the image (default: the version that git knows)
#   STORE=sqlite|postgres     what `make torture` tortures (default: sqlite)

MODE ?= debug
STORE ?= sqlite
export VIA MODE CONFIG DETACH YES REGISTRY TAG

.PHONY: help deps deps-test build run stop restart clean_db init_db docker_tag test torture test_browser \
	test-integration lint format docs channel bench image_check deploy_check clean

help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z_-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' Makefile

deps: ## Install the system packages that are missing (Debian, Ubuntu).
	@scripts/install-packages

# The tests start a PostgreSQL server of their own.
deps-test:
	@scripts/install-packages postgresql

build: ## Build the bot.
	@scripts/via build

run: ## Build, create the database, and serve: with the echo model, or with a real one when its key is set.
	@scripts/via run

stop: ## Stop the bot that `make run` started; it finishes what it has in hand.
	@scripts/via stop

restart: ## Stop it, where it runs, and run it anew.
	@scripts/via restart

clean_db: ## Delete all users, conversations and messages. Asks first.
	@scripts/via clean_db

init_db: ## Create the database, or bring it up to date.
	@scripts/via init_db

docker_tag: ## Name the image by version and commit, for a registry: make docker_tag REGISTRY=ghcr.io/me.
	@scripts/via docker_tag

test: deps-test ## Do everything to pass the tests.
	@scripts/announce-build tests
	@swift build --build-tests --explicit-target-dependency-import-check error
	@# Apart from one another: hundreds of thousands of fuzzed inputs, or hundreds of bots of the conformance kit, would
	@# starve what talks over sockets.
	@scripts/run-tests --skip '^OpenAIModelTests' --skip '^WhatsAppChannelTests' --skip '^BotTests' --skip '^Postgres' \
		--skip '^ChannelTestingTests'
	@scripts/run-tests --filter '^ChannelTestingTests'
	@scripts/run-tests --filter '^PostgresClientTests'
	@scripts/run-tests --filter '^PostgresStoreTests'
	@scripts/run-tests --filter '^OpenAIModelTests'
	@scripts/run-tests --filter '^WhatsAppChannelTests'
	@scripts/run-tests --filter '^BotTests' --skip '^BotTests.(Load|Outage|Reload|Replica|Torture)'
	@scripts/run-tests --filter '^BotTests.(Load|Outage|Reload|Replica|Torture)'

torture: deps-test ## Kill bots, and the database (STORE=postgres), while 100 users write; nothing may be lost.
	@scripts/announce-build tests
	@swift build --build-tests --explicit-target-dependency-import-check error
	@CHANNELKIT_TORTURE_SECONDS=150 CHANNELKIT_TORTURE_USERS=100 CHANNELKIT_TORTURE_MESSAGES=600 \
		CHANNELKIT_TORTURE_STORE=$(STORE) CHANNELKIT_TORTURE_KILLS=$(if $(filter postgres,$(STORE)),20,30) \
		CHANNELKIT_TORTURE_REPLICAS=3 CHANNELKIT_TORTURE_LEASE=15 CHANNELKIT_TORTURE_DATABASE_KILLS=2 \
		CHANNELKIT_TORTURE_CUTS=20 CHANNELKIT_TORTURE_PAUSE=60 \
		swift test --skip-build --filter '^BotTests.TortureTests'

test_browser: deps ## Test the page and the widget in a real Chromium, against a real bot.
	@scripts/test-browser

test-integration: deps ## Test against what nobody here wrote: model servers, WhatsApp clients and parsers.
	@Tests/Integration/run

lint: ## Check the format.
	@swift format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks Examples

format: ## Mend the format.
	@swift format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks Examples

docs: deps ## Build the documentation of the products into .build/docs.
	@scripts/build-docs

channel: ## Write a new channel here: make channel NAME=Telegram.
	@scripts/native build
	@.build/$(MODE)/bot new-channel $(NAME)

bench: deps ## Measure, beside a peer in the same run. Takes a release build.
	@Benchmarks/run

image_check: ## Build the image, with or without an engine, run it as it runs in production, and say how large it is.
	@scripts/image-check

deploy_check: ## Check the Dockerfile, compose file, workflows, manifests and scripts by their validators.
	@scripts/deploy-check

clean: ## Remove what was built. Data and keys stay.
	@rm -rf .build
