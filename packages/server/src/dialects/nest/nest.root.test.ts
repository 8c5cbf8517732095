import { ask, waitFor } from "@parley/testkit";
import { expect, test } from "vitest";
import { useNest } from "./nest.fixture.ts";

const nest = useNest({ ROOT_DIALECT: "nest" });

test("N-OPS-01 with ROOT_DIALECT=nest its clients need no other address: REST and sockets at the root", async () => {
  const id = await nest.direct("ahmed", "fatima");
  const [ahmed, fatima] = await nest.join("ahmed", "fatima");
  ahmed.sendMessage(id, "Hello!");
  await waitFor("the message", () => fatima.of("newMessage").length === 1);
  expect((await fatima.getMessages(id)).body).toMatchObject({ success: true, data: [{ content: "Hello!" }] });
  expect(await ahmed.request("GET", "/api/nothing")).toMatchObject({ status: 404, body: { success: false, error: "unknown_operation" } });
});

test("the native contract stays under /native, both transports, and files are where it says", async () => {
  const id = await nest.direct("ahmed", "fatima");
  const token = await nest.server.tokenFor("ahmed");
  expect((await nest.server.fetch("/api/conversations", { token })).status).toBe(404);
  expect(await (await nest.server.fetch(`/native/api/conversations/${id}`, { token })).json()).toMatchObject({ id, type: "direct" });
  const problem = await nest.server.fetch("/native/api/nothing", { token });
  expect([problem.status, problem.headers.get("content-type")]).toEqual([404, expect.stringContaining("problem+json")]);
  const socket = await nest.server.connectWith(token, {});
  expect(await socket.timeout(10_000).emitWithAck("message:list", {})).toMatchObject({ success: false, error: "unknown_operation" });
  const native = socket.io.socket("/native", { auth: { token } });
  expect(await ask(native, "conversation:get", { conversationId: id })).toMatchObject({ id });
  const [ahmed] = await nest.join("ahmed");
  const sent = await ahmed.sendFile(id, "", new File(["words"], "words.txt", { type: "text/plain" }));
  const [attachment] = (sent.body.data as { attachments: { url: string }[] }).attachments;
  expect(await (await fetch(attachment?.url ?? "")).text()).toBe("words");
});
