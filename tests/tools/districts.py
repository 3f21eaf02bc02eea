"""Small random districts whose every number is known, for the tests that need the truth."""

import csv
import io
import random

COLUMNS = ("student_id", "school_year", "school", "race_ethnicity", "gender", "english_learner", "passed", "score")
# Labels no report uses for anything else, so that finding one in its bytes means something.
RACES = ("Quillon", "Ravend", "Sostrin", "Tavish", "Umbrey")
GENDERS = ("Ferrow", "Mellick", "Xandle")
SCHOOLS = ("Alder Hall", "Birch Yard", "Cedar Row", "Dogwood Gate")
YEARS = ("2021-22", "2022-23", "2023-24")


def district(seed, students=240, years=2, schools=3):
    """Rows (dictionaries of text) with a few groups small in places, and some blanks."""
    rng = random.Random(seed)
    weight = [rng.choice((40, 30, 12, 5, 2)) for _ in RACES]
    rows = []
    for year in YEARS[:years]:
        for _ in range(students):
            race = rng.choices(RACES, weight)[0]
            gender = rng.choices(GENDERS, (48, 48, 4))[0]
            chance = 0.35 + 0.09 * RACES.index(race) + 0.05 * GENDERS.index(gender)
            rows.append({
                "student_id": f"{len(rows) + 1:07d}",
                "school_year": year,
                "school": rng.choice(SCHOOLS[:schools]),
                "race_ethnicity": race if rng.random() > 0.01 else "",
                "gender": gender,
                "english_learner": rng.choices(("Yes", "No"), (15, 85))[0],
                "passed": "" if rng.random() < 0.03 else str(int(rng.random() < chance)),
                "score": "" if rng.random() < 0.03 else str(round(rng.gauss(1500 + 20 * chance, 90), 2)),
            })
    return rows


def as_csv(rows, columns=COLUMNS):
    """The rows as CSV bytes."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()
