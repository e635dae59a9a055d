"""The queries of cohorts/examples/scale asked of other engines over the same reports:
search_peers.py scan|fts5|postgres REPORTS.tsv QUERIES.json WORK|URL ROUNDS
Prints one JSON object a line: what was built, then each query with its count and times."""
import json, os, re, subprocess, sys, time


def say(**words):
    print(json.dumps(words, ensure_ascii=False), flush=True)


def rows(file):
    with open(file, encoding="utf-8", newline="\n") as lines:
        for line in lines:
            number, age, size, text = line.rstrip("\n").split("\t", 3)
            yield int(number), int(age), float(size) if size else None, text


def asked(file):
    with open(file, encoding="utf-8") as queries:
        for kind, queries in json.load(queries).items():
            for at, query in enumerate(queries):
                yield kind, at, query


def test(query):
    """A criterion as a function of a row: nothing but a look at the text."""
    if "all" in query or "any" in query:
        parts = [test(part) for part in query.get("all") or query["any"]]
        every = "all" in query
        return lambda row: all(p(row) for p in parts) if every else any(p(row) for p in parts)
    if "not" in query:
        part = test(query["not"])
        return lambda row: not part(row)
    if "text" in query:
        words = query["text"].lower()
        return lambda row: words in row[3]
    if "regex" in query:
        found = re.compile(query["regex"], re.I).search
        return lambda row: found(row[3]) is not None
    at, least = {"age": 1, "size": 2}[query["field"]], query["value"]
    assert query["op"] == ">="
    return lambda row: row[at] is not None and row[at] >= least


def scan(file, queries, work, rounds):
    held = [(n, a, s, t.lower()) for n, a, s, t in rows(file)]
    for kind, at, query in asked(queries):
        holds = test(query)
        begun = time.perf_counter()
        total = sum(1 for row in held if holds(row))
        say(kind=kind, at=at, total=total, ms=[(time.perf_counter() - begun) * 1e3])


def peak(pid="self"):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))


class CannotAsk(Exception):
    pass


def match(query):
    """A criterion in FTS5's language, with what is left to the table beside it."""
    if "text" in query:
        if len(query["text"]) < 3:
            raise CannotAsk("trigrams do not find words of fewer than three characters")
        return '"' + query["text"] + '"'
    if "any" in query:
        return "(" + " OR ".join(match(part) for part in query["any"]) + ")"
    raise CannotAsk("not asked by words alone")


def fts5_sql(query):
    parts = query.get("all", [query])
    positive, negative, fields = [], [], []
    for part in parts:
        if "field" in part:
            fields.append(f"{part['field']} >= {part['value']}")
        elif "not" in part:
            negative.append(match(part["not"]))
        else:
            positive.append(match(part))
    words = " AND ".join(positive) + "".join(" NOT " + part for part in negative)
    where = " AND ".join(["f MATCH ?"] + [f"rowid IN (SELECT id FROM r WHERE {field})" for field in fields])
    return f"SELECT count(*) FROM f WHERE {where}", words


def fts5(file, queries, work, rounds):
    import sqlite3

    path = os.path.join(work, "fts5.db")
    base = sqlite3.connect(path)
    base.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-500000;"
                       "CREATE TABLE r (id INTEGER PRIMARY KEY, age INTEGER, size REAL, text TEXT);"
                       "CREATE VIRTUAL TABLE f USING fts5(text, content='r', content_rowid='id', tokenize='trigram');")
    base.executemany("INSERT INTO r VALUES (?, ?, ?, ?)", rows(file))
    base.commit()
    begun = time.perf_counter()
    base.execute("INSERT INTO f(f) VALUES ('rebuild')")
    base.commit()
    base.executescript("CREATE INDEX age ON r(age); CREATE INDEX size ON r(size);")
    say(built=time.perf_counter() - begun, bytes=os.path.getsize(path), name=f"SQLite {sqlite3.sqlite_version} FTS5 trigram")
    for kind, at, query in asked(queries):
        try:
            sql, words = fts5_sql(query)
        except CannotAsk as reason:
            say(kind=kind, at=at, cannot=str(reason))
            continue
        ms = []
        for _ in range(rounds):
            begun = time.perf_counter()
            total = base.execute(sql, (words,)).fetchone()[0]
            ms.append((time.perf_counter() - begun) * 1e3)
        say(kind=kind, at=at, total=total, ms=ms)
    say(peak=peak())


def where(query):
    if "all" in query or "any" in query:
        word = " AND " if "all" in query else " OR "
        return "(" + word.join(where(part) for part in query.get("all") or query["any"]) + ")"
    if "not" in query:
        return f"NOT {where(query['not'])}"
    quoted = lambda text: "'" + text.replace("'", "''") + "'"
    if "text" in query:
        return "text ILIKE " + quoted("%" + query["text"] + "%") if query["text"].isascii() else "text LIKE " + quoted("%" + query["text"] + "%")
    if "regex" in query:
        return "text ~ " + quoted(query["regex"])
    return f"coalesce({query['field']} >= {query['value']}, false)"


def postgres(file, queries, url, rounds):
    def psql(script):
        run = subprocess.run(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", url], input=script, text=True,
                             capture_output=True)
        if run.returncode:
            raise SystemExit(run.stderr)
        return run.stdout

    psql("CREATE EXTENSION IF NOT EXISTS pg_trgm; DROP TABLE IF EXISTS r;"
         "CREATE TABLE r (id integer PRIMARY KEY, age integer, size double precision, text text);")
    with open(file, "rb") as table:
        copy = ["psql", "-X", "-q", url, "-c", "COPY r FROM STDIN WITH (FORMAT csv, DELIMITER E'\\t', QUOTE E'\\x01')"]
        subprocess.run(copy, stdin=table, check=True)
    begun = time.perf_counter()
    psql("SET maintenance_work_mem = '1GB'; CREATE INDEX trgm ON r USING gin (text gin_trgm_ops); VACUUM ANALYZE r;")
    built = time.perf_counter() - begun
    size, name = psql("SELECT pg_relation_size('trgm'), split_part(version(), ' ', 2);").strip().split("|")
    say(built=built, bytes=int(size), name=f"PostgreSQL {name} pg_trgm")
    for kind, at, query in asked(queries):
        sql = f"SELECT count(*) FROM r WHERE {where(query)};\n"
        out = psql("SET work_mem = '256MB';\n" + "SELECT sum(length(text)) FROM r WHERE id < 1000;\n" + "\\timing on\n" + sql * rounds)
        times = [float(found) for found in re.findall(r"Time: ([\d.]+) ms", out)]
        totals = {line for line in out.splitlines()[1:] if line.isdigit()}
        say(kind=kind, at=at, total=int(totals.pop()), ms=times)


if __name__ == "__main__":
    _, what, *args = sys.argv
    {"scan": scan, "fts5": fts5, "postgres": postgres}[what](*args[:3], int(args[3]))
