import { context, emoji, messageText, title, userId, userName } from "@parley/protocol";
import { describe, expect, test } from "vitest";
import { conversations } from "./conversations.ts";
import { people } from "./people.ts";

const ids = people.map((person) => person.id);
const namesById = new Map(people.map((person) => [person.id, person.name]));
const messages = conversations.flatMap((conversation) => conversation.messages);
const fortyDays = 40 * 24 * 60;

/** A word of a script whose letters may carry marks; `\b` knows Latin letters only. */
const word = (alternatives: string) => new RegExp(`(?<![\\p{L}\\p{M}])(?:${alternatives})(?![\\p{L}\\p{M}])`, "iu");

describe("people", () => {
  test("are twelve, each with an id, a name and an address of their own", () => {
    expect(people).toHaveLength(12);
    expect(new Set(ids).size).toBe(12);
    expect(new Set(people.map((person) => person.name)).size).toBe(12);
    expect(new Set(people.map((person) => person.email)).size).toBe(12);
  });

  test.each(people)("$id can be stored", ({ id, name, headline, email }) => {
    expect(userId.parse(id)).toMatch(/^demo-[a-z]+$/);
    expect(userName.parse(name)).toBe(name.trim());
    expect(headline.trim()).not.toBe("");
    expect(email).toMatch(/^[a-z]+@example\.com$/);
  });

  test("all have somebody to talk to, the first two most of all", () => {
    const counts = ids.map((id) => conversations.filter((conversation) => conversation.members.includes(id)).length);
    const [first = 0, second = 0, ...others] = counts;
    expect(ids.slice(0, 2)).toEqual(["demo-asha", "demo-diego"]);
    expect(Math.min(first, second)).toBeGreaterThanOrEqual(7);
    expect(Math.min(first, second)).toBeGreaterThan(Math.max(...others));
    expect(Math.min(...others)).toBeGreaterThan(0);
    expect(conversations.some(({ type, members }) => type === "direct" && members.includes("demo-asha") && members.includes("demo-diego"))).toBe(true);
  });
});

describe("the whole", () => {
  test("is a small realistic product", () => {
    expect(conversations).toHaveLength(15);
    expect(conversations.filter((conversation) => conversation.type === "direct")).toHaveLength(9);
    expect(messages.length).toBeGreaterThanOrEqual(300);
    expect(conversations.filter((conversation) => conversation.messages.length >= 30).length).toBeGreaterThanOrEqual(4);
    expect(messages.filter((message) => message.deleted)).toHaveLength(2);
    for (const feature of ["replyTo", "mentions", "reactions", "edited", "pinned"] as const)
      expect(messages.filter((message) => message[feature] !== undefined).length, feature).toBeGreaterThanOrEqual(2);
  });

  test("has keys and contexts that name one thing each", () => {
    const contextIds = conversations.flatMap((conversation) => conversation.context?.id ?? []);
    expect(new Set(conversations.map((conversation) => conversation.key)).size).toBe(conversations.length);
    expect(new Set(contextIds).size).toBe(contextIds.length);
  });

  test("has one direct conversation per pair and context", () => {
    const pairs = conversations
      .filter(({ type }) => type === "direct")
      .map(({ members, context }) => [...members.toSorted(), context?.type, context?.id].join(" "));
    expect(new Set(pairs).size).toBe(pairs.length);
  });

  test.each([
    ["English", word("the|is|and|you")],
    ["Nepali", word("छ|छु|हुन्छ|पनि|हो")],
    ["Hindi", word("है|हैं|हूँ|नहीं|में")],
    ["Arabic", /\p{Script=Arabic}/u],
    ["Chinese", /\p{Script=Han}/u],
    ["Spanish", word("el|los|una|en|que|se")],
  ])("speaks %s", (_language, pattern) => {
    expect(messages.filter((message) => pattern.test(message.text)).length).toBeGreaterThanOrEqual(10);
  });

  test("names no address but example.com", () => {
    const hosts = messages.flatMap(({ text }) => [...text.matchAll(/https?:\/\/([^\s/]+)/g)].map((match) => match[1]));
    expect(hosts.length).toBeGreaterThan(0);
    expect(new Set(hosts)).toEqual(new Set(["example.com"]));
  });
});

