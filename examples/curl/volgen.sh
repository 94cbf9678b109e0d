#!/bin/sh
# Follows one zaak: an event for each change, until you press Ctrl-C. Set LAST_EVENT_ID to the last `id:`
# that was printed to hear what came after it.
ACCEPT=text/event-stream exec sh "$(dirname "$0")/ask.sh" <<JSON
{
  "query": "subscription Volg(\$zaak: UUID!) { zaakGewijzigd(uuid: \$zaak) { actie resource zaak { identificatie status { statustype { omschrijving } } } } }",
  "variables": {"zaak": "${ZAAK:-dcebb2b4-4ce3-5992-a313-7e4c21768f0a}"}
}
JSON
