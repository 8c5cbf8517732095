import { readdirSync, readFileSync } from "node:fs";

/** Messages and queries of one language, with the messages that answer each; see the .txt files beside this. */
export type Suite = { language: string; messages: Map<number, string>; queries: { text: string; relevant: number[] }[] };

export function readSuites(): Suite[] {
  const folder = new URL("./", import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith(".txt"));
  return files.map((file) => readSuite(file.replace(".txt", ""), readFileSync(new URL(file, folder), "utf8")));
}

function readSuite(language: string, text: string): Suite {
  const suite: Suite = { language, messages: new Map(), queries: [] };
  for (const line of text.split("\n")) {
    const message = /^(\d+) (.+)$/.exec(line);
    const query = /^\? (.+) : ([\d ]+)$/.exec(line);
    if (message?.[2] !== undefined) suite.messages.set(Number(message[1]), message[2]);
    else if (query?.[1] !== undefined && query[2] !== undefined) suite.queries.push({ text: query[1], relevant: query[2].trim().split(" ").map(Number) });
    else if (line !== "" && !line.startsWith("#")) throw new Error(`${language}.txt: neither a message nor a query: ${line}`);
  }
  for (const { text: query, relevant } of suite.queries)
    for (const number of relevant)
      if (!suite.messages.has(number)) throw new Error(`${language}.txt: the query ${query} names message ${number}, which does not exist`);
  return suite;
}
