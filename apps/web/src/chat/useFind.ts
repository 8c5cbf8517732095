import { limits } from "@parley/protocol";
import { useMessageSearch } from "@parley/react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useDebounced } from "../kit/useDebounced.ts";
import { type Found, nothingFound } from "./FoundContext.ts";
import { findFieldId } from "./useFindShortcut.ts";

const restMs = 250;

/**
 * The search in one conversation: its results in order of time, one of them the current. Goes to the newest result at
 * once; stepping loads all the others first, so that none is passed over.
 */
export function useFind(conversationId: string, goTo: (messageId: string, focus?: boolean) => void) {
  const [text, setText] = useState<string | null>(null);
  const [currentId, setCurrentId] = useState<string | null>(null);
  const [wantedStep, setWantedStep] = useState<-1 | 1 | null>(null);
  const cameFrom = useRef<HTMLElement | null>(null);
  const query = useDebounced(text?.trim() ?? "", restMs);
  const asked = text === null || query === "" ? null : query;
  const { answer, loading, error, loadMore, retry } = useMessageSearch(asked === null ? null : { query: asked, conversationId, limit: limits.page });

  /** Newest first. */
  const hits = useMemo(() => (answer?.results ?? []).toSorted((a, b) => b.message.seq - a.message.seq), [answer]);
  const at = hits.findIndex(({ message }) => message.id === currentId);
  const found = useMemo<Found>(
    () => (hits.length === 0 ? nothingFound : { snippets: new Map(hits.map(({ message, snippet }) => [message.id, snippet])), currentId }),
    [hits, currentId],
  );

  const go = useRef(goTo);
  go.current = goTo;
  const show = (messageId: string | undefined) => {
    if (messageId === undefined) return;
    setCurrentId(messageId);
    go.current(messageId);
  };

  const shownQuestion = useRef<object | null>(null);
  useEffect(() => {
    if (!answer || shownQuestion.current === answer.question) return;
    shownQuestion.current = answer.question;
    show(hits[0]?.message.id);
  });

  useEffect(() => {
    if (wantedStep === null || loading !== null) return;
    if (answer?.nextCursor && !error) {
      void loadMore();
      return;
    }
    setWantedStep(null);
    // The current one may have been deleted meanwhile.
    const next = at === -1 ? 0 : (at + wantedStep + hits.length) % hits.length;
    show(hits[next]?.message.id);
  });

  return {
    isOpen: text !== null,
    text: text ?? "",
    setText,
    found,
    /** 1 for the newest; 0 for none. */
    place: at + 1,
    total: answer?.total ?? null,
    busy: loading !== null || wantedStep !== null || (text?.trim() ?? "") !== query,
    error,
    retry,
    older: () => hits.length > 0 && setWantedStep(1),
    newer: () => hits.length > 0 && setWantedStep(-1),
    open: () => {
      if (text === null) cameFrom.current = document.activeElement as HTMLElement | null;
      setText((before) => before ?? "");
      const field = document.getElementById(findFieldId) as HTMLInputElement | null;
      field?.focus();
      field?.select();
    },
    /** The keyboard stays with what was found, else goes back to where it was. */
    close: () => {
      setText(null);
      setCurrentId(null);
      shownQuestion.current = null;
      if (at !== -1 && currentId) go.current(currentId, true);
      else cameFrom.current?.focus();
    },
  };
}

export type Find = ReturnType<typeof useFind>;
