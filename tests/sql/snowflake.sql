-- cells
SELECT COLLATE("school_year", ''), COLLATE("race_ethnicity", ''), COLLATE("gender", ''), COLLATE("math_level", ''), CASE WHEN "suspensions" IN (-99) THEN "suspensions" END, COUNT(*), COUNT("suspensions"), SUM(CAST("suspensions" AS NUMBER(19, 0))), SUM(CAST("suspensions" AS NUMBER(19, 0)) * CAST("suspensions" AS NUMBER(19, 0)))
FROM "students"
GROUP BY COLLATE("school_year", ''), COLLATE("race_ethnicity", ''), COLLATE("gender", ''), COLLATE("math_level", ''), CASE WHEN "suspensions" IN (-99) THEN "suspensions" END;
-- sharded
SELECT COLLATE("school_year", ''), COLLATE("gender", ''), COLLATE("chronically_absent", ''), COUNT(*)
FROM "students"
GROUP BY COLLATE("school_year", ''), COLLATE("gender", ''), COLLATE("chronically_absent", ''), "school", "district";
-- rows
SELECT "student_id", "school_year", "gender", "math_level"
FROM "students";
-- query
SELECT COLLATE("gender", ''), COLLATE("graduated", ''), COUNT(*)
FROM (
SELECT gender, graduated FROM students
) AS equitygap_query
GROUP BY COLLATE("gender", ''), COLLATE("graduated", '');
