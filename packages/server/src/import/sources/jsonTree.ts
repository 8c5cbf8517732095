import { createReadStream } from "node:fs";
import { isMany, none } from "stream-chain/defs.js";
import Assembler from "stream-json/assembler.js";
import { jsonParser, type Token } from "stream-json/parser.js";
import { ImportRefused } from "../source.ts";

/** What is to be done with the value at a path: gone through, taken whole, or passed over. */
export type Wanted = "enter" | "take" | "skip";
/** A value that was taken, or the end of one that was gone through. */
export type Found = { path: string[]; value: unknown } | { path: string[]; ended: true };

type Level = { path: string[]; key: string | null; index: number };

/** Walks through a JSON file of any size. What is in memory is one taken value. */
export async function* walkJson(file: string, wanted: (path: string[]) => Wanted): AsyncIterable<Found> {
  const walk = new Walk(wanted);
  for await (const token of tokensOf(file)) yield* walk.step(token);
}

async function* tokensOf(file: string): AsyncIterable<Token> {
  const parse = jsonParser({ streamValues: false });
  // Decoded here: the bytes of a character may be in two chunks, and those that are not UTF-8 become U+FFFD.
  const decoder = new TextDecoder("utf-8");
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>)
      yield* toTokens(parse(decoder.decode(chunk, { stream: true })));
    yield* toTokens(parse(none as never));
  } catch (error) {
    if (!/^Parser /.test((error as Error).message)) throw error;
    throw new ImportRefused(`${file} is not whole, or not JSON: ${(error as Error).message}`, { cause: error });
  }
}

function toTokens(result: unknown): Token[] {
  return isMany(result) ? (result.values as Token[]) : [];
}

class Walk {
  readonly #wanted: (path: string[]) => Wanted;
  readonly #levels: Level[] = [];
  #taking: { path: string[]; assembler: Assembler } | null = null;
  #skipping = 0;

  constructor(wanted: (path: string[]) => Wanted) {
    this.#wanted = wanted;
  }

  *step(token: Token): Iterable<Found> {
    const opens = token.name === "startObject" || token.name === "startArray";
    const closes = token.name === "endObject" || token.name === "endArray";
    if (this.#skipping > 0) {
      this.#skipping += opens ? 1 : closes ? -1 : 0;
    } else if (this.#taking !== null) {
      const { path, assembler } = this.#taking;
      assembler.consume(token);
      if (!assembler.done) return;
      this.#taking = null;
      yield { path, value: assembler.current };
    } else if (token.name === "keyValue") {
      const level = this.#levels.at(-1);
      if (level !== undefined) level.key = token.value;
    } else if (closes) {
      const level = this.#levels.pop();
      if (level !== undefined) yield { path: level.path, ended: true };
    } else yield* this.#begin(token, opens);
  }

  *#begin(token: Token, opens: boolean): Iterable<Found> {
    const path = this.#nextPath();
    const wanted = path.length === 0 ? "enter" : this.#wanted(path);
    if (!opens) {
      if (wanted !== "skip") yield { path, value: primitiveOf(token) };
    } else if (wanted === "enter") this.#levels.push({ path, key: null, index: -1 });
    else if (wanted === "skip") this.#skipping = 1;
    else {
      const assembler = new Assembler();
      assembler.consume(token);
      this.#taking = { path, assembler };
    }
  }

  /** Firebase exports a node whose keys are 0, 1, 2 … as an array. */
  #nextPath(): string[] {
    const level = this.#levels.at(-1);
    if (level === undefined) return [];
    if (level.key !== null) return [...level.path, level.key];
    level.index += 1;
    return [...level.path, String(level.index)];
  }
}

function primitiveOf(token: Token): unknown {
  if (!("value" in token)) return null;
  return token.name === "numberValue" ? Number(token.value) : token.value;
}
