import os
import pathlib

import pytest
from bot import Bot
from chat import Chat
from database import Database
from model_server import ModelServer
from network import Network
from playwright.sync_api import sync_playwright
from site_server import Site

SHOTS = pathlib.Path(os.environ.get("SHOTS", ".build/browser/shots"))


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            # As root, which CI's containers are, Chromium has no sandbox. It only ever loads what is tested here.
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
            timeout=120_000,
        )
        yield browser
        browser.close()


@pytest.fixture
def model():
    server = ModelServer()
    yield server
    server.stop()


@pytest.fixture
def site():
    """Somebody's site, which is another origin than the bot's."""
    server = Site()
    yield server
    server.stop()


@pytest.fixture
def bot(tmp_path, model, site):
    bot = Bot(tmp_path, model.url, origins=[site.origin])
    yield bot.start()
    model.release()
    bot.stop()


@pytest.fixture
def replicas(tmp_path, model):
    """Two bots on one PostgreSQL, each of which takes over from the other within twelve seconds: a busy machine keeps a shorter
    lease up badly."""
    database = Database()
    bots = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        store = f"url: '{database.url}', lease_timeout: 10s, connections: 4"
        bots.append(Bot(tmp_path / name, model.url, store=store).start())
    yield bots
    model.release()
    for bot in bots:
        bot.stop()
    database.stop()


@pytest.fixture
def network(request):
    """Before the bot, or before the first of the replicas."""
    names = request.fixturenames
    bot = request.getfixturevalue("replicas")[0] if "replicas" in names else request.getfixturevalue("bot")
    network = Network(bot.port)
    yield network
    network.close()


@pytest.fixture
def visit(chromium, network, model, request):
    """Opens the page as somebody's browser does: `visit(width=390, …)`. Every page is looked after until the test ends."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    contexts, chats = [], []

    def open_browser(width=1280, height=800, path="/chat/", context=None, **options):
        if context is None:
            context = chromium.new_context(
                viewport={"width": width, "height": height}, locale=options.pop("locale", "en-US"), **options)
            contexts.append(context)
        name = request.node.name.replace("[", "-").replace("]", "")
        chat = Chat(context, network.origin, SHOTS / f"{name}.png")
        chats.append(chat)
        if path is not None:
            chat.page.goto(network.origin + path)
            chat.wait_until_open()
        return chat

    yield open_browser
    model.release()
    faults = [fault for chat in chats for fault in chat.faults]
    for context in contexts:
        context.close()
    assert faults == []
