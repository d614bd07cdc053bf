#!/usr/bin/env python3
"""Lets clients of WhatsApp that nobody here wrote talk to a fake Graph API, to see whether it is faithful.

    whatsapp_clients.py send URL TOKEN NUMBER_ID       sends with each client, prints what each was told
    whatsapp_clients.py refused URL TOKEN NUMBER_ID    sends once with pywa, prints the error it makes of the answer
    whatsapp_clients.py webhook SECRET SIGNATURE FILE  gives a delivery to pywa, prints the statuses it finds in it

URL ends with the API's version. Everything printed is JSON. Runs in the Python that whatsapp_python.py makes.
"""

import asyncio
import json
import sys

import pywa
import waba_sdk
from pywa import handlers, utils


def make_pywa(url, token, number_id):
    client = pywa.WhatsApp(phone_id=number_id, token=token)
    # It has no setting for the address.
    client.api._session.base_url = url
    return client


def send_with_pywa(url, token, number_id):
    client = make_pywa(url, token, number_id)
    text = client.send_message(to="+16505551234", text="from pywa", reply_to_message_id="wamid.question")
    buttons = client.send_message(
        to="+16505551234", text="choose", buttons=[pywa.types.Button(title="Yes", callback_data="yes")])
    marked = client.mark_message_as_read(message_id="wamid.question")
    typing = client.indicate_typing(message_id="wamid.question")
    return {"ids": [text.id, buttons.id], "to": text.to, "success": [bool(marked), bool(typing)]}


async def send_with_waba_sdk(url, token, number_id):
    base, version = url.rsplit("/", 1)
    client = waba_sdk.WhatsApp(token=token, phone_number_id=number_id, base_url=base, api_version=version)
    async with client:
        answer = await client.send_text("+16505551234", "from waba-sdk")
    return {"ids": [message["id"] for message in answer["messages"]]}


def send(url, token, number_id):
    return {
        "pywa": send_with_pywa(url, token, number_id),
        "waba_sdk": asyncio.run(send_with_waba_sdk(url, token, number_id)),
    }


def refused(url, token, number_id):
    try:
        make_pywa(url, token, number_id).send_message(to="+16505551234", text="refused")
    except pywa.errors.WhatsAppError as error:
        return {"type": type(error).__name__, "code": error.code, "details": error.details}
    return {"type": None}


def webhook(secret, signature, path):
    with open(path, "rb") as file:
        body = file.read()
    found = []
    client = pywa.WhatsApp(
        phone_id="106540352242922", token="t", verify_token="v", app_secret=secret, server=None, filter_updates=False,
        skip_duplicate_updates=False)
    client.add_handlers(handlers.MessageStatusHandler(lambda _, status: found.append(
        {"id": status.id, "status": status.status.value, "tracker": status.tracker,
         "error": status.error.code if status.error else None})))
    client.webhook_update_handler(body)
    return {"signed": utils.webhook_updates_validator(secret, body, signature), "statuses": found}


if __name__ == "__main__":
    print(json.dumps({"send": send, "refused": refused, "webhook": webhook}[sys.argv[1]](*sys.argv[2:])))
