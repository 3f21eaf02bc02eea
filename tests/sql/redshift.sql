-- cells
SELECT "school_year", "race_ethnicity", "gender", "math_level", CASE WHEN "suspensions" IN (-99) THEN "suspensions" END, COUNT(*), COUNT("suspensions"), SUM(CAST("suspensions" AS DECIMAL(19, 0))), SUM(CAST("suspensions" AS DECIMAL(19, 0)) * CAST("suspensions" AS DECIMAL(19, 0)))
FROM "students"
GROUP BY "school_year", "race_ethnicity", "gender", "math_level", CASE WHEN "suspensions" IN (-99) THEN "suspensions" END;
-- sharded
SELECT "school_year", "gender", "chronically_absent", COUNT(*)
FROM "students"
GROUP BY "school_year", "gender", "chronically_absent", "school", "district";
-- rows
SELECT "student_id", "school_year", "gender", "math_level"
FROM "students";
-- query
SELECT "gender", "graduated", COUNT(*)
FROM (
SELECT gender, graduated FROM students
) AS equitygap_query
GROUP BY "gender", "graduated";
