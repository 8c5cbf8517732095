import type { Message, Snippet } from "@parley/protocol";
import { createContext, useContext, useMemo } from "react";
import { type Range, toMarks } from "../search/marks.ts";

/** What the search in this conversation has found, by message id, and which of it one looks at. */
export type Found = { snippets: ReadonlyMap<string, Snippet>; currentId: string | null };

export const nothingFound: Found = { snippets: new Map(), currentId: null };
const noMarks: Range[] = [];

export const FoundContext = createContext<Found>(nothingFound);

/** The marks in a message's text as it is now. */
export function useFound({ id, text }: Message): { marks: Range[]; current: boolean } {
  const { snippets, currentId } = useContext(FoundContext);
  const snippet = snippets.get(id);
  const marks = useMemo(() => (snippet ? toMarks(text, snippet) : noMarks), [snippet, text]);
  return { marks, current: id === currentId };
}
