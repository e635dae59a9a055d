"""Compares a feature table as Parquet with the same table as CSV, as pyarrow reads them.

parquet.py FOLDER: t.csv, t.parquet. Ends with 1 if a number differs in any bit, or what stands beside the rows is not there.
"""

import csv
import json
import math
import pathlib
import sys

import pyarrow as pa
import pyarrow.parquet as pq

folder = pathlib.Path(sys.argv[1])
table = pq.read_table(folder / "t.parquet")
with open(folder / "t.csv", encoding="utf-8", newline="") as file:
    rows = list(csv.DictReader(file))

beside = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
wrong = [key for key in ("settings", "radiomics_version", "ibsi", "created") if not beside.get(key)]
json.loads(beside["settings"])
codes = json.loads(beside["ibsi"])
features = [name for name, kind in zip(table.schema.names, table.schema.types) if kind == pa.float64()]
texts = [name for name in table.schema.names if name not in features]
if table.num_rows != len(rows) or not features or not texts:
    wrong.append(f"{table.num_rows} rows, {len(rows)} in the CSV; {len(features)} features, texts {texts}")
if any(name not in features for name in codes):
    wrong.append("an IBSI code of no column")
for name in features:
    for at, cell in enumerate(table.column(name).to_pylist()):
        said = rows[at][name]
        same = cell is None if said == "" else cell is not None and (cell == float(said)) and (
            math.copysign(1, cell) == math.copysign(1, float(said))
        )
        if not same:
            wrong.append(f"{name} row {at}: {cell!r} against {said!r}")
for name in set(texts) & set(rows[0] if rows else []):
    if table.column(name).to_pylist() != [row[name] for row in rows]:
        wrong.append(f"column {name} differs")
print(f"pyarrow {pa.__version__}: {table.num_rows} rows, {len(features)} features, texts {texts}")
for line in wrong[:10]:
    print(line)
sys.exit(1 if wrong else 0)
