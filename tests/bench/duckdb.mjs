// The job of `make bench` in DuckDB: duckdb.mjs FILE THREADS types, or labels, or enum LABELS.json. Labels of the
// dimensions are looked for once, and given to the enum as the types are given.
// Prints the cells as libcsv_cubes does, without an order. Needs @duckdb/node-api (npm); docs/performance.md.
import { createRequire } from "node:module";
import fs from "node:fs";
import path from "node:path";

const [file, threads, how, known] = process.argv.slice(2);
const need = createRequire(path.join(process.env.NODE_PATH || process.cwd(), "package.json"));
const { DuckDBInstance } = need("@duckdb/node-api");
const base = await DuckDBInstance.create(":memory:", { threads });
const link = await base.connect();
const names = ["student_id", "school_year", "district", "school", "grade", "race_ethnicity", "gender", "english_learner",
    "disability", "econ_disadvantaged", "math_score", "ela_score", "math_level", "attendance_rate", "chronically_absent",
    "suspensions", "graduated"];
const numbers = ["math_score", "ela_score", "attendance_rate"];
const few = ["school_year", "race_ethnicity", "gender", "english_learner", "disability", "econ_disadvantaged", "math_level",
    "chronically_absent", "school"];
const read = (types) => `read_csv('${file.replaceAll("'", "''")}', header=true, auto_detect=false, delim=',', quote='"',
    escape='"', nullstr='', columns={${names.map((n) => `'${n}': '${types(n)}'`).join(",")}})`;
let source = read((n) => (numbers.includes(n) ? "DOUBLE" : "VARCHAR"));
if (how === "labels") {
    const labels = {};
    for (const n of few) {
        const rows = await link.runAndReadAll(`select distinct ${n} from ${source} where ${n} is not null`);
        labels[n] = rows.getRows().map((r) => r[0]);
    }
    console.log(JSON.stringify(labels));
    process.exit(0);
}
if (how === "enum") {
    const labels = JSON.parse(fs.readFileSync(known, "utf8"));
    const type = (n) => `ENUM(${labels[n].map((l) => `'${l.replaceAll("'", "''")}'`).join(",")})`;
    source = read((n) => (numbers.includes(n) ? "DOUBLE" : few.includes(n) ? type(n).replaceAll("'", "''") : "VARCHAR"));
}
const sets = [["school_year", "race_ethnicity"], ["school_year", "gender"], ["school_year", "english_learner"],
    ["school_year", "disability"], ["school_year", "econ_disadvantaged"],
    ["school_year", "race_ethnicity", "gender", "english_learner"], ["school_year", "school", "race_ethnicity"]];
const all = [...new Set(sets.flat())];
const rows = await link.runAndReadAll(`select ${all.map((n) => `coalesce(${n}::varchar, '') as ${n}`).join(",")},
    g, n, n_score, mean, square, n_absent, absent, n_level, level from
    (select ${all.join(",")}, grouping(${all.join(",")}) as g, count(*) as n, count(math_score) as n_score,
     avg(math_score) as mean, sum(math_score * math_score) as square, count(chronically_absent) as n_absent,
     count(*) filter (where chronically_absent = 'Y') as absent, count(math_level) as n_level,
     count(*) filter (where math_level in ('Proficient', 'Advanced')) as level
     from ${source} group by grouping sets (${sets.map((s) => `(${s.join(",")})`).join(",")}))`);
const bit = (which, n) => (BigInt(which) >> BigInt(all.length - 1 - all.indexOf(n))) & 1n;
const out = [];
for (const r of rows.getRows()) {
    const which = r[all.length];
    const set = sets.findIndex((s) => all.every((n) => bit(which, n) === (s.includes(n) ? 0n : 1n)));
    const labels = [0, 1, 2, 3].map((k) => (k < sets[set].length ? r[all.indexOf(sets[set][k])] : ""));
    const v = r.slice(all.length + 1);
    out.push([set, ...labels, v[0], v[1], Number(v[2] ?? 0).toFixed(6), Number(v[3] ?? 0).toFixed(3), ...v.slice(4)].join("|"));
}
console.log(out.join("\n"));
