#!/usr/bin/env python3
"""Words: the catalogues are complete, no template and no sentence of a random district breaks the rules on
words, and findings say the same in every language, with the facts' own numbers."""

import html
import json
import re

import check_words
from districts import as_csv, district
from harness import ROOT, Part, run

TAGS = sorted(x.stem for x in (ROOT / "src/language").glob("*.po"))

# Said of students anywhere, these name them by what they lack, or blame them.
BLAME = {
    "en": (r"\bat[- ]risk\b", r"\bminorit(?:y|ies)\b", r"\bnon-?white", r"\blow(?:er)? perform", r"\bunderperform",
           r"\bunderachiev", r"\bfailing\b", r"\bstruggl", r"\bdeficits?\b", r"\bweak(?:ness|er)?\b", r"\bvictim",
           r"\bblame\b", r"\bfault\b", r"\blazy\b", r"\bunmotivated\b", r"\bsubgroups?\b", r"\bvulnerable\b",
           r"\bdisadvantaged\b", r"\bgap of (?:the )?(?:students|children)", r"\bachievement gap", r"\billegal\b",
           r"\bthe poor\b", r"\bnormal students"),
    "es": (r"\ben riesgo\b", r"\bminor[ií]as?\b", r"\bno[- ]blanc[oa]s?\b", r"\bbajo rendimiento\b", r"\bfracas",
           r"\bd[eé]ficit", r"\bdebilidad", r"\bv[ií]ctimas?\b", r"\bculpa", r"\bflojos?\b", r"\bdesmotivad",
           r"\bsubgrupos?\b", r"\bvulnerables?\b", r"\bdesfavorecid", r"\bbrecha de los (?:estudiantes|niños)",
           r"\balumnos problem", r"\bilegal", r"\blos pobres\b", r"\bretrasad", r"\batrasad"),
}
# Findings tell where outcomes differ, not why.
CAUSE = {
    "en": (r"\bbecause\b", r"\bdue to\b", r"\bcaus(?:e|ed|es)\b", r"\bas a result\b", r"\bled to\b", r"\bthanks to\b"),
    "es": (r"\bporque\b", r"\bdebido a\b", r"\bcaus(?:a|ó|an)\b", r"\bcomo resultado\b", r"\bgracias a\b", r"\bpor culpa\b"),
}
STUDENTS = {"en": "students", "es": "estudiantes"}
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def broken(text, rules):
    """The rules that a text breaks."""
    return [x for x in rules if re.search(x, text, re.IGNORECASE)]


def templates(part):
    """Every string of the code and of each catalogue; those of findings strictly."""
    for tag, text in (("en", "at-risk students"), ("en", "Non-White students"), ("en", "low performers"),
                      ("es", "estudiantes de bajo rendimiento"), ("es", "las minorías")):
        part.equal(f"the rules catch {text!r}", len(broken(text, BLAME[tag])), 1)
    code = check_words.gathered()
    found = check_words.gathered([("src/report/say.def", ["W:2", "WN:2,3"])])
    part.check("templates are found", len(found) > 50 and len(code) > 300, (len(found), len(code)))
    forms = {"en": {x: [x] + ([plural] if plural else []) for x, plural in code.items()}}
    for tag in TAGS:
        catalogue = check_words.entries((ROOT / "src/language" / f"{tag}.po").read_text(encoding="utf-8"))
        part.equal(f"{tag}: complete", check_words.problems(code, catalogue)[:5], [])
        forms[tag] = {x: translations for x, (_, translations, _) in catalogue.items()}
    for tag, strings in forms.items():
        bad = [(text, broken(text, BLAME[tag])) for texts in strings.values() for text in texts
               if broken(text, BLAME[tag])]
        part.equal(f"{tag}: nobody is named by what they lack", bad[:3], [])
        bad = [text for msgid in found for text in strings.get(msgid, ()) if broken(text, CAUSE[tag])]
        part.equal(f"{tag}: no cause in a finding", bad[:3], [])
        bad = [text for msgid in found for text in strings.get(msgid, ()) if "{group}" in text and "{who}" in text
               and not re.search(STUDENTS[tag] + r"[^.;]{0,40}\{group\}", text)]
        part.equal(f"{tag}: people come before their group", bad[:3], [])
        bad = [text for msgid in found for text in strings.get(msgid, ()) if "({level})" in text
               and not re.search(r"\{count\} (?:of|de) \{n\} " + STUDENTS[tag], text)]
        part.equal(f"{tag}: a rate has its count", bad[:3], [])


