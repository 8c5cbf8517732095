import { type Message, ParleyError, type Payload } from "@parley/protocol";
import { listen, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aPreview, jobsOf, type PreviewWorld, startPreviewWorld } from "./previews.fixture.ts";

let world: PreviewWorld;
beforeAll(async () => {
  world = await startPreviewWorld();
});
afterAll(() => world.stop());

let pages = 0;
/** A new page of the web with this title. */
const aPage = (title: string) => world.network.web.serve(`/page/${pages++}`, { body: `<title>${title}</title>` });

/** A page that waits to be told to answer. */
function heldPage(title: string): { url: string; asked(): boolean; answer(): void } {
  let answer: (() => void) | undefined;
  const url = world.network.web.serve(`/held/${pages++}`, (_, response) => {
    answer = () => response.writeHead(200, { "content-type": "text/html" }).end(`<title>${title}</title>`);
  });
  return { url, asked: () => answer !== undefined, answer: () => answer?.() };
}

describe("a message with links", () => {
  test("is answered before its page is, and previewed later: rev, event and sync know, the version stays", async () => {
    const page = heldPage("Worth the wait");
    const heard = listen(await world.server.connect("bob"));
    const sent = await world.send(`see ${page.url}`);
    expect(sent).toMatchObject({ previews: [], version: 1 });
    await waitFor("the page to be asked for", () => page.asked());
    expect(await world.get(sent)).toEqual(sent);
    page.answer();
    const previewed = await world.settled(sent);
    expect(previewed).toEqual({ ...sent, rev: sent.rev + 1, previews: [aPreview(page.url, { title: "Worth the wait" })] });
    await waitFor("bob to hear", () => heard.length > 1);
    expect(heard.map(({ name }) => name)).toEqual(["message.created", "message.previewed"]);
    expect(heard[1]?.payload).toEqual({ conversationId: world.groupId, rev: previewed.rev, message: previewed } satisfies Payload<"message.previewed">);
    const changes = await world.server.as("bob").call("messages.changes", { conversationId: world.groupId, sinceRev: sent.rev, sinceSeq: sent.seq });
    expect(changes).toMatchObject({ messages: [previewed], rev: previewed.rev });
    const { messages } = await world.server.as("bob").call("messages.list", { conversationId: world.groupId });
    expect(messages.at(-1)).toEqual(previewed);
  });

  test("has previews of its first three that can be had, in their order", async () => {
    const [one, two, three, four] = [aPage("One"), `${aPage("gone")}/not`, aPage("Three"), aPage("Four")];
    const { previews } = await world.settled(await world.send(`${one} ${two} ${three} ${four}`));
    expect(previews).toEqual([aPreview(one, { title: "One" }), aPreview(three, { title: "Three" })]);
  });

  test("shows Open Graph, found over a redirect, under the link as it was written", async () => {
    // Public, and resolved only: nobody connects to it.
    world.names.set("cdn.example", ["1.1.1.1"]);
    const page = world.network.web.serve(
      "/story",
      {
        headers: { "content-type": "text/html; charset=gbk" },
        body: Buffer.concat([
          Buffer.from(
            '<head><meta property="og:image" content="https://cdn.example/a.png"><meta property="og:site_name" content="News"><meta property="og:title" content="',
          ),
          Buffer.from("d6d0cec4b1eacce2", "hex"),
          Buffer.from('"></head>'),
        ]),
      },
      "news.example",
    );
    const link = world.network.web.serve("/short", { status: 301, headers: { location: page } });
    const [preview] = (await world.settled(await world.send(`${link}#part`))).previews;
    expect(preview).toEqual(aPreview(`${link}#part`, { title: "中文标题", siteName: "News", imageUrl: "https://cdn.example/a.png" }));
  });

  test("shows the head of a page of any length, of which the rest is not fetched", async () => {
    let closed = false;
    const link = world.network.web.serve("/long", (_, response) => {
      response.on("close", () => {
        closed = true;
      });
      response.writeHead(200, { "content-type": "text/html", "content-length": String(1024 ** 3) });
      response.write(`<head><title>Long</title></head><body>${"x".repeat(10_000)}`);
    });
    expect((await world.settled(await world.send(link))).previews).toMatchObject([{ title: "Long" }]);
    await waitFor("the connection to end", () => closed);
  });

  test("to a picture shows it over https alone", async () => {
    const link = world.network.web.serve("/a.png", { headers: { "content-type": "image/png" }, body: "PNG" });
    expect((await world.settled(await world.send(link))).previews).toEqual([]);
  });

  test("says `previews: false` when they are not wanted; then an edit brings none either", async () => {
    const link = aPage("Private matter");
    const before = world.network.web.requests.length;
    const sent = await world.send(link, { previews: false });
    expect((await world.settled(sent)).previews).toEqual([]);
    expect((await world.settled(await world.edit(sent, `${link} again`))).previews).toEqual([]);
    expect(world.network.web.requests).toHaveLength(before);
  });

  test("is refused with previews that are neither true nor false", async () => {
    const refused = await world.send("x", { previews: "no" as unknown as boolean }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ParleyError);
    expect(refused).toMatchObject({ code: "validation_failed" });
  });
});

