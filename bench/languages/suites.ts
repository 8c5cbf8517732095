import { readdirSync, readFileSync } from "node:fs";

export type SuiteQuery = { text: string; relevant: number[] };
/** Messages and queries of one language, with the messages that answer each; see the .txt files beside this. `heldOut`: no rule was made for these. */
export type Suite = { language: string; messages: Map<number, string>; queries: SuiteQuery[]; heldOut: SuiteQuery[] };
/** A query, a text that looks or sounds a little like it and is no answer, and perhaps one that is. */
export type FalseFriends = { query: string; text: string; better: string | null };

const folder = new URL("./", import.meta.url);
const falseFriends = "falseFriends.txt";

export function readSuites(): Suite[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".txt") && file !== falseFriends);
  return files.map((file) => readSuite(file.replace(".txt", ""), readLines(file)));
}

export function readFalseFriends(): FalseFriends[] {
  return readLines(falseFriends).map((line) => {
    const [query, text, better = null, ...rest] = line.split(" | ");
    if (query === undefined || text === undefined || rest.length > 0) throw new Error(`${falseFriends}: no query and texts: ${line}`);
    return { query, text, better };
  });
}

function readLines(file: string): string[] {
  return readFileSync(new URL(file, folder), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
}

function readSuite(language: string, lines: string[]): Suite {
  const suite: Suite = { language, messages: new Map(), queries: [], heldOut: [] };
  for (const line of lines) {
    const message = /^(\d+) (.+)$/.exec(line);
    const query = /^(\?\??) (.+) : ([\d ]+)$/.exec(line);
    if (message?.[2] !== undefined) suite.messages.set(Number(message[1]), message[2]);
    else if (query?.[2] !== undefined && query[3] !== undefined)
      suite[query[1] === "?" ? "queries" : "heldOut"].push({ text: query[2], relevant: query[3].trim().split(" ").map(Number) });
    else throw new Error(`${language}.txt: neither a message nor a query: ${line}`);
  }
  for (const { text: query, relevant } of [...suite.queries, ...suite.heldOut])
    for (const number of relevant)
      if (!suite.messages.has(number)) throw new Error(`${language}.txt: the query ${query} names message ${number}, which does not exist`);
  return suite;
}
