#!/usr/bin/env bash
# The WhatsApp channel and its fake Graph against other people's clients (pywa, waba-sdk), another parser of webhooks
# (whatsapp-cloud-api-py) and, with META_OPENAPI, Meta's own schema of what is sent. What these tests skip elsewhere, where
# PyPI is out of reach, is a failure here.
#
# META_OPENAPI names a copy of business-messaging-api_v23.0.yaml from github.com/facebook/openapi.
set -euo pipefail
cd "$(dirname "$0")/../.."

Tests/Integration/whatsapp_python.py >/dev/null
swift build --build-tests --explicit-target-dependency-import-check error
[ -n "${META_OPENAPI:-}" ] || echo "META_OPENAPI is not set: what is sent is not compared with Meta's schema." >&2
swift test --skip-build --filter '^WhatsAppChannelTests\.(PeerTests|ParserPeerTests)/'
