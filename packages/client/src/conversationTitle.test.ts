import { expect, test } from "vitest";
import { aConversation, aMember } from "../testing/fixtures.ts";
import { conversationTitle } from "./conversationTitle.ts";
import { otherMember } from "./otherMember.ts";

test("a group has no other member, and is called by its title or its members", () => {
  const group = aConversation({ type: "group", members: [aMember("ada"), aMember("bob"), aMember("cleo")] });
  expect(otherMember(group, "ada")).toBeUndefined();
  expect(conversationTitle(group, "ada")).toBe("bob, cleo");
  expect(conversationTitle({ ...group, title: "Trip" }, "ada")).toBe("Trip");
});

test("a direct conversation is called by the other one", () => {
  expect(conversationTitle(aConversation(), "ada")).toBe("bob");
});
