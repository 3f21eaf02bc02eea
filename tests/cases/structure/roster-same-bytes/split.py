"""s.csv into results.csv and roster.csv, its rows in another order."""
import csv

JOINED = ["race_ethnicity", "gender", "english_learner", "disability", "econ_disadvantaged"]
KEY = ["student_id", "school_year"]
with open("s.csv", newline="") as file:
    rows = list(csv.DictReader(file))
results = [name for name in rows[0] if name not in JOINED]
for path, names, order in (("results.csv", results, 1), ("roster.csv", JOINED + KEY, -1)):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["StudentID" if order < 0 and name == KEY[0] else name for name in names])
        writer.writerows([row[name] for name in names] for row in rows[::order])
