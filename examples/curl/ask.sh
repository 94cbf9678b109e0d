#!/bin/sh
# Sends the GraphQL request on standard input (JSON with query and variables); prints the answer.
set -eu
gateway="${GATEWAY:-http://127.0.0.1:8000}"
# The token goes in by a file descriptor, not by an argument that everybody on the machine can read.
{ [ -z "${TOKEN:-}" ] || printf 'header = "Authorization: Bearer %s"\n' "$TOKEN"; } > "${config:=$(mktemp)}"
trap 'rm -f "$config"' EXIT
curl --silent --show-error --config "$config" --data-binary @- \
  --header 'Content-Type: application/json' "$gateway/graphql"
