import { dispatch, type ParleyServer, signHostToken } from "@parley/server";
import type { Suite } from "./suites.ts";

/** Found of what is relevant, and relevant of what is found, among the first ten; averages over a language's queries. */
export type Score = { language: string; messages: number; queries: number; recall: number; precision: number; misses: Miss[] };
type Miss = { query: string; missing: string[]; instead: string[] };

const page = 10;
const batch = 16;

/** Writes all corpora into one database, where one person is in every conversation, and asks every query across all of them. */
export async function measure(server: ParleyServer, suites: Suite[]): Promise<Score[]> {
  const { app } = server;
  const { token } = await signHostToken(app.config, app.clock, { userId: "reader", name: "Reader", ttlMs: 3_600_000 });
  const reader = { actor: await app.sessions.authenticate(token), address: "127.0.0.1" };
  const ids = new Map<string, string>();
  for (const { language, messages } of suites) {
    const { conversation } = await dispatch(app, reader, "conversations.create", { type: "group", participantIds: ["reader"], title: `Suite ${language}` });
    const numbers = [...messages.keys()];
    for (let next = 0; next < numbers.length; next += batch) {
      const sent = numbers.slice(next, next + batch).map(async (number) => {
        const { message } = await dispatch(app, reader, "messages.send", { conversationId: conversation.id, text: messages.get(number) ?? "" });
        ids.set(message.id, `${language} ${number}`);
      });
      await Promise.all(sent);
    }
  }
  await app.search.indexer.catchUp();

  const scores: Score[] = [];
  for (const { language, messages, queries } of suites) {
    const results: Judgement[] = [];
    for (const { text, relevant } of queries) {
      const { results: found } = await dispatch(app, reader, "messages.search", { query: text, limit: page });
      results.push(
        judge(
          text,
          new Set(relevant.map((number) => `${language} ${number}`)),
          found.map(({ message }) => ids.get(message.id) ?? message.id),
        ),
      );
    }
    const mean = (value: (result: Judgement) => number) => results.reduce((sum, result) => sum + value(result), 0) / results.length;
    scores.push({
      language,
      messages: messages.size,
      queries: queries.length,
      recall: mean(({ recall }) => recall),
      precision: mean(({ precision }) => precision),
      misses: results.flatMap(({ miss }) => (miss === null ? [] : [miss])),
    });
  }
  return scores;
}

type Judgement = { recall: number; precision: number; miss: Miss | null };

function judge(query: string, relevant: Set<string>, found: string[]): Judgement {
  const hits = found.filter((name) => relevant.has(name));
  const missing = [...relevant].filter((name) => !found.includes(name));
  return {
    recall: hits.length / Math.min(relevant.size, page),
    precision: found.length === 0 ? 0 : hits.length / found.length,
    miss: missing.length === 0 ? null : { query, missing, instead: found.filter((name) => !relevant.has(name)) },
  };
}
