import { createStore } from "zustand/vanilla";

const iso = (min: number) => new Date(Date.now() - min * 60000).toISOString();
const u = (id: string, name: string, imageUrl: string | null = null) => ({ id, name, imageUrl });
export const me = u("me", "Nabin Shrestha");
export const meOwn = { ...me, role: "member" as const, active: true, createdAt: iso(99999) };
const people = [
  u("asha", "Asha Gurung"),
  u("ben", "Benedikt Schäfer"),
  u("sita", "सीता अधिकारी"),
  u("omar", "عمر الخطيب"),
  u("mei", "陈美玲"),
  u("yuki", "田中 由紀"),
  u("ola", "Ọlá Adébáyọ̀"),
  u("liv", "Liv Hansen"),
  u("max", "Maximiliane von und zu Hohenstein-Ehrenfels"),
];
const [asha, ben, sita, omar, mei, yuki, ola, liv, max] = people as [any, any, any, any, any, any, any, any, any];
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const mem = (user: any, readSeq = 0, deliveredSeq = readSeq, role = "member") => ({ user, role, joinedAt: iso(9999), leftAt: null, readSeq, deliveredSeq });
const msgs: Record<string, any[]> = {};
function m(cid: string, seq: number, sender: any, text: string, min: number, extra: any = {}) {
  return {
    id: `${cid}.${seq}`,
    conversationId: cid,
    seq,
    rev: seq,
    sender,
    clientId: null,
    type: "text",
    text,
    mentions: [],
    attachments: [],
    replyTo: null,
    reactions: [],
    notice: null,
    version: 1,
    createdAt: iso(min),
    editedAt: null,
    deletedAt: null,
    pinnedAt: null,
    ...extra,
  };
}
function conv(n: number, type: string, others: any[], lastMin: number, o: any = {}) {
  const id = uuid(n);
  const list = msgs[id] ?? [];
  const lastSeq = list.at(-1)?.seq ?? o.lastSeq ?? 0;
  const unread = o.unread ?? 0;
  return {
    id,
    type,
    title: o.title ?? null,
    imageUrl: null,
    context: o.context ?? null,
    history: "all",
    createdBy: "me",
    createdAt: iso(9999),
    activityAt: iso(lastMin),
    lastSeq,
    rev: lastSeq,
    memberCount: o.memberCount ?? others.length + 1,
    members: [mem(me, lastSeq, lastSeq, o.role ?? "member"), ...others.map((x) => mem(x, o.read ?? lastSeq, o.delivered ?? lastSeq))],
    lastMessage: list.at(-1) ?? o.last ?? null,
    me: {
      role: o.role ?? "member",
      joinedAt: iso(9999),
      readSeq: lastSeq - unread,
      deliveredSeq: lastSeq,
      unread,
      archived: false,
      pinned: !!o.pinned,
      mutedUntil: o.muted ? "forever" : null,
      version: 1,
    },
  };
}
const day = 1440;
export function fakeParley(q: URLSearchParams) {
  const c1 = uuid(1),
    c2 = uuid(2),
    c3 = uuid(3);
  msgs[c1] = [
    m(c1, 1, me, "", 2 * day + 40, { type: "system", notice: { kind: "conversation_created" } }),
    m(c1, 2, me, "Hi Asha, is the flat in Patan still available?", 2 * day + 39),
    m(c1, 3, asha, "Namaste! Yes, it is 🙂", 2 * day + 30),
    m(
      c1,
      4,
      asha,
      "Two rooms, a kitchen and a roof terrace with a view of the Langtang range on clear days. The rent is 28,000 a month, water included.",
      2 * day + 29,
      {
        reactions: [
          { emoji: "👍", userId: "me", createdAt: iso(1) },
          { emoji: "❤️", userId: "asha", createdAt: iso(1) },
          { emoji: "❤️", userId: "me", createdAt: iso(1) },
        ],
      },
    ),
    m(c1, 5, me, "That sounds lovely. Could I see it this week?\nThursday or Friday after five would be best for me.", day + 60, { editedAt: iso(day) }),
    m(c1, 6, asha, "Thursday at 17:30 works. Here is the place: https://maps.example.com/?q=27.67,85.32 (the blue gate).", day + 50, { replyTo: `${c1}.5` }),
    m(c1, 7, me, "👍", day + 45),
    m(c1, 8, asha, "I will send you the number of the caretaker as well", 200, { deletedAt: iso(190), text: "" }),
    m(c1, 9, asha, "सिँढीमा अलि अँध्यारो हुन्छ, त्यसैले एउटा टर्च ल्याउनुहोला।", 120),
    m(c1, 10, me, "हुन्छ, धन्यवाद!", 118),
    m(c1, 11, me, "أراك يوم الخميس إذن، شكراً جزيلاً على المساعدة في ترتيب كل شيء بهذه السرعة.", 117, {}),
    m(c1, 12, asha, "See you on Thursday then", 30, { pinnedAt: iso(20) }),
    m(c1, 13, me, "One more thing: is there space for a bicycle?", 12),
    m(c1, 14, me, "And does the terrace get sun in winter?", 11),
  ];
  msgs[c2] = Array.from({ length: 120 }, (_, i) =>
    m(
      c2,
      i + 1,
      [asha, ben, sita, me, omar][Math.floor(i / 2) % 5],
      [
        "The parcel is on its way.",
        "Could everybody add their dates to the sheet by Friday?",
        "ठीक छ",
        "Great, thank you all! I will be at the station at nine and bring the coffee. If the train is late again we meet at the market instead, by the old clock.",
        "نعم، سأكون هناك",
      ][i % 5]!,
      (120 - i) * 37 + 4,
      i === 100
        ? { type: "system", notice: { kind: "members_added", users: [mei, yuki] } }
        : i === 110
          ? { text: "@Nabin Shrestha can you check this? It is what @Asha Gurung found", mentions: ["me", "asha"] }
          : {},
    ),
  );
  msgs[c3] = [
    m(c3, 1, max, "Wörterbuchverlagsgesellschaftsvorsitzendenstellvertreterin".repeat(3) + "\n\n" + "Ein langer Text. ".repeat(90), 400),
    m(c3, 2, me, "aaaa ".repeat(300), 300),
    m(c3, 3, max, "https://example.com/" + "x".repeat(200), 200),
    m(c3, 4, max, "🎉🎉🎉", 190),
  ];
  const online = q.get("state") ?? "online";
  const listing = { type: "ad", id: "77", title: "Sunny two-room flat with roof terrace, Patan", url: "https://market.example/ads/77", imageUrl: null };
  let conversations: any[] = [
    conv(2, "group", [asha, ben, sita, omar, mei, yuki], 4, {
      title: "Trekking in October",
      unread: Number(q.get("unread") ?? 3),
      memberCount: 7,
      pinned: true,
      role: "owner",
    }),
    conv(1, "direct", [asha], 11, { context: listing, read: 13, delivered: 14 }),
    conv(4, "direct", [sita], 45, { unread: 12, last: m(uuid(4), 30, sita, "भोलि बिहान दश बजे भेटौँ न त, कफी हाउसमा", 45), lastSeq: 30 }),
    conv(5, "direct", [omar], 130, {
      last: m(uuid(5), 4, omar, "شكراً، وصلت الدراجة اليوم", 130),
      lastSeq: 4,
      context: { ...listing, title: "Road bike, 56 cm" },
    }),
    conv(6, "group", [mei, yuki, ola], 300, { last: m(uuid(6), 4, yuki, "来週の会議の資料を送りました", 300), lastSeq: 4, muted: true, unread: 2 }),
    conv(7, "direct", [ben], 1500, { last: m(uuid(7), 4, me, "Perfect, see you there", 1500), lastSeq: 4, read: 4 }),
    conv(8, "direct", [liv], 3000, { last: m(uuid(8), 4, me, "Thanks!", 3000), lastSeq: 4, read: 2, delivered: 4 }),
    conv(3, "direct", [max], 9000, {}),
    conv(9, "direct", [ola], 60000, { last: m(uuid(9), 4, ola, "ok", 60000, { deletedAt: iso(3), text: "" }), lastSeq: 4 }),
  ];
  if (q.has("empty")) conversations = [];
  const list = { ids: conversations.map((c) => c.id), nextCursor: null, floor: null, loading: false, loaded: !q.has("loading"), error: null };
  const page = Number(q.get("page") ?? 50);
  const windows = Object.fromEntries(
    Object.entries(msgs).map(([id, all]) => [
      id,
      { messages: all.slice(-page), quoted: {}, hasOlder: all.length > page, hasNewer: false, loading: null, error: null },
    ]),
  );
  const store = createStore<any>(() => ({
    connection: online,
    failure: null,
    me: meOwn,
    conversations: Object.fromEntries(conversations.map((c) => [c.id, c])),
    lists: { active: list, archived: { ...list, ids: [] } },
    windows: q.has("nomsgs") ? {} : windows,
    members: {},
    presence: {
      asha: { userId: "asha", online: true, lastSeenAt: null },
      sita: { userId: "sita", online: true, lastSeenAt: null },
      omar: { userId: "omar", online: false, lastSeenAt: iso(50) },
      ben: { userId: "ben", online: false, lastSeenAt: iso(5) },
      liv: { userId: "liv", online: false, lastSeenAt: iso(5) },
      max: { userId: "max", online: false, lastSeenAt: iso(125) },
    },
    typing: q.has("typing") ? { [c1]: [asha], [c2]: [asha, ben], [uuid(4)]: [sita] } : {},
    unread: { conversations: 3, messages: 17 },
    outbox: q.has("pending")
      ? [
          {
            clientId: "x1",
            conversationId: c1,
            userId: "me",
            text: "I am writing this in the tunnel",
            replyTo: null,
            mentions: [],
            createdAt: iso(1),
            status: "sending",
            error: null,
            sent: null,
          },
          {
            clientId: "x2",
            conversationId: c1,
            userId: "me",
            text: "And this one did not make it",
            replyTo: `${c1}.12`,
            mentions: [],
            createdAt: iso(0),
            status: "failed",
            error: { code: "forbidden", status: 403 },
            sent: null,
          },
        ]
      : [],
  }));
  const set = (f: any) => store.setState(f);
  const ok = async (x?: any) => x;
  return {
    store,
    connect: ok,
    disconnect() {},
    call: async () => ({ members: [], nextCursor: null }),
    on: () => () => {},
    conversations: {
      loadMore: ok,
      open: ok,
      search: async (t: string) => conversations.filter((c) => JSON.stringify(c).toLowerCase().includes(t.toLowerCase())),
      mute: ok,
      pin: ok,
      archive: ok,
      leave: ok,
      create: async () => conversations[1],
      addMembers: ok,
      removeMember: ok,
      setRole: ok,
    },
    messages: {
      send: (d: any) =>
        set((s: any) => ({
          outbox: [
            ...s.outbox,
            {
              clientId: crypto.randomUUID(),
              userId: "me",
              replyTo: null,
              mentions: [],
              createdAt: new Date().toISOString(),
              status: "sending",
              error: null,
              sent: null,
              ...d,
            },
          ],
        })),
      retry() {},
      discard() {},
      edit: ok,
      remove: ok,
      react: ok,
      pin: ok,
      loadNewest: ok,
      loadNewer: ok,
      loadAround: ok,
      resolveQuoted: ok,
      loadOlder: async (id: string) => {
        const w = store.getState().windows[id];
        set((s: any) => ({ windows: { ...s.windows, [id]: { ...w, loading: "older" } } }));
        await new Promise((r) => setTimeout(r, 300));
        const all = msgs[id]!;
        const first = w.messages[0].seq;
        const from = Math.max(0, first - 1 - 50);
        set((s: any) => ({
          windows: {
            ...s.windows,
            [id]: { ...w, messages: all.slice(from, first - 1).concat(store.getState().windows[id].messages), hasOlder: from > 0, loading: null },
          },
        }));
      },
    },
    users: { search: async (t: string) => people.filter((p) => p.name.toLowerCase().includes(t.toLowerCase())), updateMe: ok },
    markRead(id: string, seq: number) {
      (window as any).lastRead = [id, seq];
    },
    typing() {},
    watch() {},
    addIncoming(id: string, text: string) {
      const w = store.getState().windows[id];
      const seq = w.messages.at(-1).seq + 1;
      const msg = m(id, seq, asha, text, 0);
      msgs[id]!.push(msg);
      set((s: any) => ({
        conversations: {
          ...s.conversations,
          [id]: { ...s.conversations[id], lastSeq: seq, lastMessage: msg, me: { ...s.conversations[id].me, unread: s.conversations[id].me.unread + 1 } },
        },
        windows: { ...s.windows, [id]: { ...w, messages: [...w.messages, msg] } },
      }));
    },
  };
}
