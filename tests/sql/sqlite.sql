-- cells
SELECT "school_year" COLLATE BINARY, "race_ethnicity" COLLATE BINARY, "gender" COLLATE BINARY, "math_level" COLLATE BINARY, "suspensions", COUNT(*)
FROM "students"
GROUP BY "school_year" COLLATE BINARY, "race_ethnicity" COLLATE BINARY, "gender" COLLATE BINARY, "math_level" COLLATE BINARY, "suspensions";
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
