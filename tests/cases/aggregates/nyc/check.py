"""Figures of the New York file counted again from its rows."""
import collections
import csv
import sys

DIMENSION = {
    "Male": "gender", "Female": "gender",
    "Asian": "race_ethnicity", "Black": "race_ethnicity", "Hispanic": "race_ethnicity", "White": "race_ethnicity",
    "English Language Learners": "english_learner", "English Proficient Students": "english_learner",
    "Special Education Students": "disability", "General Education Students": "disability",
    "Total Cohort": "all",
}
rows = list(csv.DictReader(open(sys.argv[1], encoding="utf-8-sig")))
given = collections.defaultdict(set)
for row in rows:
    group = row["Demographic"]
    label = "All students" if group == "Total Cohort" else group
    address = (row["DBN"], row["Cohort"], DIMENSION[group], label)
    given[address].add((row["Total Cohort"].replace(",", ""), row["Total Grads - n"].replace(",", "")))
one = {address: figures.pop() for address, figures in given.items() if len(figures) == 1}
facts = {}
for fact in csv.DictReader(open(sys.argv[2], encoding="utf-8")):
    key = (fact["unit"], fact["year"], fact["dimension"], fact["group"], fact["reference"], fact["statistic"])
    facts[key] = fact

wrong = differences = 0
for address, (n, count) in one.items():
    unit, year, dimension, group = address
    own = {name: facts[address + ("", name)] for name in ("n", "count", "rate")}
    good = own["n"]["value"] == n
    if count == "s":
        good = good and all(own[name]["status"] == "suppressed" and not own[name]["value"] for name in ("count", "rate"))
    else:
        good = good and own["count"]["value"] == count
        good = good and abs(float(own["rate"]["value"]) - int(count) / int(n)) < 1e-6
    whole = one.get((unit, year, "all", "All students"))
    if dimension != "all" and whole and "s" not in (count, whole[1]):
        rest_n, rest_x = int(whole[0]) - int(n), int(whole[1]) - int(count)
        gap = facts[address + ("rest", "difference")]
        if rest_n > 0 and 0 <= rest_x <= rest_n:
            good = good and abs(float(gap["value"]) - (int(count) / int(n) - rest_x / rest_n)) < 2e-6
            differences += 1
        else:
            good = good and gap["status"] == "not_estimable"
    wrong += not good
groups = sum(1 for key in facts if key[4:] == ("", "n"))
print(f"{len(rows)} rows, {len(one)} addresses, {groups} in the report, {differences} differences, {wrong} wrong")
print(sum(figures[1] == "s" for figures in one.values()), "suppressed counts,", sum(n == "1007" for n, _ in one.values()), "groups of 1,007")
print(sum(1 for key in facts if key[1] == "2006 Aug"), "facts of 2006 Aug,", sum(1 for key in facts if "Aug.." in key[1] or "..2006 Aug" in key[1]), "in a trend")
