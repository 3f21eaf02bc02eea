-- cells
SELECT CONVERT(`school_year` USING utf8mb4) COLLATE utf8mb4_bin, CONVERT(`race_ethnicity` USING utf8mb4) COLLATE utf8mb4_bin, CONVERT(`gender` USING utf8mb4) COLLATE utf8mb4_bin, CONVERT(`math_level` USING utf8mb4) COLLATE utf8mb4_bin, CASE WHEN `suspensions` IN (-99) THEN `suspensions` END, COUNT(*), COUNT(`suspensions`), SUM(CAST(`suspensions` AS DECIMAL(19, 0))), SUM(CAST(`suspensions` AS DECIMAL(19, 0)) * CAST(`suspensions` AS DECIMAL(19, 0)))
FROM `students`
GROUP BY CONVERT(`school_year` USING utf8mb4) COLLATE utf8mb4_bin, CONVERT(`race_ethnicity` USING utf8mb4) COLLATE utf8mb4_bin, CONVERT(`gender` USING utf8mb4) COLLATE utf8mb4_bin, CONVERT(`math_level` USING utf8mb4) COLLATE utf8mb4_bin, CASE WHEN `suspensions` IN (-99) THEN `suspensions` END;
-- sharded
SELECT CONVERT(`school_year` USING utf8mb4) COLLATE utf8mb4_bin, CONVERT(`gender` USING utf8mb4) COLLATE utf8mb4_bin, CONVERT(`chronically_absent` USING utf8mb4) COLLATE utf8mb4_bin, COUNT(*)
FROM `students`
GROUP BY CONVERT(`school_year` USING utf8mb4) COLLATE utf8mb4_bin, CONVERT(`gender` USING utf8mb4) COLLATE utf8mb4_bin, CONVERT(`chronically_absent` USING utf8mb4) COLLATE utf8mb4_bin, `school`, `district`;
-- rows
SELECT `student_id`, `school_year`, `gender`, `math_level`
FROM `students`;
-- query
SELECT CONVERT(`gender` USING utf8mb4) COLLATE utf8mb4_bin, CONVERT(`graduated` USING utf8mb4) COLLATE utf8mb4_bin, COUNT(*)
FROM (
SELECT gender, graduated FROM students
) AS equitygap_query
GROUP BY CONVERT(`gender` USING utf8mb4) COLLATE utf8mb4_bin, CONVERT(`graduated` USING utf8mb4) COLLATE utf8mb4_bin;
