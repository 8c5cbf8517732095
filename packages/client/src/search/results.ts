import type { Message, SearchResult } from "@parley/protocol";
import type { SearchAnswer } from "./messageSearch.ts";

/** A result whose message was edited shows the new text; what of it was found is not known any more. */
export function renewResult(answer: SearchAnswer, message: Message): SearchAnswer {
  const at = answer.results.findIndex((result) => result.message.id === message.id);
  const held = answer.results[at];
  if (!held || held.message.rev > message.rev) return answer;
  return { ...answer, results: answer.results.with(at, { ...held, message, snippet: [{ text: message.text, hit: false }] }) };
}

export function dropResult(answer: SearchAnswer, messageId: string): SearchAnswer {
  return keep(answer, ({ message }) => message.id !== messageId);
}

/** Somebody was removed from a conversation: what was said there is not theirs to read. */
export function dropConversationResults(answer: SearchAnswer, conversationId: string): SearchAnswer {
  return keep(answer, ({ message }) => message.conversationId !== conversationId);
}

function keep(answer: SearchAnswer, isKept: (result: SearchResult) => boolean): SearchAnswer {
  const results = answer.results.filter(isKept);
  const gone = answer.results.length - results.length;
  if (gone === 0) return answer;
  return { ...answer, results, total: { ...answer.total, count: Math.max(results.length, answer.total.count - gone) } };
}
