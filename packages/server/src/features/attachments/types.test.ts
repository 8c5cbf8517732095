import { type Attachment, limits } from "@parley/protocol";
import { expectRefusal, newGroup, recording, startTestServer, type TestServer, upload } from "@parley/testkit";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let server: TestServer;
let groupId: string;
beforeAll(async () => {
  server = await startTestServer();
  groupId = (await newGroup(server, ["ada", "bob"])).id;
});
afterAll(() => server.stop());

const take = async (name: string, content: Uint8Array | string, type?: string): Promise<Attachment> =>
  upload(server, "ada", groupId, { name, content: typeof content === "string" ? Buffer.from(content) : content, ...(type !== undefined && { type }) });

const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: "red" } });
const png = await picture.png().toBuffer();
const gif = await picture.gif().toBuffer();
const tiff = await picture.tiff().toBuffer();
const avif = await picture.avif().toBuffer();
const html = "<!doctype html><script>alert(1)</script>";
const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>';
const pdf = `%PDF-1.7\n${html}\n%%EOF`;
const exe = Buffer.concat([Buffer.from("MZ"), Buffer.alloc(200)]);

describe("S21 S25 a file that is not what it says, or cannot be written again, is refused", () => {
  test.each([
    ["HTML named .png", "a.png", html, undefined],
    ["HTML declared as a picture", "a", html, "image/png"],
    ["SVG named .jpg", "a.jpg", svg, undefined],
    ["a script named .gif", "a.gif", "alert(1)", undefined],
    ["a script named .mp4", "a.mp4", "alert(1)", undefined],
    ["a script named .pdf", "a.pdf", "alert(1)", undefined],
    ["a picture named .html", "a.html", png, undefined],
    ["a polyglot of GIF and script, named .js", "a.js", "GIF89a/*aaaa*/=1;alert(1)", undefined],
    ["a polyglot of PDF and HTML, named .html", "a.html", pdf, "text/html"],
    ["a picture declared as text", "a", png, "text/plain"],
    ["a picture named .pdf", "a.pdf", png, undefined],
    ["film named .png", "a.png", recording("film.mp4"), undefined],
    ["a program", "a.exe", exe, undefined],
    ["a program without a name", "a", exe, undefined],
    ["a program by its last extension", "invoice.pdf.exe", "hello", undefined],
    ["a shortcut", "a.lnk", "hello", undefined],
    ["nothing at all", "a.txt", "", undefined],
    ["a photo that cannot be written again", "a.tiff", tiff, undefined],
    ["a photo whose place cannot be taken out", "a.avif", avif, undefined],
  ] as [string, string, string | Uint8Array, string | undefined][])("%s", async (_, name, content, type) => {
    await expectRefusal(take(name, content, type), "file_type_not_allowed");
  });

  test("a polyglot of GIF and script that says that it is a picture is no picture", async () => {
    await expectRefusal(take("a.gif", "GIF89a/*aaaa*/=1;alert(1)"), "image_invalid");
  });
});

test("S21 what is hidden behind a picture is not kept", async () => {
  const attachment = await take("a.gif", Buffer.concat([gif, Buffer.from(html)]));
  const { url } = await server.as("ada").call("attachments.link", { attachmentId: attachment.id });
  expect(Buffer.from(await (await fetch(server.url + url)).arrayBuffer()).includes("alert(1)")).toBe(false);
});

