import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { errors } from "@parley/protocol";
import { variables } from "@parley/server/config";
import packageJson from "../package.json" with { type: "json" };

/** Part of `npm run check`: what the documents say of the code must be so. */
const faults: string[] = [];
const documents = globSync("{*.md,docs/**/*.md,packages/*/*.md,apps/*/*.md,bench/*.md,examples/*/*.md}");

for (const file of documents) {
  const text = readFileSync(file, "utf8");
  for (const [, target = ""] of text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)) {
    if (!existsSync(join(dirname(file), target))) faults.push(`${file}: link to ${target} leads nowhere`);
  }
  for (const [, script = ""] of text.matchAll(/npm run ([a-z]+)/g)) {
    if (!(script in packageJson.scripts)) faults.push(`${file}: there is no \`npm run ${script}\``);
  }
}

const documented = new Map(
  [...readFileSync("docs/errors.md", "utf8").matchAll(/^\| `(\w+)` +\| (\d+) +\| (yes|no) +\| (.+?) +\|$/gm)].map(([, code, ...row]) => [
    code,
    row.join(" | "),
  ]),
);
for (const [code, { status, retryable, title }] of Object.entries(errors)) {
  const expected = `${status} | ${retryable ? "yes" : "no"} | ${title}`;
  if (documented.get(code) !== expected) faults.push(`docs/errors.md: \`${code}\` should read: ${expected}`);
}
for (const code of documented.keys()) if (code === undefined || !(code in errors)) faults.push(`docs/errors.md: \`${code}\` does not exist`);

const example = readFileSync(".env.example", "utf8");
for (const name of variables) if (!new RegExp(`^# ?${name}=`, "m").test(example)) faults.push(`.env.example: ${name} is not explained`);

if (faults.length > 0) {
  process.stderr.write(`${faults.join("\n")}\n`);
  process.exitCode = 1;
} else process.stdout.write(`Documents agree with the code (${documents.length} files)\n`);
