"""What the usual clinical text pipelines reach on the same reports as ours: nlp.py WHAT REPORTS.jsonl TERMS.jsonl

WHAT is medspacy-zh, medspacy-en or negspacy-en. Prints `NAME | reports | terms | seconds of wall | seconds of CPU`,
without start-up, imports and the building of the pipeline.

Chinese: characters as tokens, a sentence splitter, the target matcher with the entities that TERMS lists (the sizes of
the dictionaries are alike), ConText with the cues below, a comma ends a scope. English: the default rules of each
package, sentences of the kit joined to reports, its targets as terms.
"""
import json
import sys
import time
from importlib.metadata import version

LONGEST = 12  # characters of a Chinese term
ROUNDS = 3  # the least of each counts, as for ours
REPORT = 2000  # characters of a joined English report

NEGATION = "未见 未见明显 未见明确 未见异常 未见确切 未发现 未提示 未探及 未显示 无 无明显 无明确 并无 没有 不伴 不伴有 未及 未触及 排除 除外 否认".split()
NEGATION_AFTER = "阴性 未见显示 消失 已排除".split()
POSSIBLE = "可能 可疑 疑 疑似 考虑 不除外 不排除 待排 待除外 倾向 倾向于 可能性大 或许 怀疑".split()
HISTORICAL = "既往 病史 术后 曾 原有".split()
PSEUDO = "无回声 无明显变化 未见明显变化 无变化".split()
TERMINATE = ", ， 。 ; ； 但 余 另 仍 而 可见 见".split()


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def joined(texts):
    """Sentences joined in order until a report is long enough; the last may be shorter."""
    out, now = [], ""
    for text in texts:
        now = f"{now} {text}" if now else text
        if len(now) >= REPORT:
            out.append(now)
            now = ""
    return out + [now] if now else out


def chinese(reports, terms):
    import medspacy  # registers its parts
    import spacy
    from medspacy.context import ConTextRule
    from medspacy.target_matcher import TargetRule

    named = (line["text"][entity["start"] : entity["end"]] for line in terms for entity in line["entities"])
    words = sorted({word for word in named if 2 <= len(word) <= LONGEST})
    nlp = spacy.blank("zh")  # its default cuts into characters
    nlp.add_pipe("sentencizer", config={"punct_chars": ["。", "；", ";", "！", "\n"]})
    nlp.add_pipe("medspacy_target_matcher").add([TargetRule(word, "FINDING") for word in words])
    context = nlp.add_pipe("medspacy_context", config={"rules": None})
    rule = lambda cues, kind, way: [ConTextRule(cue, kind, direction=way) for cue in cues]
    context.add(rule(NEGATION, "NEGATED_EXISTENCE", "FORWARD"))
    context.add(rule(NEGATION_AFTER, "NEGATED_EXISTENCE", "BACKWARD"))
    context.add(rule(POSSIBLE, "POSSIBLE_EXISTENCE", "BIDIRECTIONAL"))
    context.add(rule(HISTORICAL, "HISTORICAL", "FORWARD"))
    context.add(rule(PSEUDO, "PSEUDO", "PSEUDO"))
    context.add(rule(TERMINATE, "TERMINATE", "TERMINATE"))
    return nlp, [line["text"] for line in reports], len(words)


def targets(terms):
    return sorted({line["text"][line["start"] : line["end"]] for line in terms})


def english(reports, terms):
    import medspacy  # registers its parts
    import spacy
    from medspacy.target_matcher import TargetRule

    words = targets(terms)
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("medspacy_target_matcher").add([TargetRule(word, "FINDING") for word in words])
    nlp.add_pipe("medspacy_context")
    return nlp, joined([line["text"] for line in reports]), len(words)


def negex(reports, terms):
    import spacy
    from negspacy.negation import Negex  # registers its part

    words = targets(terms)
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    ruler = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    ruler.add_patterns([{"label": "FINDING", "pattern": word} for word in words])
    nlp.add_pipe("negex")
    return nlp, joined([line["text"] for line in reports]), len(words)


def main(what, reports, terms):
    package, make = {
        "medspacy-zh": ("medspacy", chinese),
        "medspacy-en": ("medspacy", english),
        "negspacy-en": ("negspacy", negex),
    }[what]
    nlp, texts, count = make(lines(reports), lines(terms))
    best = [float("inf")] * 2
    for _ in range(ROUNDS):
        wall, used = time.perf_counter(), time.process_time()
        found = sum(len(nlp(text).ents) for text in texts)
        best = [min(best[0], time.perf_counter() - wall), min(best[1], time.process_time() - used)]
    wall, used = best
    if not found:
        sys.exit(f"{what} found nothing: the comparison would be empty")
    print(f"{package} {version(package)} | {len(texts)} | {count} | {wall:.4f} | {used:.4f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
