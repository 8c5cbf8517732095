import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { type Fields, isFields } from "../fields.ts";
import type { Staged } from "../records.ts";
import { ImportRefused, type Part, type Reading } from "../source.ts";

/** Twice what MongoDB takes as a document; a longer line is no line. */
const maxLineBytes = 32 * 1024 * 1024;
const newline = 0x0a;

/** A file with a document per line, as mongoexport writes it. Its position is a byte offset. */
export async function jsonLines(name: string, path: string, reading: Reading, toRecords: (document: Fields) => Staged[]): Promise<Part> {
  const { size } = await stat(path);
  return {
    name,
    total: size,
    async *read(after) {
      let [records, lines, position, last]: [Staged[], number, number, number] = [[], 0, Number(after ?? 0), Number(after ?? 0)];
      for await (const line of readLines(path, position)) {
        position += line.bytes;
        records.push(...parse(line.text, `${name}, byte ${position - line.bytes}`, reading).flatMap(toRecords));
        lines += 1;
        if (lines < reading.batch) continue;
        yield { records, position, done: position - last };
        [records, lines, last] = [[], 0, position];
      }
      if (lines > 0) yield { records, position, done: position - last };
    },
  };
}

function parse(text: string, about: string, { note }: Reading): Fields[] {
  const line = text.trim();
  if (line === "") return [];
  try {
    const document: unknown = fromExtended(JSON.parse(line));
    if (isFields(document)) return [document];
  } catch {}
  note("line_unreadable", `${about}: ${line.slice(0, 60)}`);
  return [];
}

async function* readLines(path: string, start: number): AsyncIterable<{ text: string; bytes: number }> {
  // Bytes that are not UTF-8 become U+FFFD, which is noted where the text is cleaned.
  const decoder = new TextDecoder("utf-8");
  let [pieces, held]: [Buffer[], number] = [[], 0];
  const take = (end: Buffer) => {
    const bytes = Buffer.concat([...pieces, end]);
    [pieces, held] = [[], 0];
    return { text: decoder.decode(bytes), bytes: bytes.length };
  };
  for await (const chunk of createReadStream(path, { start, highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
      yield take(chunk.subarray(from, at + 1));
      from = at + 1;
    }
    pieces.push(chunk.subarray(from));
    held += chunk.length - from;
    if (held > maxLineBytes) throw new ImportRefused(`${path} does not have a document per line. Export it without --jsonArray.`);
  }
  if (held > 0) yield take(Buffer.alloc(0));
}

/** MongoDB's Extended JSON, both ways of it, as plain values. */
function fromExtended(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromExtended);
  if (!isFields(value)) return value;
  const [key = "", ...more] = Object.keys(value);
  if (more.length === 0 && key.startsWith("$")) {
    const inner = fromExtended(value[key]);
    if (key === "$oid" || key === "$uuid" || key === "$symbol") return inner;
    if (key === "$date") return typeof inner === "string" && /^-?\d+$/.test(inner) ? Number(inner) : inner;
    if (/^\$number(Int|Long|Double|Decimal)$/.test(key)) return Number.isSafeInteger(Number(inner)) || key === "$numberDouble" ? Number(inner) : inner;
  }
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, fromExtended(each)]));
}
