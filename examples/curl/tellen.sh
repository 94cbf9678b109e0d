#!/bin/sh
# How many zaken of each zaaktype are open and closed, without reading a zaak.
exec sh "$(dirname "$0")/ask.sh" <<'JSON'
{
  "query": "query PerZaaktype { zakenTelling(groepeerOp: [ZAAKTYPEIDENTIFICATIE, OPEN]) { totaal groepen { zaaktype { omschrijving } isOpen aantal } } }"
}
JSON
