import { readFileSync } from "node:fs";
import { errors } from "@parley/protocol";
import { BazaarClient, waitFor } from "@parley/testkit";
import { expect, test } from "vitest";
import { heard, nameOf, nowhere, useBazaar } from "./bazaar.fixture.ts";

const bazaar = useBazaar();

test("T-SDK-01 T-SDK-04 T-SDK-05 T-SDK-06 the connection hook shows that it was refused, and why, and that it is connected", async () => {
  const refused = new BazaarClient(`${bazaar.server.url}/bazaar`, "not a token");
  await waitFor("the refusal", () => refused.error !== null);
  expect([refused.connected, refused.error]).toEqual([false, "token_invalid"]);
  refused.close();
  const [ada] = await bazaar.join("ada");
  expect([ada.connected, ada.error]).toEqual([true, null]);
});

test("T-SDK-06 a refused call rejects with words for people; one without a callback is shown by the hook", async () => {
  const [ada] = await bazaar.join("ada");
  await expect(ada.sendMessage(nowhere, "Hello?")).rejects.toMatchObject({ message: errors.not_found.title, response: { code: "not_found" } });
  ada.startTyping(nowhere);
  await waitFor("the error", () => ada.error !== null);
  expect(ada.error).toBe(errors.not_found.title);
});

test("T-SDK-02 T-P-02 T-P-06 T-P-07 T-P-08 T-T-05 T-T-06 the messages hook of either side holds what was said, edited and deleted, once each, and who types", async () => {
  const id = await bazaar.direct("sita", "ram");
  const [sita, ram] = await bazaar.join("sita", "ram");
  sita.startTyping(id);
  await waitFor("the typing", () => ram.typingUsers.has("sita"));
  const first = await sita.sendMessage(id, "Frist");
  const second = await ram.sendMessage(id, "Oops");
  await sita.editMessage(first.id, "First");
  await ram.deleteMessage(second.id);
  const isThere = ({ messages }: BazaarClient) => messages.length === 2 && messages[0]?.isEdited === true && messages[1]?.isDeleted === true;
  await waitFor("both to hold all of it", () => [sita, ram].every(isThere));
  expect(sita.messages).toEqual(ram.messages);
  expect(ram.messages.map(({ id, content }) => [id, content])).toEqual([
    [first.id, "First"],
    [second.id, "Oops"],
  ]);
  expect([...ram.typingUsers]).toEqual([]);
});

test("T-SDK-07 T-P-12 T-P-14 T-P-15 T-P-16 T-P-17 T-T-04 T-T-07 T-T-08 the REST client's calls, one after another, from finding somebody to leaving", async () => {
  const [gita, hari] = await bazaar.join("gita", "hari");
  const [found] = (await gita.searchUsers(nameOf("hari"))).body.data as { id: string }[];
  expect(found).toMatchObject({ id: "hari" });
  const { id } = (await gita.createConversation({ participantIds: [found?.id ?? ""], adId: 42 })).body.data as { id: string };
  await gita.sendMessage(id, "Is it still for sale?");
  await heard("conversation:updated", 1, hari);
  expect((await hari.getUnreadCount()).body.data).toEqual({ unread_conversations: 1, unread_messages: 1 });
  expect((await hari.getConversation(id)).body.data).toMatchObject({ conversation: { ad_id: 42 }, messages: [{ content: "Is it still for sale?" }] });
  await hari.markAsRead(id);
  await heard("message:read", 1, gita);
  expect((await hari.getUnreadCount()).body.data).toEqual({ unread_conversations: 0, unread_messages: 0 });
  const answers = [await hari.muteConversation(id, true), await hari.archiveConversation(id, true), await hari.leaveConversation(id)];
  expect(answers.map(({ status, body }) => [status, body.success])).toEqual(Array.from({ length: 3 }, () => [200, true]));
  expect((await hari.getConversations()).body.data).toEqual([]);
  expect((await gita.getConversations()).body.data).toMatchObject([{ id }]);
});

test("T-OPS-04 what the guide for troubles names is there: probes that answer, and codes that are ours", async () => {
  const page = readFileSync(new URL("../../../../../docs/dialects.md", import.meta.url), "utf8");
  const [, guide = ""] = /### When something does not work\n([\s\S]*?)\n\nOpen:/.exec(page) ?? [];
  const probes = [...guide.matchAll(/curl \$BASE(\/\w+)/g)].map(([, path = ""]) => path);
  expect(probes).toEqual(["/healthz", "/readyz"]);
  for (const path of probes) expect((await fetch(bazaar.server.url + path)).status).toBe(200);
  const codes = [...guide.matchAll(/`([a-z]+(?:_[a-z]+)+|unavailable)`/g)].map(([, code = ""]) => code).filter((code) => code !== "connect_error");
  expect(codes.length).toBeGreaterThan(3);
  expect(codes.filter((code) => !(code in errors))).toEqual([]);
});