describe("an edit", () => {
  test("replaces the previews of the links that it replaces", async () => {
    const [one, two] = [aPage("One"), aPage("Two")];
    const sent = await world.settled(await world.send(one));
    const edited = await world.edit(sent, `${two} instead`);
    expect(edited.previews).toEqual([]);
    expect(await world.settled(edited)).toMatchObject({ version: 2, previews: [{ url: two, title: "Two" }] });
  });

  test("that adds a link keeps the preview that is there, and puts both in the text's order", async () => {
    const [one, two] = [aPage("One"), aPage("Two")];
    const sent = await world.settled(await world.send(one));
    const edited = await world.edit(sent, `${two} and ${one}`);
    expect(edited.previews).toEqual(sent.previews);
    expect((await world.settled(edited)).previews).toMatchObject([{ title: "Two" }, { title: "One" }]);
  });

  test("that only changes words asks for nothing", async () => {
    const sent = await world.settled(await world.send(aPage("One")));
    const edited = await world.edit(sent, `${sent.text} yes`);
    expect(await world.settled(edited)).toEqual(edited);
    expect(edited.previews).toEqual(sent.previews);
  });

  test("takes a link away whose page answers later: it does not come back", async () => {
    const [late, other] = [heldPage("Late"), aPage("Other")];
    const sent = await world.send(late.url);
    await waitFor("the page to be asked for", () => late.asked());
    const edited = await world.edit(sent, `not that one, ${other}`);
    late.answer();
    expect((await world.settled(edited)).previews).toMatchObject([{ url: other }]);
    await lateAnswers();
    expect((await world.get(sent)).previews).toMatchObject([{ url: other }]);
  });
});

/** Whatever was asked for has been answered and dealt with. */
const lateAnswers = () => waitFor("all jobs to be done", async () => (await world.server.pool.query("select 1 from preview_jobs")).rows.length === 0);

describe("I10 a deleted message", () => {
  test("has previews nowhere", async () => {
    const link = aPage("Xyzzy secret");
    const sent = await world.settled(await world.send(link));
    expect(sent.previews).toHaveLength(1);
    const heard = listen(await world.server.connect("bob"));
    await world.server.as("ada").call("messages.delete", { messageId: sent.id });
    await waitFor("bob to hear", () => heard.length > 0);
    const bob = world.server.as("bob").call;
    const { conversationId } = sent;
    const found = [
      heard,
      await bob("messages.get", { messageId: sent.id }),
      await bob("messages.list", { conversationId }),
      await bob("messages.changes", { conversationId, sinceRev: sent.rev, sinceSeq: sent.seq }),
      await bob("conversations.get", { conversationId }),
    ];
    expect(JSON.stringify(found)).not.toContain("Xyzzy");
    for (const table of ["messages", "outbox", "preview_jobs"])
      expect((await world.server.pool.query(`select 1 from ${table} t where t::text like '%Xyzzy%'`)).rows).toEqual([]);
  });

  test("gets none from a page that answers late", async () => {
    const late = heldPage("Late");
    const sent = await world.send(late.url);
    await waitFor("the page to be asked for", () => late.asked());
    const deleted = (await world.server.as("ada").call("messages.delete", { messageId: sent.id })).message;
    late.answer();
    await lateAnswers();
    expect(await world.get(sent)).toEqual(deleted);
  });

  test("whose previews the sender took off meanwhile stays without", async () => {
    const late = heldPage("Late");
    const sent = await world.send(late.url);
    await waitFor("the page to be asked for", () => late.asked());
    const bare = (await world.server.as("ada").call("messages.removePreviews", { messageId: sent.id })).message;
    late.answer();
    await lateAnswers();
    expect(await world.get(sent)).toEqual(bare);
  });
});

describe("a page", () => {
  const asked = (url: string) => world.network.web.requests.filter(({ path }) => path === new URL(url).pathname).length;
  const previewOf = async (link: string): Promise<Message["previews"]> => (await world.settled(await world.send(link))).previews;

  test("that many link to at once and within the hour is asked for once, and again after it", async () => {
    const link = aPage("Popular");
    await Promise.all([previewOf(link), previewOf(`${link}#one`), previewOf(`${link}#two`)]);
    expect(await previewOf(link)).toMatchObject([{ title: "Popular" }]);
    expect(asked(link)).toBe(1);
    world.server.clock.advance(61 * 60 * 1000);
    expect(await previewOf(link)).toMatchObject([{ title: "Popular" }]);
    expect(asked(link)).toBe(2);
  });

  test("that could not be had is not asked for again within the hour", async () => {
    const link = world.network.web.serve("/broken", { status: 500 });
    expect(await previewOf(link)).toEqual([]);
    world.network.web.serve("/broken", { body: "<title>Mended</title>" });
    expect(await previewOf(link)).toEqual([]);
    expect(asked(link)).toBe(1);
    world.server.clock.advance(61 * 60 * 1000);
    expect(await previewOf(link)).toMatchObject([{ title: "Mended" }]);
  });
});

test("with LINK_PREVIEWS=off nothing is asked for", async () => {
  const off = await startPreviewWorld({ LINK_PREVIEWS: "off" });
  const sent = await off.send(off.network.web.serve("/", { body: "<title>x</title>" }));
  expect(await off.settled(sent)).toEqual(sent);
  expect(await jobsOf(off.server, sent)).toEqual([]);
  expect(off.network.web.connections()).toBe(0);
  await off.stop();
});
