#!/bin/sh
# The five newest open zaken of all registers, and which registers gave theirs.
exec sh "$(dirname "$0")/ask.sh" <<'JSON'
{
  "query": "query Nieuwste($first: Int) { zaken(filter: {isOpen: true}, sorteer: [STARTDATUM_AFLOPEND], first: $first) { totalCount bronnen { naam aantal fout } nodes { identificatie omschrijving startdatum bron } } }",
  "variables": {"first": 5}
}
JSON
