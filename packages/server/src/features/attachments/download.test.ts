import { createHmac } from "node:crypto";
import { type Attachment, limits } from "@parley/protocol";
import { expectRefusal, newGroup, recording, startTestServer, type TestServer, upload } from "@parley/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let server: TestServer;
let groupId: string;
let film: Attachment;
beforeAll(async () => {
  server = await startTestServer();
  groupId = (await newGroup(server, ["ada", "bob"])).id;
  film = await upload(server, "ada", groupId, { name: "film.webm", content: recording("film.webm") });
  await server.as("ada").call("messages.send", { conversationId: groupId, text: "", attachmentIds: [film.id] });
});
afterAll(() => server.stop());

const linkOf = async (userId: string, attachmentId = film.id) => (await server.as(userId).call("attachments.link", { attachmentId })).url;
async function get(path: string, headers: Record<string, string> = {}, method = "GET") {
  const answer = await fetch(server.url + path, { method, headers });
  const content = Buffer.from(await answer.arrayBuffer());
  const problem = answer.headers.get("content-type")?.includes("problem") ? JSON.parse(content.toString()) : {};
  return { status: answer.status, code: problem.code as string | undefined, headers: answer.headers, content };
}

describe("S23 S6 a link is refused", () => {
  test("to strangers, and to everybody but its owner before it is sent", async () => {
    await expectRefusal(linkOf("mallory"), "not_found");
    const unsent = await upload(server, "ada", groupId, { name: "a.txt", content: Buffer.from("hello") });
    await expectRefusal(linkOf("bob", unsent.id), "not_found");
    expect((await get(await linkOf("ada", unsent.id))).status).toBe(200);
    await expectRefusal(linkOf("ada", crypto.randomUUID()), "not_found");
  });

  test("with anything in it changed, or made with another key", async () => {
    const url = await linkOf("ada");
    const other = await upload(server, "ada", groupId, { name: "a.txt", content: Buffer.from("hello") });
    const change = (from: RegExp | string, to: string) => url.replace(from, to);
    const expires = /expires=(\d+)/.exec(url)?.[1] ?? "";
    const forged = createHmac("sha256", server.server.app.config.jwtSecret)
      .update(JSON.stringify([film.id, "original", "ada", Number(expires)]))
      .digest("base64url");
    for (const changed of [
      change(film.id, other.id),
      change("user=ada", "user=bob"),
      change("original", "thumbnail"),
      change(/expires=\d+/, `expires=${Number(expires) + 1000}`),
      change(/signature=.*/, `signature=${forged}`),
      change(/signature=(.)/, "signature=_"),
    ])
      expect([changed, (await get(changed)).code]).toEqual([changed, "not_found"]);
  });

  test("without a signature, by a path, by a key of the store", async () => {
    for (const path of [`/files/${film.id}`, `/files/..%2f..%2fetc%2fpasswd`, "/files/..%2fdevelopment-secret?variant=original", `/files/${film.id}.thumbnail`])
      expect([path, (await get(path)).status]).toEqual([path, 400]);
    expect((await get("/files/../../etc/passwd")).status).toBe(404);
  });

  test("after five minutes", async () => {
    const url = await linkOf("ada");
    const { expiresAt } = await server.as("ada").call("attachments.link", { attachmentId: film.id });
    expect(Date.parse(expiresAt) - server.clock.now()).toBeLessThanOrEqual(limits.linkMs);
    server.clock.advance(limits.linkMs + 1);
    expect(await get(url)).toMatchObject({ status: 403, code: "url_expired" });
  });

  test("I21 I13 at once, to a member who was removed or left, and to a user who was deactivated", async () => {
    const { id } = await newGroup(server, ["ada", "bob", "cleo", "dora"]);
    const file = await upload(server, "ada", id, { name: "a.txt", content: Buffer.from("hello") });
    await server.as("ada").call("messages.send", { conversationId: id, text: "", attachmentIds: [file.id] });
    const [bob, cleo, dora] = [await linkOf("bob", file.id), await linkOf("cleo", file.id), await linkOf("dora", file.id)];
    await server.as("ada").call("conversations.removeMember", { conversationId: id, userId: "bob" });
    await server.as("cleo").call("conversations.leave", { conversationId: id });
    await server.as("root", { role: "admin" }).call("users.setActive", { userId: "dora", active: false });
    expect([await get(bob), await get(cleo), await get(dora)].map(({ code }) => code)).toEqual(["not_found", "not_found", "account_inactive"]);
    await expectRefusal(linkOf("bob", file.id), "not_found");
    expect((await get(await linkOf("ada", file.id))).status).toBe(200);
  });
});

