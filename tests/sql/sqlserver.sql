-- cells
SELECT ([school_year] + N'') COLLATE Latin1_General_100_BIN2, ([race_ethnicity] + N'') COLLATE Latin1_General_100_BIN2, ([gender] + N'') COLLATE Latin1_General_100_BIN2, ([math_level] + N'') COLLATE Latin1_General_100_BIN2, CASE WHEN [suspensions] IN (-99) THEN [suspensions] END, COUNT_BIG(*), COUNT_BIG([suspensions]), SUM(CAST([suspensions] AS DECIMAL(19, 0))), SUM(CAST([suspensions] AS DECIMAL(19, 0)) * CAST([suspensions] AS DECIMAL(19, 0)))
FROM [students]
GROUP BY ([school_year] + N'') COLLATE Latin1_General_100_BIN2, ([race_ethnicity] + N'') COLLATE Latin1_General_100_BIN2, ([gender] + N'') COLLATE Latin1_General_100_BIN2, ([math_level] + N'') COLLATE Latin1_General_100_BIN2, CASE WHEN [suspensions] IN (-99) THEN [suspensions] END;
-- sharded
SELECT ([school_year] + N'') COLLATE Latin1_General_100_BIN2, ([gender] + N'') COLLATE Latin1_General_100_BIN2, ([chronically_absent] + N'') COLLATE Latin1_General_100_BIN2, COUNT_BIG(*)
FROM [students]
GROUP BY ([school_year] + N'') COLLATE Latin1_General_100_BIN2, ([gender] + N'') COLLATE Latin1_General_100_BIN2, ([chronically_absent] + N'') COLLATE Latin1_General_100_BIN2, [school], [district];
-- rows
SELECT [student_id], [school_year], [gender], [math_level]
FROM [students];
-- query
SELECT ([gender] + N'') COLLATE Latin1_General_100_BIN2, ([graduated] + N'') COLLATE Latin1_General_100_BIN2, COUNT_BIG(*)
FROM (
SELECT gender, graduated FROM students
) AS equitygap_query
GROUP BY ([gender] + N'') COLLATE Latin1_General_100_BIN2, ([graduated] + N'') COLLATE Latin1_General_100_BIN2;