describe.each(conversations)("$key", (conversation) => {
  const { key, type, members, lastMinutesAgo, unreadFor = {} } = conversation;

  test("can be stored", () => {
    expect(key).toMatch(/^[a-z]+(-[a-z]+)*$/);
    if (conversation.context) expect(context.parse(conversation.context)).toEqual(conversation.context);
    if (type === "group") expect(title.parse(conversation.title)).toBe(conversation.title);
    else expect(conversation.title).toBeUndefined();
  });

  test("has known members, each once and each with something to say", () => {
    expect(ids).toEqual(expect.arrayContaining(members));
    expect(new Set(members).size).toBe(members.length);
    expect(new Set(conversation.messages.map((message) => message.from))).toEqual(new Set(members));
    if (type === "direct") expect(members).toHaveLength(2);
    else expect(members.length).toBeGreaterThan(2);
  });

  test("happened at believable times", () => {
    expect(lastMinutesAgo).toBeGreaterThanOrEqual(3);
    expect(lastMinutesAgo).toBeLessThanOrEqual(fortyDays);
    expect(conversation.messages[0]?.minutesAfter).toBe(0);
    for (const { minutesAfter } of conversation.messages.slice(1)) {
      expect(minutesAfter).toBeGreaterThan(0);
      expect(Number.isInteger(minutesAfter)).toBe(true);
    }
  });

  test("leaves unread only what others wrote and nobody reacted to unseen", () => {
    for (const [person, count] of Object.entries(unreadFor)) {
      expect(members).toContain(person);
      expect(count).toBeGreaterThan(0);
      expect(count).toBeLessThanOrEqual(conversation.messages.length);
      for (const { from, reactions = [] } of conversation.messages.slice(-count)) {
        expect(from).not.toBe(person);
        expect(reactions.flatMap((reaction) => reaction.by)).not.toContain(person);
      }
    }
  });

  test.each(conversation.messages.map((message, index) => ({ index, ...message })))("message $index can be stored", (message) => {
    const { index, text, replyTo, mentions = [], reactions = [], edited, deleted, pinned } = message;
    expect(members).toContain(message.from);
    expect(messageText.parse(text)).toBe(text.trim());
    expect(text.isWellFormed()).toBe(true);
    expect([...text].length).toBeLessThanOrEqual(8000);
    expect(text.normalize("NFC")).toBe(text);

    if (replyTo !== undefined) {
      expect(Number.isInteger(replyTo)).toBe(true);
      expect(replyTo).toBeGreaterThanOrEqual(0);
      expect(replyTo).toBeLessThan(index);
      expect(conversation.messages[replyTo]?.deleted).toBeUndefined();
    }

    // Every @Name is a mention, and every mention is named.
    expect(members).toEqual(expect.arrayContaining(mentions));
    expect(mentions).toEqual(members.filter((member) => text.includes(`@${namesById.get(member)}`)));
    expect(text.split("@")).toHaveLength(mentions.length + 1);

    for (const reaction of reactions) {
      expect(emoji.parse(reaction.emoji)).toBe(reaction.emoji);
      expect(reaction.by.length).toBeGreaterThan(0);
      expect(new Set(reaction.by).size).toBe(reaction.by.length);
      expect(members).toEqual(expect.arrayContaining(reaction.by));
    }
    expect(new Set(reactions.map((reaction) => reaction.emoji)).size).toBe(reactions.length);

    // A deletion takes everything else away.
    if (deleted) expect([replyTo, edited, pinned, message.mentions, message.reactions].every((value) => value === undefined)).toBe(true);
  });
});
