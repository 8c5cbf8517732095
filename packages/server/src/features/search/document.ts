import { type Attachment, limits, type SearchableKind, searchableKind } from "@parley/protocol";
import { toList } from "../../db/messageRow.ts";
import { type Forms, isHangul, keptFormsOf, keysOf, nounOf, type Token, tokenize, tokenizeName } from "../../language/index.ts";

/** What search reads of a message, indexed or not. */
export type Source = {
  conversation_id: string;
  seq: number;
  sender_id: string;
  text: string;
  type: string;
  attachments: Pick<Attachment, "id" | "kind" | "name">[] | null;
  created_at: string;
  deleted_at: string | null;
};

export const sourceColumns = "conversation_id, seq, sender_id, text, type, attachments, created_at, deleted_at";

/** Words of the index that are no words of a text: no folded word has a slash. */
export const kindKey = { file: "/file", image: "/image", video: "/video", audio: "/audio", link: "/link" } as const satisfies Record<SearchableKind, string>;

const longestNoun = 24;
/** UTF-16 units. Twice what the longest message can have: a longer one, which something else has stored, could be more than a tsvector takes. */
export const longestText = 4 * limits.messageText;
const link = /\bhttps?:\/\/\S/i;

/** A word as it was written, and what that has in common with others. */
export type Spelling = { surface: string; forms: () => Forms };

/** What the index holds of a message: each word once, and its forms where it has some. Null: nothing, it is deleted or says nothing. */
export function toDocument(source: Source): Map<string, Spelling | null> | null {
  if (source.deleted_at !== null) return null;
  const words = new Map<string, Spelling | null>();
  for (const token of fieldsOf(source).flat()) {
    for (const key of keysOf(token)) {
      // A word that was cut within a letter: two such would be one for the database.
      const word = key.toWellFormed();
      if (!words.has(word)) words.set(word, token.kind === "word" ? lazily(token) : null);
    }
    // A Korean word is found by the pairs of its letters; its noun is there to be mistyped.
    const noun = token.kind === "run" && isHangul(token.folded) ? nounOf(token.folded) : "";
    if (noun.length > 1 && noun.length <= longestNoun && !words.has(noun)) words.set(noun, lazily({ ...token, folded: noun, surface: noun }));
  }
  for (const kind of kindsOf(source)) words.set(kindKey[kind], null);
  return words.size === 0 ? null : words;
}

/** What of a message is compared with a query: its text, then the name of each attachment. */
export function fieldsOf({ text, attachments }: Pick<Source, "text" | "attachments">): Token[][] {
  return [tokenize(text.slice(0, longestText)), ...toList(attachments).map(({ name }) => tokenizeName(name ?? ""))];
}

function lazily(token: Token): Spelling {
  let made: Forms | undefined;
  return {
    surface: token.surface,
    forms: () => {
      made ??= keptFormsOf(token);
      return made;
    },
  };
}

/** What `has:` asks for. */
export function kindsOf({ text, type, attachments }: Pick<Source, "text" | "type" | "attachments">): SearchableKind[] {
  const attached = new Set([...toList(attachments).map(({ kind }) => kind), ...(type === "text" || type === "system" ? [] : [type])]);
  const isKind = (kind: SearchableKind) => (kind === "file" ? attached.size > 0 : kind === "link" ? link.test(text) : attached.has(kind));
  return searchableKind.options.filter(isKind);
}
