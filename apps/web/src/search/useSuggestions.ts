import { conversationTitle } from "@parley/client";
import { searchableKind } from "@parley/protocol";
import { useMe, useParley, useParleyState } from "@parley/react";
import { useEffect, useMemo, useState } from "react";
import { t } from "../i18n/t.ts";
import { useDebounced } from "../kit/useDebounced.ts";
import type { BegunFilter } from "./begunFilter.ts";
import { toDayOffers } from "./dayOffers.ts";
import type { Filter } from "./filters.ts";

const mostSuggestions = 6;
type Named = { id: string; label: string };

function matches(typed: string, ...texts: (string | null | undefined)[]): boolean {
  return texts.some((text) => text?.toLocaleLowerCase().includes(typed.toLocaleLowerCase()));
}

/** What a filter that is being typed may become: what is known here at once, what the server knows a little later. */
export function useSuggestions(begun: BegunFilter | null): Filter[] {
  const me = useMe();
  const conversations = useParleyState((state) => state.conversations);
  const found = useNames(begun);
  return useMemo(() => {
    if (begun === null) return [];
    const { name, typed } = begun;
    if (name === "before" || name === "after") return toDayOffers(typed, Date.now()).map((day): Filter => ({ name, day }));
    if (name === "is") return "unread".startsWith(typed.toLowerCase()) ? [{ name: "unread" }] : [];
    if (name === "has") {
      const kinds = searchableKind.options.filter((kind) => kind.startsWith(typed.toLowerCase()) || matches(typed, t(`search.filter.${kind}`)));
      return kinds.map((kind): Filter => ({ name: "has", kind }));
    }
    const named = new Map<string, Named>();
    const add = (id: string, label: string) => named.set(id, named.get(id) ?? { id, label });
    const held = Object.values(conversations).toSorted((a, b) => b.activityAt.localeCompare(a.activityAt));
    if (name === "in") {
      for (const conversation of held) {
        const title = conversationTitle(conversation, me?.id ?? "") || t("chat.untitled");
        if (matches(typed, title, conversation.context?.title)) add(conversation.id, title);
      }
    } else {
      if (me && matches(typed, t("message.you"), "me", me.name)) add(me.id, t("members.you", { name: me.name }));
      for (const { members } of held) for (const { user } of members) if (user.id !== me?.id && matches(typed, user.name)) add(user.id, user.name);
    }
    for (const { id, label } of found) add(id, label);
    return [...named.values()].slice(0, mostSuggestions).map((one): Filter => ({ name, ...one }));
  }, [begun, conversations, found, me]);
}

const nobody: Named[] = [];

function useNames(begun: BegunFilter | null): Named[] {
  const parley = useParley();
  const wanted = (begun?.name === "from" || begun?.name === "in") && [...begun.typed].length > 1 ? `${begun.name} ${begun.typed}` : "";
  const asked = useDebounced(wanted, 200);
  const [found, setFound] = useState<{ asked: string; names: Named[] }>({ asked: "", names: nobody });
  const meId = useMe()?.id ?? "";

  useEffect(() => {
    if (asked === "") return;
    let current = true;
    const [name = "", ...words] = asked.split(" ");
    const typed = words.join(" ");
    const names: Promise<Named[]> =
      name === "from"
        ? parley.users.search(typed).then((users) => users.map(({ id, name: label }) => ({ id, label })))
        : parley.conversations.search(typed).then((all) => all.map((one) => ({ id: one.id, label: conversationTitle(one, meId) || t("chat.untitled") })));
    // Without an answer there are still those that are known here.
    names.then(
      (all) => current && setFound({ asked, names: all }),
      () => {},
    );
    return () => {
      current = false;
    };
  }, [parley, asked, meId]);

  return found.asked === wanted ? found.names : nobody;
}
