#!/usr/bin/env python3
"""The HTML page: every figure is the JSON's fact, nothing is fetched, nothing hidden passes, and it is
small enough to mail."""

import json
import math
import re
from html.parser import HTMLParser

from districts import as_csv, district
from harness import DATA, Part, run

VOID = {"meta", "link", "br", "img", "line", "circle", "rect", "hr", "input"}
NUMBER = re.compile(r"[+\u2212-]?\d[\d,]*(?:\.\d+)?%?")
LIMIT = 2 * 1024 * 1024


class Page(HTMLParser):
    """Elements with data-f and their text; ids, links, tags, text by section."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.figures, self.ids, self.links, self.tags, self.attributes = [], [], [], [], [], []
        self.headings, self.sections, self.faults = [], {}, []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append(tag)
        self.attributes += list(attrs.items())
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if "href" in attrs:
            self.links.append(attrs["href"])
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append([tag, attrs, ""])

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        if not self.open or self.open[-1][0] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1][0] if self.open else 'nothing'}")
            return
        _, attrs, text = self.open.pop()
        if "data-f" in attrs:
            self.figures.append((int(attrs["data-f"]), text))
        if tag == "section" and "id" in attrs:
            self.sections[attrs["id"]] = text
        if self.open:
            self.open[-1][2] += text + " "

    def handle_data(self, data):
        if self.open:
            self.open[-1][2] += data


def candidates(fact):
    """Numbers that a cell about this fact may show."""
    numbers = [fact[key] for key in ("value", "ci_low", "ci_high") if fact.get(key) is not None]
    if fact["status"] in ("top_coded", "bottom_coded"):
        numbers += [float(x) for x in re.findall(r"\d+(?:\.\d+)?", fact.get("note") or "")]
    return numbers


def shows(text, fact):
    """Whether every number in the text is one of the fact's, rounded as it is written."""
    for word in NUMBER.findall(text):
        plain = word.rstrip("%").replace(",", "").replace("\u2212", "-").lstrip("+")
        decimals = len(plain.partition(".")[2])
        half = 0.5 * 10.0 ** -decimals * 1.0000001
        shown = float(plain)
        if not any(abs(shown - scale * x) <= half for x in candidates(fact) if math.isfinite(x)
                   for scale in (1, 100)):
            return False
    return True


def check_page(part, label, page, text, report):
    """What holds for every page."""
    part.equal(f"{label}: elements close in order", page.faults, [])
    part.equal(f"{label}: all closed", [x[0] for x in page.open], [])
    part.equal(f"{label}: ids are unique", len(page.ids), len(set(page.ids)))
    part.equal(f"{label}: links stay on the page", [x for x in page.links if x[:1] != "#" or x[1:] not in page.ids], [])
    part.equal(f"{label}: no script, frame or fetched thing",
               sorted(set(page.tags) & {"script", "iframe", "img", "link", "object", "embed", "form", "base"}), [])
    part.equal(f"{label}: no handler, no source", [k for k, _ in page.attributes if k.startswith("on") or k == "src"],
               [])
    part.equal(f"{label}: no address, no import", re.findall(r"https?:|url\(|@import|//[a-z]", text), [])
    part.check(f"{label}: size", len(text.encode()) < LIMIT, len(text))
    steps = [b - a for a, b in zip(page.headings, page.headings[1:])]
    part.check(f"{label}: headings step by one", page.headings[:1] == [1] and max(steps) <= 1, page.headings)
    facts = report["facts"]
    part.check(f"{label}: shows figures", len(page.figures) > 20, len(page.figures))
    wrong = [(place, shown, facts[place]) for place, shown in page.figures
             if place >= len(facts) or not shows(shown, facts[place])]
    part.equal(f"{label}: every figure is the JSON's fact", wrong[:3], [])
    hidden = [(shown, facts[place]) for place, shown in page.figures
              if facts[place]["status"] in ("suppressed", "too_few", "not_estimable") and re.search(r"\d", shown)]
    part.equal(f"{label}: nothing hidden has a figure", hidden[:3], [])
    sentences = [x for x in report["findings"] if x["id"] not in page.ids]
    part.equal(f"{label}: findings stand under their ids", sentences[:2], [])


def page_of(part, label, data, *args):
    """The page and the JSON of one run."""
    source = part.folder / f"{label}.csv"
    source.write_bytes(data)
    html, report = part.folder / f"{label}.html", part.folder / f"{label}.json"
    got = run("analyze", source, *args, "-q", "-o", html, "-o", report)
    if not part.check(f"{label}: runs", got.rc == 0, got):
        return None, None, None
    text = html.read_text(encoding="utf-8")
    return Page(text), text, json.loads(report.read_text(encoding="utf-8"))


def main():
    """Pages of the sample district, of a random one and of awkward names."""
    part = Part("html")
    sample = (DATA / "district.csv").read_bytes()
    config = ["-c", DATA / "district.json"]
    for label, args in (("sample", []), ("everything", ["--stats", "all", "--within", "school"]),
                        ("internal", ["--edition", "internal"]),
                        ("crosses", ["--by", "race_ethnicity,gender,race_ethnicity*gender"])):
        page, text, report = page_of(part, label, sample, *config, *args)
        if page is None:
            continue
        check_page(part, label, page, text, report)
        part.equal(f"{label}: banner", "INTERNAL EDITION" in text, label == "internal")
        predict = text[text.index('<section id="predict"'):text.index('<section id="strengths"')]
        part.equal(f"{label}: no figure before the prediction", "data-f" in predict or "svg" in predict, False)

    awkward = ("id,year,group,passed\n" + "".join(
        f"{n},20{20 + n % 3},{name},{(n * 7 % 5) % 2}\n" for n, name in enumerate(
            ["<script>alert(1)</script>", '"""quoted"" & <b>bold</b>"', "\u202eright to left",
             "A very long name of a group of students that nobody would ever choose to write in one line",
             "a*b"] * 60)))
    page, text, report = page_of(part, "awkward", awkward.encode(), "--by", "group", "--outcome", "passed:rate",
                                 "--year", "year", "--id", "id")
    if page is not None:
        check_page(part, "awkward", page, text, report)
        part.equal("awkward: names are text", "<b>" in text or "<script" in text, False)
        part.equal("awkward: direction is contained", "\u202e" in text, False)

    for seed in range(3):
        page, text, report = page_of(part, f"random{seed}", as_csv(district(seed)), "--by",
                                     "race_ethnicity,gender,race_ethnicity*gender", "--year", "school_year",
                                     "--outcome", "passed:rate", "--outcome", "score:mean", "--within", "school",
                                     "--id", "none", "--stats", "basic,effect,trend")
        if page is not None:
            check_page(part, f"random{seed}", page, text, report)
    part.finish()


if __name__ == "__main__":
    main()
