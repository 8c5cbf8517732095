import { readFile } from "node:fs/promises";
import { request } from "node:http";
import { deflateSync } from "node:zlib";
import { createTestDatabase, expectRefusal, type ServerProcess, startServerProcess, upload } from "@parley/testkit";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aPng, aZip, manyFrames } from "./hostile.fixture.ts";

/** What libvips needs for one picture of the largest size that is taken, and for another at the same time; TRUST.md allows a worker 300 MB. */
const mostMegabytes = 300;

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let server: ServerProcess;
let groupId: string;
let idle: number;
const samples: number[] = [];
let sampling: NodeJS.Timeout;

const rss = async () => Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${server.pid()}/status`, "utf8"))?.[1]) / 1024;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await startServerProcess({ databaseUrl: database.url, env: { LOG_LEVEL: "info" } });
  await call("bob", "GET", "/api/users/me");
  groupId = (await call("ada", "POST", "/api/conversations", { type: "group", participantIds: ["bob"] })).conversation.id;
  // A first picture loads sharp.
  await upload(server, "ada", groupId, {
    name: "a.png",
    content: await sharp({ create: { width: 9, height: 9, channels: 3, background: "red" } })
      .png()
      .toBuffer(),
  });
  idle = await rss();
  sampling = setInterval(
    () =>
      void rss()
        .then((value) => samples.push(value))
        .catch(() => {}),
    20,
  );
});
afterAll(async () => {
  clearInterval(sampling);
  await server.stop();
  await database.drop();
});

// biome-ignore lint/suspicious/noExplicitAny: answers of several operations
async function call(userId: string, method: string, path: string, body?: object): Promise<any> {
  const headers = { authorization: `Bearer ${await server.tokenFor(userId)}`, ...(body && { "content-type": "application/json" }) };
  return (await fetch(server.url + path, { method, headers, body: body ? JSON.stringify(body) : null })).json();
}

/** Two gigabytes that are never whole anywhere: of a form without a length, and of one that says it. */
async function stream(bytes: number, announced: boolean): Promise<{ code: string; sent: number }> {
  const head = `--b\r\ncontent-disposition: form-data; name="conversationId"\r\n\r\n${groupId}\r\n--b\r\ncontent-disposition: form-data; name="file"; filename="a.bin"\r\n\r\n`;
  const token = await server.tokenFor("ada");
  const { promise, resolve, reject } = Promise.withResolvers<{ code: string; sent: number }>();
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "multipart/form-data; boundary=b",
    ...(announced && { "content-length": String(bytes) }),
  };
  const outgoing = request(`${server.url}/api/attachments`, { method: "POST", headers });
  let [sent, over] = [0, false];
  outgoing.on("response", async (answer) => {
    over = true;
    const text = (await answer.toArray()).join("");
    outgoing.destroy();
    resolve({ code: JSON.parse(text).code, sent });
  });
  outgoing.on("error", (error) => over || reject(error));
  const piece = Buffer.alloc(1_000_000, 1);
  outgoing.write(head);
  const pump = () => {
    while (!over && sent < bytes) {
      sent += piece.length;
      if (!outgoing.write(piece)) return void outgoing.once("drain", pump);
    }
  };
  pump();
  return promise;
}

test("I18 S24 S25 S26 two gigabytes, a zip bomb, a pixel bomb, 10,000 frames and broken pictures are refused in bounded memory", async () => {
  const jpeg = await sharp({ create: { width: 3000, height: 3000, channels: 3, background: "red", noise: { type: "gaussian", mean: 128, sigma: 30 } } })
    .jpeg()
    .toBuffer();
  const bomb = aPng(50_000, 50_000, deflateSync(Buffer.alloc(1_000_000)));
  const take = (name: string, content: Uint8Array) => upload(server, "ada", groupId, { name, content });
  for (let round = 0; round < 3; round += 1) {
    await Promise.all([
      expectRefusal(take("bomb.png", bomb), "image_too_large"),
      expectRefusal(take("long.gif", manyFrames(10_000)), "image_too_large"),
      expectRefusal(take("cut.jpg", jpeg.subarray(0, jpeg.length / 2)), "image_invalid"),
      expectRefusal(take("page.png", Buffer.from("<!doctype html><script>alert(1)</script>")), "file_type_not_allowed"),
    ]);
  }
  // Nothing is unpacked but the few bytes that say which kind of archive it is.
  expect(await take("bomb.zip", aZip("[Content_Types].xml", Buffer.alloc(400_000_000)))).toMatchObject({ kind: "file" });
  const refused = Math.max(...samples);
  for (const announced of [false, true]) {
    const { code, sent } = await stream(2_000_000_000, announced);
    expect(code).toBe("file_too_large");
    // It is told soon after the limit, not after the end.
    expect(sent).toBeLessThan(announced ? 500_000_000 : 1_000_000_000);
  }
  const streamed = Math.max(...samples);
  // The largest picture that is taken, four times at once.
  const largest = await sharp({ create: { width: 7000, height: 7000, channels: 3, background: "#336699" } })
    .jpeg()
    .toBuffer();
  const taken = await Promise.all([1, 2, 3, 4].map(() => take("large.jpg", largest)));
  expect(taken.map(({ width }) => width)).toEqual([7000, 7000, 7000, 7000]);
  const peak = Math.max(...samples);
  const described = [
    `idle ${idle.toFixed(0)} MB`,
    `refused pictures and a zip of 400 MB ${refused.toFixed(0)} MB`,
    `2 GB streams ${streamed.toFixed(0)} MB`,
    `four of 49 megapixels ${peak.toFixed(0)} MB`,
  ];
  console.log(`RSS of the server: ${described.join(", ")}`);
  expect(peak - idle).toBeLessThan(mostMegabytes);
}, 180_000);
