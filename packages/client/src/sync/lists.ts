import { type Conversation, type Output, ParleyError } from "@parley/protocol";
import type { Call } from "../calls/call.ts";
import type { ListName, ListState, ParleyState, ParleyStore } from "../state.ts";
import { compareActivity, rankList } from "./placeInList.ts";
import { countUnread, holdsAll } from "./putConversation.ts";

type Page = Output<"conversations.list">;

export type ListsPorts = {
  store: ParleyStore;
  call: Call;
  /** Puts what a page says into the store. */
  receive(conversation: Conversation): void;
};

export type Lists = {
  /** The next page, or the first. */
  loadMore(name: ListName): Promise<void>;
  /** What moved up while one was away: pages from the top until the newest activity that was known. Gives the ids seen. */
  relist(name: ListName): Promise<string[]>;
};

export function createLists({ store, call, receive }: ListsPorts): Lists {
  const tails = new Map<ListName, Promise<unknown>>();
  const loads = new Map<ListName, Promise<void>>();

  /** One at a time for each list, so that the same page is not asked for twice. */
  function alone<Result>(name: ListName, task: () => Promise<Result>): Promise<Result> {
    const done = (tails.get(name) ?? Promise.resolve()).then(task, task);
    tails.set(name, done);
    return done;
  }

  /** Asked for again while it loads, as scrolling does, it is the same page. */
  function loadMore(name: ListName): Promise<void> {
    const load = loads.get(name) ?? alone(name, () => loadNext(name)).finally(() => loads.delete(name));
    loads.set(name, load);
    return load;
  }

  function setList(name: ListName, change: (list: ListState, state: ParleyState) => ListState): void {
    store.setState((state) => {
      const changed = { ...state, lists: { ...state.lists, [name]: change(state.lists[name], state) } };
      return holdsAll(changed) ? { ...changed, unread: countUnread(changed) } : changed;
    });
  }

  async function fetchPage(name: ListName, cursor: string | null): Promise<Page> {
    setList(name, (list) => ({ ...list, loading: true, error: null }));
    try {
      const page = await call("conversations.list", { archived: name === "archived", ...(cursor === null ? {} : { cursor }) });
      for (const conversation of page.conversations) receive(conversation);
      return page;
    } catch (error) {
      setList(name, (list) => ({ ...list, error: error instanceof ParleyError ? error : null }));
      throw error;
    } finally {
      setList(name, (list) => ({ ...list, loading: false }));
    }
  }

  async function loadNext(name: ListName): Promise<void> {
    const { loaded, nextCursor } = store.getState().lists[name];
    if (loaded && nextCursor === null) return;
    const page = await fetchPage(name, nextCursor);
    setList(name, (list, state) => rankList(extend(list, page), name, state.conversations));
  }

  async function relist(name: ListName): Promise<string[]> {
    const { loaded } = store.getState().lists[name];
    const newest = newestActivity(store.getState(), name);
    const seen: string[] = [];
    for (let cursor: string | null = null; ; ) {
      const page = await fetchPage(name, cursor);
      seen.push(...page.conversations.map((conversation) => conversation.id));
      setList(name, (list, state) => rankList(reaches(list, page) ? extend(list, page) : list, name, state.conversations));
      const last = lastUnpinned(page);
      cursor = page.nextCursor;
      const reached = newest !== undefined && last !== undefined && last.activityAt <= newest;
      if (cursor === null || !loaded || reached) return seen;
    }
  }

  return {
    loadMore,
    relist: (name) => alone(name, () => relist(name)),
  };
}

function extend(list: ListState, page: Page): ListState {
  const last = lastUnpinned(page);
  const floor = last ? { activityAt: last.activityAt, id: last.id } : list.floor;
  return { ...list, nextCursor: page.nextCursor, floor, loaded: true };
}

/** The page goes further down than what is loaded. */
function reaches(list: ListState, page: Page): boolean {
  if (!list.loaded || page.nextCursor === null) return true;
  const last = lastUnpinned(page);
  if (list.nextCursor === null || !last) return false;
  return list.floor === null || compareActivity(last, list.floor) < 0;
}

function lastUnpinned(page: Page): Conversation | undefined {
  return page.conversations.findLast((conversation) => !conversation.me.pinned);
}

function newestActivity(state: ParleyState, name: ListName): string | undefined {
  const listed = state.lists[name].ids.flatMap((id) => state.conversations[id]?.activityAt ?? []);
  return listed.reduce<string | undefined>((newest, at) => (newest === undefined || at > newest ? at : newest), undefined);
}
