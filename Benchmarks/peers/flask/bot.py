"""The bot that ChannelKit replaces, as plain and as fast as a good engineer would write it: the peer of the benchmarks.

A turn here is what a turn of the REST channel is: the question is durable before the model is asked, the reply before it
is sent. Settings come from the environment; `run-peer` sets them.
"""

import os
import random
from datetime import datetime, timedelta, timezone

import jwt
import requests
from flask import Flask, jsonify, request
from sqlalchemy import (BigInteger, Boolean, Column, DateTime, ForeignKey, Index, Integer, MetaData, String, Table, Text,
                        bindparam, create_engine, event, insert, select, update)

API_KEY = os.environ["PEER_API_KEY"]
JWT_KEY = os.environ["PEER_JWT_KEY"]
COMPLETIONS = os.environ["PEER_UPSTREAM"] + "/chat/completions"
THREADS = int(os.environ.get("PEER_THREADS", "1"))
TOKEN_LIFETIME = timedelta(hours=24)
IDLE_TIMEOUT = timedelta(hours=12)
HISTORY_LIMIT = 40
SYSTEM = {"role": "system", "content": "You are a helpful assistant."}
GREETINGS = ["Hello! How can I help you today?"]


def now():
    """UTC without a zone, which both databases keep and compare alike."""
    return datetime.now(timezone.utc).replace(tzinfo=None)


Key = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up only what is declared INTEGER PRIMARY KEY
metadata = MetaData()
users = Table(
    "users", metadata, Column("id", Key, primary_key=True),
    Column("name", String(200)), Column("email", String(320)), Column("password_hash", String(200)),
    Column("is_guest", Boolean, nullable=False), Column("phone_number", String(32)), Column("origin", String(32)))
conversations = Table(
    "conversations", metadata, Column("id", Key, primary_key=True),
    Column("user_id", Key, ForeignKey("users.id"), nullable=False, index=True),
    Column("last_updated", DateTime, nullable=False, default=now),
    Column("is_finished", Boolean, nullable=False, default=False))
messages = Table(
    "messages", metadata, Column("id", Key, primary_key=True),
    Column("conversation_id", Key, ForeignKey("conversations.id"), nullable=False),
    Column("role", String(16), nullable=False), Column("content", Text, nullable=False),
    Column("created_at", DateTime, nullable=False, default=now))
Index("messages_of_conversation", messages.c.conversation_id, messages.c.id)

# Built once: SQLAlchemy would find the compiled SQL in its cache all the same, but build the expression for each call.
FIND = (select(conversations.c.last_updated, conversations.c.is_finished).join(users)
        .where(conversations.c.id == bindparam("named"), users.c.id == bindparam("user")))
RECENT = (select(messages.c.role, messages.c.content).where(messages.c.conversation_id == bindparam("conversation"))
          .order_by(messages.c.id.desc()).limit(HISTORY_LIMIT))
PAGE = (select(messages).join(conversations)
        .where(messages.c.conversation_id == bindparam("conversation"), conversations.c.user_id == bindparam("user"))
        .order_by(messages.c.id.desc()).limit(HISTORY_LIMIT))
TOUCH = update(conversations).where(conversations.c.id == bindparam("named")).values(last_updated=bindparam("at"))
FINISH = update(conversations).where(conversations.c.id == bindparam("named")).values(is_finished=True)
ADD_USER, ADD_CONVERSATION, ADD_MESSAGE = insert(users), insert(conversations), insert(messages)


def connect(url):
    if url.startswith("sqlite"):
        engine = create_engine(url, pool_size=min(THREADS, 10), max_overflow=0, connect_args={"timeout": 60})

        @event.listens_for(engine, "connect")
        def configure(connection, _):
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA foreign_keys=ON")

        return engine
    # "on" is the server's own default; "off" only for the runs that say so.
    options = f"-c synchronous_commit={os.environ.get('PEER_SYNCHRONOUS_COMMIT', 'on')}"
    return create_engine(url, pool_size=min(THREADS, 10), max_overflow=0, connect_args={"options": options})


