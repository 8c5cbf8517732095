import { MIMEType } from "node:util";
import { expect, test } from "vitest";
import { decodedText } from "./decodedText.ts";
import { readHead } from "./readHead.ts";
import { toPreview } from "./toPreview.ts";

const pageUrl = new URL("https://news.example/2030/story");

async function* chunksOf(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** A page as the network brings it: in pieces that end anywhere. */
async function preview(page: string | Buffer, contentType = "text/html", { mayShow = async (_address: string) => true, chunkBytes = 7 } = {}) {
  const bytes = typeof page === "string" ? Buffer.from(page) : page;
  return toPreview(await readHead(decodedText(chunksOf(bytes, chunkBytes), new MIMEType(contentType))), pageUrl, mayShow);
}

const nothing = { description: null, siteName: null, imageUrl: null, imageWidth: null, imageHeight: null };

test.each(["", "not html", "<html><body><h1>no title</h1>", "<title> \n </title>", "<svg><title>a drawing</title></svg>", "<body><title>too late</title>"])(
  "%j has no preview",
  async (page) => {
    expect(await preview(page)).toBeNull();
  },
);

test("Open Graph comes first, then Twitter's cards, then plain HTML; what is said twice counts once", async () => {
  const plain = `<title>Plain &amp; simple</title><meta name="description" content="In plain words">`;
  const card = `<meta name="twitter:title" content="Card"><meta name="twitter:description" content="In a card"><meta name="twitter:image" content="/card.png">`;
  const graph = `<meta property="og:title" content="Graph"><meta property="og:title" content="Graph again"><META PROPERTY=og:description CONTENT='In a graph'>
    <meta property="og:site_name" content="News"><meta property="og:image" content="/graph.png"><meta property="og:image:width" content="1200"><meta property="og:image:height" content="630">`;
  const expected = [
    { ...nothing, title: "Plain & simple", description: "In plain words" },
    { ...nothing, title: "Card", description: "In a card", imageUrl: "https://news.example/card.png" },
    {
      title: "Graph",
      description: "In a graph",
      siteName: "News",
      imageUrl: "https://news.example/graph.png",
      imageWidth: 1200,
      imageHeight: 630,
    },
  ];
  expect([await preview(plain), await preview(plain + card), await preview(`<head>${plain}${card}${graph}</head>`)]).toEqual(expected);
});

test("text is text: tags in a title, entities and scripts stay inert", async () => {
  const page = `<script>"<title>not this</title>"</script><!-- <title>nor this</title> --><title><b>Bold</b> &lt;img src=x onerror=alert(1)&gt;</title>`;
  expect(await preview(page)).toMatchObject({ title: "<b>Bold</b> <img src=x onerror=alert(1)>" });
});

test.each([
  ["story.png", "https://news.example/2030/story.png"],
  ["//cdn.example/a.png", "https://cdn.example/a.png"],
  ["https://cdn.example/a b.png?x=1", "https://cdn.example/a%20b.png?x=1"],
])("the picture %s is %s", async (content, imageUrl) => {
  expect(await preview(`<title>x</title><meta property="og:image" content="${content}">`)).toMatchObject({ imageUrl });
});

test("a picture's address is relative to the page's base", async () => {
  expect(await preview(`<base href="/static/"><title>x</title><meta property="og:image" content="a.png">`)).toMatchObject({
    imageUrl: "https://news.example/static/a.png",
  });
});

test.each([
  "http://cdn.example/a.png",
  "javascript:alert(1)",
  "data:image/png;base64,AAAA",
  "https://",
  `https://cdn.example/${"x".repeat(3000)}`,
  "file:///a.png",
])("S29 the picture %s is left out", async (content) => {
  expect(await preview(`<title>x</title><meta property="og:image" content="${content}">`)).toMatchObject({ title: "x", imageUrl: null });
});

test("S29 a picture that may not be shown is left out; the next one that may be is shown, with its own size", async () => {
  const page = `<title>x</title><meta property="og:image" content="https://intranet.example/a.png"><meta property="og:image:width" content="10">
    <meta property="og:image" content="http://cdn.example/b.png"><meta property="og:image:secure_url" content="https://cdn.example/b.png"><meta property="og:image:width" content="20">`;
  const mayShow = async (address: string) => !address.includes("intranet");
  expect(await preview(page, "text/html", { mayShow })).toMatchObject({ imageUrl: "https://cdn.example/b.png", imageWidth: 20 });
});

test.each(["0", "-1", "1e9", "999999", "12px", "", "NaN"])("a width of %j is none", async (width) => {
  const page = `<title>x</title><meta property="og:image" content="/a.png"><meta property="og:image:width" content="${width}">`;
  expect(await preview(page)).toMatchObject({ imageUrl: "https://news.example/a.png", imageWidth: null });
});

/** 中文标题, 日本語の題名 and नेपाली in the bytes that such pages are written in. */
const encoded = {
  gbk: Buffer.from("d6d0cec4b1eacce2", "hex"),
  shift_jis: Buffer.from("93fa967b8cea82cc91e896bc", "hex"),
  utf8: Buffer.from("नेपाली"),
  utf16: Buffer.from("\uFEFF<title>नेपाली</title>", "utf16le"),
};
const page = (before: string, title: Buffer) => Buffer.concat([Buffer.from(`<html><head>${before}<title>`), title, Buffer.from("</title></head>")]);

test.each([
  ["GBK, said in the page", page('<meta charset="gbk">', encoded.gbk), "text/html", "中文标题"],
  ["GB2312, said in the header", page("", encoded.gbk), "text/html; charset=GB2312", "中文标题"],
  [
    "Shift_JIS, as old pages say it",
    page('<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">', encoded.shift_jis),
    "text/html",
    "日本語の題名",
  ],
  ["UTF-8 of which nothing is said", page("", encoded.utf8), "text/html", "नेपाली"],
  ["UTF-16 with its mark", encoded.utf16, "text/html; charset=utf-8", "नेपाली"],
  ["the header against the page", page('<meta charset="shift_jis">', encoded.gbk), "text/html; charset=gbk", "中文标题"],
])("a page in %s is read", async (_, bytes, contentType, title) => {
  for (const chunkBytes of [1, 5, 100_000]) expect(await preview(bytes, contentType, { chunkBytes })).toMatchObject({ title });
});

test("a page whose description ends in the middle of a declaration is read all the same", async () => {
  expect(await preview('<title>x</title><meta name="description" content="Every charset">')).toMatchObject({ title: "x" });
});

test("S29 UTF-7 and encodings that nobody knows are not read", async () => {
  const hidden = "<title>+ADw-script+AD4-</title>";
  await expect(preview(hidden, "text/html; charset=utf-7")).rejects.toThrow(RangeError);
  await expect(preview(`<meta charset="utf-7">${hidden}`)).rejects.toThrow(RangeError);
});

test("reading stops where the head ends", async () => {
  let taken = 0;
  async function* long() {
    yield Buffer.from("<head><title>x</title></head>".padEnd(2000));
    while (taken < 1000) {
      taken += 1;
      yield Buffer.alloc(1000, "y");
    }
  }
  expect(await readHead(decodedText(long(), new MIMEType("text/html")))).toMatchObject({ title: "x" });
  expect(taken).toBe(0);
});
