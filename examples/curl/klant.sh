#!/bin/sh
# A person with their zaken: the BSN (of the test range, unless BSN says another) in a variable.
exec sh "$(dirname "$0")/ask.sh" <<JSON
{
  "query": "query Klant(\$bsn: BSN!) { klant(bsn: \$bsn) { weergavenaam zaken(first: 5) { totalCount nodes { identificatie omschrijving } } } }",
  "variables": {"bsn": "${BSN:-999993653}"}
}
JSON
