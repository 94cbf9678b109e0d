#!/bin/sh
# Sets the status of a zaak. KEY names this one order: when no answer came, send it again under the
# same KEY, and it is carried out once.
KEY="${KEY:-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')}" exec sh "$(dirname "$0")/ask.sh" <<JSON
{
  "query": "mutation Zet(\$invoer: StatusZettenInvoer!, \$waarom: String) { statusZetten(invoer: \$invoer, toelichting: \$waarom) { zaak { identificatie status { statustype { omschrijving } } } stappen { stap gedaan code } fouten { code veld melding } herhaald } }",
  "variables": {
    "invoer": {
      "zaak": "${ZAAK:-dcebb2b4-4ce3-5992-a313-7e4c21768f0a}",
      "statustype": "${STATUSTYPE:-4f0e2629-89d4-5abc-bf00-671bcd99f482}"
    },
    "waarom": "Een proef met curl"
  }
}
JSON
