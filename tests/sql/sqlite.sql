-- cells
SELECT "school_year" COLLATE BINARY, "race_ethnicity" COLLATE BINARY, "gender" COLLATE BINARY, "math_level" COLLATE BINARY, CASE WHEN "suspensions" IN (-99) OR NOT (typeof("suspensions") IN ('integer', 'real') AND "suspensions" BETWEEN -300000 AND 300000 AND ROUND("suspensions" * 10000) / 10000 = "suspensions") THEN "suspensions" END, COUNT(*), COUNT(CASE WHEN typeof("suspensions") IN ('integer', 'real') AND "suspensions" BETWEEN -300000 AND 300000 AND ROUND("suspensions" * 10000) / 10000 = "suspensions" THEN 1 END), SUM((CAST(ROUND("suspensions" * 10000) AS INTEGER) % 3000000001)), SUM((CAST(ROUND("suspensions" * 10000) AS INTEGER) % 3000000001) * (CAST(ROUND("suspensions" * 10000) AS INTEGER) % 3000000001) / 1000000000), SUM((CAST(ROUND("suspensions" * 10000) AS INTEGER) % 3000000001) * (CAST(ROUND("suspensions" * 10000) AS INTEGER) % 3000000001) % 1000000000)
FROM "students"
GROUP BY "school_year" COLLATE BINARY, "race_ethnicity" COLLATE BINARY, "gender" COLLATE BINARY, "math_level" COLLATE BINARY, CASE WHEN "suspensions" IN (-99) OR NOT (typeof("suspensions") IN ('integer', 'real') AND "suspensions" BETWEEN -300000 AND 300000 AND ROUND("suspensions" * 10000) / 10000 = "suspensions") THEN "suspensions" END;
-- sharded
SELECT "school_year" COLLATE BINARY, "gender" COLLATE BINARY, "chronically_absent" COLLATE BINARY, COUNT(*)
FROM "students"
GROUP BY "school_year" COLLATE BINARY, "gender" COLLATE BINARY, "chronically_absent" COLLATE BINARY, "school", "district";
-- rows
SELECT "student_id", "school_year", "gender", "math_level"
FROM "students";
-- query
SELECT "gender" COLLATE BINARY, "graduated" COLLATE BINARY, COUNT(*)
FROM (
SELECT gender, graduated FROM students
) AS equitygap_query
GROUP BY "gender" COLLATE BINARY, "graduated" COLLATE BINARY;
