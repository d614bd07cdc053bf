import os
import pathlib

import pytest
from bot import Bot
from chat import Chat
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
def network(bot):
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
