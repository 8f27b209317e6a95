"""Write the JSON Schemas that ship with the package anew, after a record changed: ``python scripts/build_schemas.py``."""

from __future__ import annotations

from pathlib import Path

from evidence.library.claimsfile import claims_schema, findings_schema, write_schema

DATA = Path(__file__).parents[1] / "evidence" / "data"

if __name__ == "__main__":
    for name, schema in (("claims", claims_schema()), ("findings", findings_schema())):
        (DATA / f"{name}.schema.json").write_text(write_schema(schema), encoding="utf-8")