def numbers(text):
    """The numbers of a sentence, whatever stands between them."""
    return sorted(NUMBER.findall(re.sub(r"F-[0-9a-f]{8}", "", text)))


def sentences(page):
    """{id: text} of the findings of a page."""
    found = re.findall(r'<li id="(F-[0-9a-f]{8})" class="finding"><p>(.*?) <span class="id">', page, re.DOTALL)
    return {key: html.unescape(re.sub(r"<[^>]+>", "", text)) for key, text in found}


def rank(part, label, findings):
    """Strengths first, then by kind, the weightiest first; every one is whole."""
    order = ["strength", "gap", "trend", "persistence"]
    got = [(order.index(x["kind"]), -x["score"]) for x in findings]
    part.equal(f"{label}: in order", got, sorted(got))
    part.check(f"{label}: few", len(findings) <= 5, len(findings))
    part.equal(f"{label}: ids apart", len({x["id"] for x in findings}), len(findings))
    for finding in findings:
        for key in ("question", "critical"):
            part.check(f"{label}: {key}", finding[key].endswith("?"), finding[key])
        for key in ("sentence", "question", "critical"):
            text = finding[key]
            part.equal(f"{label}: {key} keeps the rules", broken(text, BLAME["en"] + CAUSE["en"]), [])
            part.check(f"{label}: {key} is filled", "{" not in text and "nan" not in text, text)


def needed(part, label, report):
    """What would close a gap is the fact to_parity of the same address."""
    count = 0
    for finding in report["findings"]:
        said = re.search(r"; ([\d,]+) (?:more|fewer) students? a year would close the gap", finding["sentence"])
        if not said:
            continue
        count += 1
        facts = [x["value"] for x in report["facts"] if x["statistic"] == "to_parity" and x["unit"] == "" and
                 all(x[key] == finding[key] for key in ("outcome", "year", "dimension", "group", "reference"))]
        part.equal(f"{label}: to close it", [float(said[1].replace(",", ""))], facts)
    return count


def findings(part):
    """Random districts in every language."""
    told = 0
    for seed in range(4):
        source = part.folder / f"{seed}.csv"
        source.write_bytes(as_csv(district(seed, students=900, years=3)))
        args = ["analyze", source, "--by", "race_ethnicity,gender", "--year", "school_year", "--outcome", "passed:rate",
                "--outcome", "score:mean", "--id", "none", "--stats", "basic,effect,trend", "-q"]
        plain = part.folder / f"{seed}.json"
        got = run(*args, "-o", plain, "-o", part.folder / f"{seed}.html")
        if not part.check(f"district {seed}: runs", got.rc == 0, got):
            continue
        report = json.loads(plain.read_text(encoding="utf-8"))
        rank(part, f"district {seed}", report["findings"])
        told += needed(part, f"district {seed}", report)
        for tag in TAGS:
            label = f"district {seed} in {tag}"
            same, page = part.folder / f"{seed}.{tag}.json", part.folder / f"{seed}.{tag}.html"
            got = run(*args, "--lang", tag, "-o", same, "-o", page)
            part.equal(f"{label}: runs", got.rc, 0)
            part.equal(f"{label}: the JSON stays English", same.read_bytes() == plain.read_bytes(), True)
            text = page.read_text(encoding="utf-8")
            translated(part, label, tag, report, text)
    part.check("some gap says what would close it", told > 0, told)


def translated(part, label, tag, report, page):
    """The page says the findings in its language, with the English numbers."""
    part.check(f"{label}: lang", f'<html lang="{tag}">' in page)
    said = sentences(page)
    part.equal(f"{label}: all findings", sorted(said), sorted(x["id"] for x in report["findings"]))
    for finding in report["findings"]:
        text = said.get(finding["id"], "")
        part.check(f"{label}: in the language", text and text != finding["sentence"], text)
        part.equal(f"{label}: same numbers in {text!r}", numbers(text), numbers(finding["sentence"]))
        part.equal(f"{label}: keeps the rules", broken(text, BLAME[tag] + CAUSE[tag]), [])
    plain = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<style.*?</style>", "", page, flags=re.DOTALL))).split())
    left = [x for x in check_words.gathered() if "{" not in x and x.count(" ") >= 2 and x.strip() in plain]
    part.equal(f"{label}: no English sentence left", left[:3], [])
    part.equal(f"{label}: percents as the language writes them", re.findall(r"\d%", plain)[:3], [])


def main():
    """Templates, then what is made of them."""
    part = Part("words")
    templates(part)
    findings(part)
    part.finish()


if __name__ == "__main__":
    main()
