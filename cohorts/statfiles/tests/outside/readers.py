"""Compares written files with the table they come from, as pyreadstat, pandas and openpyxl read them.

readers.py FOLDER: table.csv, dictionary.csv, table.FORMAT, FORMAT.names.csv (name, key, part) and, if PSPP ran, pspp.csv.
Prints a line a reader; ends with 1 if any cell, label or type differs.
"""

import csv
import datetime as dt
import pathlib
import sys

import openpyxl
import pandas as pd
import pyreadstat

FOLDER = pathlib.Path(sys.argv[1])
EMPTY = object()
wrong = []


def table(name):
    with open(FOLDER / name, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def labels(text):
    pairs = [(p.split("=", 1) + [p])[:2] for p in text.split("|") if p]
    return dict(pairs)


class Missing:
    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return f"missing({self.text})"


FIELDS = {row["key"]: row for row in table("dictionary.csv")}
ROWS = table("table.csv")


def bounds(text):
    if text.startswith(">="):
        return int(text[2:]), None
    if text.startswith("<="):
        return None, int(text[2:])
    low, _, high = text.partition("-")
    return int(low), int(high or low)


def expected(key, part, numbered):
    """The cells of one column of a file, from the table as it was typed."""
    field = FIELDS[key]
    values, missing = labels(field["values"]), labels(field["missing"])
    for row in ROWS:
        text, kind = row[key], field["type"]
        if text == "":
            yield EMPTY
        elif text in missing or text in missing.values():
            yield Missing(missing.get(text, text))
        elif kind == "integer":
            yield int(text)
        elif kind == "decimal":
            yield float(text)
        elif kind == "date":
            yield dt.date.fromisoformat(text)
        elif kind == "datetime":
            yield dt.datetime.fromisoformat(text)
        elif kind == "yes_no":
            yield int(text)
        elif kind == "choice" and all(c.isdigit() for c in values):
            yield int(text)
        elif kind == "choice":
            yield list(values).index(text) + 1 if numbered else text
        elif kind == "choices":
            place = int(part.split()[1])
            yield int(list(values)[place] in text.split("|"))
        elif kind == "count":
            low, high = bounds(text)
            exact = low == high
            one = {"whole": low if exact else None, "min": None if exact else low, "max": None if exact else high}[part]
            yield EMPTY if one is None else one
        else:
            yield text


def same(found, wanted):
    if wanted is EMPTY:
        return found is None or found == "" or found != found
    if isinstance(wanted, dt.datetime):
        # numbers of SAS are doubles of seconds: compare to the microsecond that pandas rounds to
        return abs(pd.Timestamp(found).round("ms").to_pydatetime(warn=False) - wanted) < dt.timedelta(milliseconds=1)
    if isinstance(wanted, dt.date):
        return (found.date() if isinstance(found, dt.datetime) else found) == wanted
    return found == wanted


def check(reader, name, row, found, wanted, good):
    if not good:
        wrong.append(f"{reader}: {name}, row {row + 1}: {found!r} instead of {wanted!r}")


def names(fmt):
    return [(r["name"], r["key"], r["part"]) for r in table(f"{fmt}.names.csv")]


def label_of(key, part):
    return FIELDS[key]["label_zh"] if part == "whole" else None


def statistics(reader, fmt, frame, meta, coded=None, numbered=False):
    """sav, dta and xpt; `coded` is the frame with user-missing values kept."""
    for name, key, part in names(fmt):
        if part.startswith("piece"):
            continue
        column = frame[name].tolist()
        further = [n for n, k, p in names(fmt) if k == key and p.startswith("piece")]
        if further:  # a long text in pieces
            pieces = [frame[n].fillna("").tolist() for n in [name, *further]]
            column = ["".join(row) for row in zip(*pieces)]
        for row, wanted in enumerate(expected(key, part, numbered)):
            found = column[row]
            if not isinstance(wanted, Missing):
                check(reader, name, row, found, wanted, same(found, wanted))
            elif coded is None:
                text = FIELDS[key]["type"] in ("text", "long_text") or isinstance(found, str)
                check(reader, name, row, found, wanted, found == wanted.text if text else same(found, EMPTY))
            else:
                kept = coded[name].tolist()[row]
                said = meta.variable_value_labels.get(name, {})
                if isinstance(kept, dt.date):  # a code among dates counts from the epoch
                    kept = (kept - dt.date(1582, 10, 14)).days if fmt == "sav" else kept
                    kept = next((c for c, t in said.items() if t == wanted.text), None)
                check(reader, name, row, kept, wanted, said.get(kept, kept) == wanted.text)
        label = label_of(key, part)
        if meta is not None and label:
            check(reader, name, -1, meta.column_names_to_labels[name], label, meta.column_names_to_labels[name] == label)
        values = labels(FIELDS[key]["values"])
        if coded is not None and FIELDS[key]["type"] == "choice":
            said = {t for t in meta.variable_value_labels[name].values()}
            check(reader, name, -1, said, values, set(values.values()) <= said)


def report(reader, before):
    print(f"{reader}: {'same' if len(wrong) == before else 'DIFFERENT'}")


def run(reader, body):
    before = len(wrong)
    try:
        body()
    except Exception as error:  # a reader that refuses the file
        wrong.append(f"{reader}: {type(error).__name__}: {error}")
    report(reader, before)


def sav():
    frame, meta = pyreadstat.read_sav(FOLDER / "table.sav")
    coded, _ = pyreadstat.read_sav(FOLDER / "table.sav", user_missing=True)
    statistics("pyreadstat .sav", "sav", frame, meta, coded)
    lines = " ".join(meta.notes)
    check("pyreadstat .sav", "notes", -1, lines, "watermark", "watermark: 7f3a" in lines)
    members = next(iter(meta.mr_sets.values()))["variable_list"]
    check("pyreadstat .sav", "sets", -1, members, "5", len(members) == 5)


def dta():
    frame, meta = pyreadstat.read_dta(FOLDER / "table.dta")
    coded, coded_meta = pyreadstat.read_dta(FOLDER / "table.dta", user_missing=True)
    statistics("pyreadstat .dta", "dta", frame, coded_meta, coded, numbered=True)
    check("pyreadstat .dta", "notes", -1, meta.notes, "watermark", "watermark: 7f3a" in " ".join(meta.notes))


def dta_pandas():
    frame = pd.read_stata(FOLDER / "table.dta", convert_categoricals=False)
    statistics("pandas .dta", "dta", frame, None, numbered=True)


def xpt(fmt):
    frame, meta = pyreadstat.read_xport(FOLDER / f"table.{fmt}.xpt")
    statistics(f"pyreadstat .xpt {fmt}", fmt, frame, meta)


def xpt_pandas():
    frame = pd.read_sas(FOLDER / "table.xpt5.xpt", format="xport", encoding="utf-8")
    # pandas gives days and seconds since 1960 as numbers, and makes 5.4e-79 of a zero
    start = dt.datetime(1960, 1, 1)
    for name, key, part in names("xpt5"):
        kind = FIELDS[key]["type"]
        if not pd.api.types.is_numeric_dtype(frame[name]):
            continue
        frame[name] = frame[name].where(~(frame[name].abs() < 1e-70), 0.0)
        if kind in ("date", "datetime"):
            unit = 1 if kind == "datetime" else 86400
            cells = [None if x != x else start + dt.timedelta(seconds=x * unit) for x in frame[name]]
            frame[name] = pd.Series(cells, dtype=object)
    statistics("pandas .xpt", "xpt5", frame, None)


def flat(key, kind):
    """Expected cells of a sheet: choices and counts are text, missing values their words."""
    for row, one in zip(ROWS, expected(key, "whole", False) if kind not in ("choices", "count") else ROWS):
        text = row[key]
        missing = labels(FIELDS[key]["missing"])
        if kind in ("choices", "count"):
            if text in missing or text in missing.values():
                one = Missing(missing.get(text, text))
            else:
                one = EMPTY if text == "" else int(text) if text.isdigit() else text
        yield one.text if isinstance(one, Missing) else one


def xlsx():
    book = openpyxl.load_workbook(FOLDER / "table.xlsx")
    sheet = book["data"]
    header = [cell.value for cell in sheet[1]]
    check("openpyxl", "header", -1, header, list(FIELDS), header == list(FIELDS))
    for place, key in enumerate(header, 1):
        kind = FIELDS[key]["type"]
        for row, wanted in enumerate(flat(key, kind)):
            cell = sheet.cell(row + 2, place)
            found = cell.value
            if isinstance(found, str) and isinstance(wanted, dt.date):
                # days that Excel does not count are ISO text
                found = type(wanted).fromisoformat(found)
            good = found is None if wanted is EMPTY else same(found, wanted)
            check("openpyxl", key, row, found, wanted, good)
            check("openpyxl", key, row, cell.data_type, "no formula", cell.data_type != "f")
    keys = [row[0].value for row in book["dictionary"].iter_rows(min_row=2)]
    check("openpyxl", "dictionary", -1, keys, list(FIELDS), keys == list(FIELDS))
    check("openpyxl", "notes", -1, book["notes"]["B1"].value, "7f3a", book["notes"]["B1"].value == "7f3a")


def plain():
    frame = pd.read_csv(FOLDER / "out.csv", dtype=str, keep_default_na=False)
    for key in FIELDS:
        for row, found in enumerate(frame[key]):
            wanted = ROWS[row][key]
            kind = FIELDS[key]["type"]
            if kind in ("integer", "decimal") and wanted.lstrip("-")[:1].isdigit():
                good = float(found) == float(wanted)
            elif kind == "datetime" and wanted:
                good = dt.datetime.fromisoformat(found) == dt.datetime.fromisoformat(wanted)
            else:
                good = found.removeprefix("'") == wanted
            check("pandas .csv", key, row, found, wanted, good)
            check("pandas .csv", key, row, found, "no formula", not found.startswith(("=", "@")))


def pspp():
    """PSPP's own CSV of the .sav file: numbers, texts, dates as month/day/year."""
    with open(FOLDER / "pspp.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for name, key, part in names("sav"):
        for row, wanted in enumerate(expected(key, part, False)):
            found = rows[row][name]
            if isinstance(wanted, Missing):
                good = True  # codes; DISPLAY DICTIONARY is what says them
            elif wanted is EMPTY:
                good = found.strip() == ""
            elif isinstance(wanted, dt.datetime):
                day, _, clock = found.partition(" ")
                parsed = dt.datetime.strptime(day, "%m/%d/%Y")
                hour, minute, second = clock.split(":")
                parsed += dt.timedelta(hours=int(hour), minutes=int(minute), seconds=float(second))
                good = abs(parsed - wanted) < dt.timedelta(seconds=1)
            elif isinstance(wanted, dt.date):
                good = dt.datetime.strptime(found, "%m/%d/%Y").date() == wanted
            elif isinstance(wanted, (int, float)):
                good = float(found) == wanted
            else:
                good = found.rstrip(" ") == wanted
            check("pspp", name, row, found, wanted, good)


run("pyreadstat .sav", sav)
run("pyreadstat .dta", dta)
run("pandas .dta", dta_pandas)
run("pyreadstat .xpt 8", lambda: xpt("xpt8"))
run("pyreadstat .xpt 5", lambda: xpt("xpt5"))
run("pandas .xpt 5", xpt_pandas)
run("openpyxl", xlsx)
run("pandas .csv", plain)
if (FOLDER / "pspp.csv").exists():
    run("pspp", pspp)
for line in wrong[:40]:
    print(line)
sys.exit(1 if wrong else 0)
