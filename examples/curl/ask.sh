#!/bin/sh
# Sends the GraphQL request on standard input (JSON with query and variables); prints the answer.
set -eu
gateway="${GATEWAY:-http://127.0.0.1:8000}"
# The token goes in by a file descriptor, not by an argument that everybody on the machine can read.
{
  [ -z "${TOKEN:-}" ] || printf 'header = "Authorization: Bearer %s"\n' "$TOKEN"
  [ -z "${KEY:-}" ] || printf 'header = "Idempotency-Key: %s"\n' "$KEY"
  [ -z "${LAST_EVENT_ID:-}" ] || printf 'header = "Last-Event-ID: %s"\n' "$LAST_EVENT_ID"
} > "${config:=$(mktemp)}"
trap 'rm -f "$config"' EXIT
curl --silent --show-error --no-buffer --config "$config" --data-binary @- \
  --header 'Content-Type: application/json' --header "Accept: ${ACCEPT:-application/json}" \
  "$gateway/graphql"
