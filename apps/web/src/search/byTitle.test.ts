import type { Conversation } from "@parley/protocol";
import { expect, test } from "vitest";
import { byTitle } from "./byTitle.ts";

test("titles that begin with the words come first, members' names last, else nothing moves", () => {
  const titles = ["Someone else", "The frame register", "Another", "Frame of mind"];
  const conversations = titles.map((title) => ({ title, type: "group", members: [] }) as unknown as Conversation);
  expect(byTitle(conversations, "FRAME", "me").map(({ title }) => title)).toEqual(["Frame of mind", "The frame register", "Someone else", "Another"]);
});