engine = connect(os.environ["PEER_DATABASE"])
upstream = requests.Session()
upstream.trust_env = False  # or .netrc and the proxy's variables are read again for each call
upstream.mount("http://", requests.adapters.HTTPAdapter(pool_connections=1, pool_maxsize=THREADS))
upstream.headers["Authorization"] = "Bearer " + os.environ.get("PEER_UPSTREAM_KEY", "benchmark")
app = Flask(__name__)


class Refused(Exception):
    def __init__(self, status, code, text):
        super().__init__(text)
        self.status, self.code, self.text = status, code, text


@app.errorhandler(Refused)
def refuse(error):
    return jsonify(error=error.text, code=error.code), error.status


def add_message(db, conversation, role, content):
    values = {"conversation_id": conversation, "role": role, "content": content}
    return db.execute(ADD_MESSAGE, values).inserted_primary_key[0]


def caller():
    """The user and the conversation that the bearer token names."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer" or not token:
        raise Refused(400, "missing_token", "Missing token")
    try:
        claims = jwt.decode(token, JWT_KEY, algorithms=["HS256"])
        return int(claims["sub"]), claims["conversation"]
    except (jwt.InvalidTokenError, KeyError, ValueError):
        raise Refused(401, "invalid_token", "Invalid or expired token") from None


def current_conversation(db, user, named):
    row = db.execute(FIND, {"named": named, "user": user}).first()
    if row is None:
        raise Refused(404, "conversation_not_found", "Conversation not found")
    if not row.is_finished and now() - row.last_updated < IDLE_TIMEOUT:
        return named
    db.execute(FINISH, {"named": named})
    return db.execute(ADD_CONVERSATION, {"user_id": user}).inserted_primary_key[0]


def ask_model(said):
    try:
        answer = upstream.post(COMPLETIONS, json={"model": "instant", "messages": [SYSTEM, *said]}, timeout=60)
        answer.raise_for_status()
        return answer.json()["choices"][0]["message"]["content"]
    except requests.Timeout:
        raise Refused(504, "model_timeout", "The model took too long") from None
    except (requests.RequestException, LookupError):
        raise Refused(502, "model_failed", "The model failed") from None


@app.get("/chat/initial")
def initial():
    key = request.headers.get("X-API-KEY")
    if key != API_KEY:
        raise Refused(401, "invalid_api_key", "Invalid API key") if key else Refused(
            400, "missing_api_key", "Missing API key")
    text, expires = random.choice(GREETINGS), datetime.now(timezone.utc) + TOKEN_LIFETIME
    with engine.begin() as db:
        user = db.execute(ADD_USER, {"is_guest": True, "origin": "web"}).inserted_primary_key[0]
        conversation = db.execute(ADD_CONVERSATION, {"user_id": user}).inserted_primary_key[0]
        add_message(db, conversation, "assistant", text)
    token = jwt.encode({"sub": str(user), "conversation": conversation, "exp": expires}, JWT_KEY, algorithm="HS256")
    return jsonify(token=token, text=text, user_id=str(user), conversation_id=str(conversation),
                   expires_at=expires.isoformat(timespec="seconds"))


@app.post("/chat")
def chat():
    user, named = caller()
    content = (request.get_json(silent=True) or {}).get("content")
    if not isinstance(content, str) or not content.strip():
        raise Refused(400, "empty_content", "Empty content")
    with engine.begin() as db:
        conversation = current_conversation(db, user, named)
        said = db.execute(RECENT, {"conversation": conversation}).all()
        add_message(db, conversation, "user", content)
    # Committed: a model that fails or hangs costs neither the question nor a connection of the pool.
    history = [{"role": role, "content": text} for role, text in reversed(said)]
    text = ask_model([*history, {"role": "user", "content": content}])
    with engine.begin() as db:
        reply = add_message(db, conversation, "assistant", text)
        db.execute(TOUCH, {"named": conversation, "at": now()})
    return jsonify(text=text, message_id=str(reply), conversation_id=str(conversation))


@app.get("/chat/messages")
def history():
    user, conversation = caller()
    with engine.connect() as db:
        rows = db.execute(PAGE, {"conversation": conversation, "user": user}).all()
    return jsonify(conversation_id=str(conversation), messages=[
        {"id": str(row.id), "role": row.role, "content": row.content, "created_at": row.created_at.isoformat() + "Z"}
        for row in reversed(rows)])
