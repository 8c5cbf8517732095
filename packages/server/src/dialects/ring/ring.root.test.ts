import { waitFor } from "@parley/testkit";
import { expect, test } from "vitest";
import { useRing } from "./ring.fixture.ts";

const ring = useRing({ ROOT_DIALECT: "ring" });

test("R-EV-01 with ROOT_DIALECT=ring its clients need no other address: REST, streams and sockets at the root", async () => {
  const id = await ring.direct("ada", "bob");
  const [ada, bob] = await ring.join("ada", "bob");
  const path = `/conversations/${id}/messages`;
  const stream = await bob.listen(path);
  const socket = await bob.socket();
  const heard: unknown[] = [];
  socket.onAny((event, { path }) => heard.push([event, path]));
  await socket.timeout(10_000).emitWithAck("subscribe", { path });
  const sent = await ada.sendMessage(id, "Hello");
  const { id: messageId } = sent.body.data as { id: string };
  await waitFor("both to hear", () => stream.events.length === 2 && heard.length === 2);
  expect(heard).toEqual([
    ["put", path],
    ["put", `${path}/${messageId}`],
  ]);
  expect((await bob.getConversations()).body).toMatchObject({ success: true, data: [{ id, unreadCount: 1 }] });
  expect(await bob.request("GET", "/api/nothing")).toMatchObject({ status: 404, body: { success: false, context: { code: "unknown_operation" } } });
  // The native contract stays where it always is.
  const native = await ring.server.fetch(`/native/api/conversations/${id}`, { token: await ring.server.tokenFor("ada") });
  expect(await native.json()).toMatchObject({ id, lastSeq: 1 });
});