describe("the content decides what a file is", () => {
  test.each([
    ["a.png", png, "image/png", "image", "image/png", "a.png"],
    // A picture of another type than its name says is a picture.
    ["a.jpg", png, "image/jpeg", "image", "image/png", "a.png"],
    ["picture", png, undefined, "image", "image/png", "picture.png"],
    ["a.html", html, "text/html", "file", "text/html", "a.html"],
    ["a.svg", svg, "image/svg+xml", "file", "image/svg+xml", "a.svg"],
    ["a.js", "alert(1)", "text/javascript", "file", "text/javascript", "a.js"],
    ["a.ts", "const a = 1;", "video/mp2t", "file", "video/mp2t", "a.ts"],
    ["a.png.html", html, undefined, "file", "text/html", "a.png.html"],
    ["notes", "hello", undefined, "file", "application/octet-stream", "notes"],
    ["a.pdf", pdf, "application/pdf", "file", "application/pdf", "a.pdf"],
    ["table.csv", "a;b\n1;2", "application/vnd.ms-excel", "file", "text/csv", "table.csv"],
    ["voice.webm", recording("voice.webm"), "audio/webm", "audio", "audio/webm", "voice.webm"],
    ["voice.mp4", recording("voice.mp4"), "audio/mp4", "audio", "audio/mp4", "voice.m4a"],
    ["film.webm", recording("film.webm"), "video/webm", "video", "video/webm", "film.webm"],
    ["film.mp4", recording("film.mp4"), "video/mp4", "video", "video/mp4", "film.mp4"],
    // Cut off in its first bytes it cannot be played, and so it is a file like others.
    ["film.mp4", recording("film.mp4").subarray(0, 100), "video/mp4", "file", "video/mp4", "film.mp4"],
  ] as [string, string | Uint8Array, string | undefined, string, string, string][])("%s is %4$s %5$s", async (name, content, type, kind, mediaType, kept) => {
    expect(await take(name, content, type)).toMatchObject({ kind, mediaType, name: kept });
  });
});

test("X-NEXT-06 T-NEXT-02 a voice message has its length and its waveform; a film its size and length", async () => {
  const waveform = Array.from({ length: limits.waveformBars }, (_, index) => index);
  const fields = { waveform: JSON.stringify(waveform), durationMs: "86400000" };
  const voice = await upload(server, "ada", groupId, { content: recording("voice.webm"), name: "voice.webm", type: "audio/webm;codecs=opus", fields });
  expect(voice).toMatchObject({ kind: "audio", waveform, width: null, thumbhash: null });
  // What the file says wins over what its sender says.
  expect(voice.durationMs).toBeGreaterThan(1000);
  expect(voice.durationMs).toBeLessThan(1500);
  expect(await take("film.mp4", recording("film.mp4"))).toMatchObject({
    kind: "video",
    width: 160,
    height: 120,
    waveform: null,
    durationMs: expect.any(Number),
  });
});

describe("S22 S20 a name is shown, never used", () => {
  test.each([
    ["../../etc/passwd", "passwd"],
    ["..\\..\\windows\\win.ini", "win.ini"],
    ["/etc/passwd", "passwd"],
    ["C:\\temp\\a.txt", "a.txt"],
    ["a\u202egpj.txt", "agpj.txt"],
    ["a\u0007b.txt", "ab.txt"],
    ["  .hidden ", "hidden"],
    ["..", "file"],
    ["CON", "_CON"],
    ["nul.txt", "_nul.txt"],
    ["नमस्ते दुनिया 你好 🦊.txt", "नमस्ते दुनिया 你好 🦊.txt"],
    ["<img src=x onerror=alert(1)>.txt", "<img src=x onerror=alert(1)>.txt"],
    [`${"x".repeat(5000)}.txt`, `${"x".repeat(251)}.txt`],
  ])("%s", async (given, kept) => {
    const attachment = await take(given, "hello");
    expect(attachment.name).toBe(kept);
    const { url } = await server.as("ada").call("attachments.link", { attachmentId: attachment.id });
    const disposition = (await fetch(server.url + url)).headers.get("content-disposition") ?? "";
    expect(disposition).toMatch(/^attachment; filename/);
    // RFC 6266: nothing but ASCII, quotes escaped, the rest in filename*.
    expect(disposition).toMatch(/^[\x20-\x7e]+$/);
  });

  test("CR, LF and NUL in the form's own header are refused or taken out", async () => {
    const attachment = await upload(server, "ada", groupId, { name: "a\r\nset-cookie: x=1\0.txt", content: Buffer.from("hello") });
    const { url } = await server.as("ada").call("attachments.link", { attachmentId: attachment.id });
    const answer = await fetch(server.url + url);
    expect(answer.headers.get("set-cookie")).toBeNull();
    expect(attachment.name).not.toMatch(/\p{Cc}/u);
  });
});
