// The job of `make bench` in polars, scanned lazily with types given and all tables collected: polars.mjs FILE.
// Prints the cells as libcsv_cubes does, without an order. POLARS_MAX_THREADS says how many threads. Needs
// nodejs-polars (npm); docs/performance.md.
import { createRequire } from "node:module";
import path from "node:path";

const need = createRequire(path.join(process.env.NODE_PATH || process.cwd(), "package.json"));
const pl = need("nodejs-polars").default ?? need("nodejs-polars");
const names = ["school_year", "school", "race_ethnicity", "gender", "english_learner", "disability", "econ_disadvantaged"];
const sets = [["school_year", "race_ethnicity"], ["school_year", "gender"], ["school_year", "english_learner"],
    ["school_year", "disability"], ["school_year", "econ_disadvantaged"],
    ["school_year", "race_ethnicity", "gender", "english_learner"], ["school_year", "school", "race_ethnicity"]];
const rows = pl.readCSV(process.argv[2], { inferSchemaLength: 0, columns: [...names, "math_score", "math_level", "chronically_absent"],
    schema: undefined }).lazy().withColumns(
    pl.col("math_score").cast(pl.Float64), ...names.map((n) => pl.col(n).cast(pl.Categorical)),
    pl.col("chronically_absent").eq(pl.lit("Y")).cast(pl.UInt32).alias("absent"),
    pl.col("math_level").eq(pl.lit("Proficient")).or(pl.col("math_level").eq(pl.lit("Advanced"))).cast(pl.UInt32).alias("level"))
    .collectSync();
const out = [];
for (const [k, set] of sets.entries()) {
    const cells = rows.groupBy(set).agg(pl.len().alias("n"), pl.col("math_score").count().alias("scores"),
        pl.col("math_score").mean().alias("mean"), pl.col("math_score").pow(2).sum().alias("square"),
        pl.col("absent").count().alias("n_absent"), pl.col("absent").sum().alias("absents"),
        pl.col("level").count().alias("n_level"), pl.col("level").sum().alias("levels"));
    for (const r of cells.rows()) {
        const labels = [0, 1, 2, 3].map((i) => (i < set.length ? r[i] ?? "" : "")), v = r.slice(set.length);
        out.push([k, ...labels, v[0], v[1], Number(v[2] ?? 0).toFixed(6), Number(v[3] ?? 0).toFixed(3), ...v.slice(4)].join("|"));
    }
}
console.log(out.join("\n"));
