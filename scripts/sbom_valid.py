"""Hold a bill of materials against the schema of CycloneDX 1.6: `sbom_valid.py FILE`."""

from __future__ import annotations

import sys
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

found = JsonStrictValidator(SchemaVersion.V1_6).validate_str(Path(sys.argv[1]).read_text("utf-8"))
sys.exit(f"not CycloneDX 1.6: {found}" if found else 0)
