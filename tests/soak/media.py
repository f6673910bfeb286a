"""What Schemathesis does not know of the API: JSON lines are sent as they are."""

import schemathesis

schemathesis.serializer.alias("application/x-ndjson", "text/plain")