describe("a download", () => {
  test("S21 S39 is what it is and nothing a browser would run", async () => {
    const { headers, content } = await get(await linkOf("bob"));
    expect(content.equals(recording("film.webm"))).toBe(true);
    const common = { "x-content-type-options": "nosniff", "content-security-policy": "sandbox; default-src 'none'", "cache-control": "private, no-cache" };
    expect(Object.fromEntries(headers)).toMatchObject({ ...common, "content-type": "video/webm", "content-disposition": "inline; filename=film.webm" });
    for (const [name, markup] of [
      ["a.html", "<script>alert(1)</script>"],
      ["a.svg", "<svg onload='alert(1)'/>"],
      ["a.js", "alert(1)"],
      ["a.xml", "<?xml version='1.0'?><a/>"],
    ] as const) {
      const file = await upload(server, "ada", groupId, { name, content: Buffer.from(markup) });
      const answer = await get(await linkOf("ada", file.id));
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        ...common,
        "content-type": "application/octet-stream",
        "content-disposition": `attachment; filename=${name}`,
      });
    }
  });

  test("answers ranges, so that films can be wound", async () => {
    const url = await linkOf("bob");
    const whole = Buffer.from(recording("film.webm"));
    const size = whole.length;
    for (const [range, start, end] of [
      ["bytes=0-0", 0, 0],
      ["bytes=100-199", 100, 199],
      ["bytes=1000-", 1000, size - 1],
      ["bytes=-10", size - 10, size - 1],
      [`bytes=10-${size + 100}`, 10, size - 1],
    ] as const) {
      const { status, headers, content } = await get(url, { range });
      expect([range, status, headers.get("content-range"), headers.get("content-length")]).toEqual([
        range,
        206,
        `bytes ${start}-${end}/${size}`,
        String(end - start + 1),
      ]);
      expect(content.equals(whole.subarray(start, end + 1))).toBe(true);
    }
    const beyond = await get(url, { range: `bytes=${size}-` });
    expect([beyond.status, beyond.code, beyond.headers.get("content-range")]).toEqual([416, "range_not_satisfiable", `bytes */${size}`]);
    for (const range of ["bytes=0-1,5-6", "lines=1-2", "bytes=x", "bytes=5-1"]) {
      const { status } = await get(url, { range });
      expect([200, 416]).toContain(status);
    }
  });

  test("answers HEAD without the file, and 304 to whoever has it", async () => {
    const url = await linkOf("bob");
    const head = await get(url, {}, "HEAD");
    expect([head.status, head.headers.get("content-length"), head.headers.get("accept-ranges"), head.content.length]).toEqual([
      200,
      String(film.bytes),
      "bytes",
      0,
    ]);
    const etag = head.headers.get("etag") ?? "";
    expect((await get(url, { "if-none-match": etag })).status).toBe(304);
    expect((await get(url, { range: "bytes=0-9", "if-range": etag })).status).toBe(206);
    expect((await get(url, { range: "bytes=0-9", "if-range": '"another"' })).status).toBe(200);
  });

  test("of a file that the store has lost is not_found, not a failure", async () => {
    const file = await upload(server, "ada", groupId, { name: "a.txt", content: Buffer.from("hello") });
    await server.server.app.files.store.remove(file.id);
    expect(await get(await linkOf("ada", file.id))).toMatchObject({ status: 404, code: "not_found" });
  });
});
