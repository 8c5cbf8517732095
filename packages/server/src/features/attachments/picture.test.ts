import { randomBytes } from "node:crypto";
import { deflateSync } from "node:zlib";
import { limits } from "@parley/protocol";
import { expectRefusal, newGroup, startTestServer, type TestServer, upload } from "@parley/testkit";
import sharp from "sharp";
import { thumbHashToRGBA } from "thumbhash";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aPng, manyFrames } from "./hostile.fixture.ts";

let server: TestServer;
let groupId: string;
beforeAll(async () => {
  server = await startTestServer();
  groupId = (await newGroup(server, ["ada", "bob"])).id;
});
afterAll(() => server.stop());

const take = (name: string, content: Uint8Array) => upload(server, "ada", groupId, { name, content });
async function fetched(attachmentId: string, variant: "original" | "thumbnail" = "original"): Promise<Buffer> {
  const { url } = await server.as("ada").call("attachments.link", { attachmentId, variant });
  return Buffer.from(await (await fetch(server.url + url)).arrayBuffer());
}

describe("S25 a picture is refused", () => {
  test("with 2,500,000,000 pixels in 30 kB", async () => {
    await expectRefusal(take("bomb.png", aPng(50_000, 50_000, deflateSync(Buffer.alloc(1_000_000)))), "image_too_large");
  });

  test("with 10,000 frames", async () => {
    await expectRefusal(take("long.gif", manyFrames(10_000)), "image_too_large");
  });

  test("when its frames together are too large", async () => {
    const side = Math.ceil(Math.sqrt(limits.imagePixels / 100));
    await expectRefusal(take("wide.gif", manyFrames(101, side)), "image_too_large");
  });

  test("when it is cut off, whatever its type", async () => {
    const noise = sharp({ create: { width: 400, height: 400, channels: 3, background: "red", noise: { type: "gaussian", mean: 128, sigma: 30 } } });
    for (const whole of [await noise.jpeg().toBuffer(), await noise.png().toBuffer(), await noise.webp().toBuffer()])
      await expectRefusal(take("cut", whole.subarray(0, whole.length / 2)), "image_invalid");
    await expectRefusal(take("cut.png", aPng(10, 10, Buffer.from("not deflated"))), "image_invalid");
  });
});

describe("S25 a picture is taken without a colour profile", () => {
  const pixels = deflateSync(Buffer.alloc(10 * (1 + 10 * 3)));

  test.each([
    ["of 200 MB in 200 kB", Buffer.alloc(200_000_000)],
    ["of 5 MB that is none", randomBytes(5_000_000)],
  ] as const)("%s", async (_, profile) => {
    const attachment = await take("profile.png", aPng(10, 10, pixels, deflateSync(profile)));
    expect((await sharp(await fetched(attachment.id)).metadata()).icc).toBeUndefined();
    expect(attachment.bytes).toBeLessThan(1000);
  });
});

test("S25 nothing tells where a picture was taken: no EXIF, no XMP, no IPTC, no comment, and it stands upright", async () => {
  const exif = {
    IFD0: { Copyright: "secret copyright" },
    IFD3: { GPSLatitudeRef: "N", GPSLatitude: "51/1 30/1 3230/100", GPSLongitudeRef: "W", GPSLongitude: "0/1 7/1 4366/100" },
  };
  const xmp =
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="secret latitude"/></rdf:RDF></x:xmpmeta>';
  const base = () =>
    sharp({ create: { width: 900, height: 300, channels: 3, background: "green" } })
      .withExif(exif)
      .withXmp(xmp)
      .withMetadata({ orientation: 6 });
  for (const [name, content] of [
    ["a.jpg", await base().jpeg().toBuffer()],
    ["a.png", await base().png().toBuffer()],
    ["a.webp", await base().webp().toBuffer()],
  ] as const) {
    expect((await sharp(content).metadata()).exif, name).toBeDefined();
    const attachment = await take(name, content);
    expect(attachment).toMatchObject({ width: 300, height: 900 });
    for (const variant of ["original", "thumbnail"] as const) {
      const served = await fetched(attachment.id, variant);
      const { exif: left, xmp: leftXmp, iptc, orientation, comments } = await sharp(served).metadata();
      expect([name, variant, left, leftXmp, iptc, orientation, comments]).toEqual([name, variant, undefined, undefined, undefined, undefined, undefined]);
      expect(served.includes("secret") || served.includes("GPS")).toBe(false);
    }
  }
});

test("the colour profile stays, and transparency", async () => {
  const attachment = await take(
    "a.png",
    await sharp({ create: { width: 10, height: 10, channels: 4, background: "#ff000080" } })
      .withIccProfile("p3")
      .png()
      .toBuffer(),
  );
  const { icc, hasAlpha } = await sharp(await fetched(attachment.id)).metadata();
  expect([icc !== undefined, hasAlpha]).toEqual([true, true]);
});

test("a large picture has a thumbnail of bearable size and a placeholder of its colours; a small one needs none", async () => {
  const large = await take(
    "a.jpg",
    await sharp({ create: { width: 3000, height: 2000, channels: 3, background: "#2244cc" } })
      .jpeg()
      .toBuffer(),
  );
  expect(large).toMatchObject({ hasThumbnail: true, width: 3000, height: 2000 });
  const { width, height, format } = await sharp(await fetched(large.id, "thumbnail")).metadata();
  expect([width, height, format]).toEqual([limits.thumbnailPixels, (limits.thumbnailPixels * 2) / 3, "webp"]);
  const { rgba } = thumbHashToRGBA(Buffer.from(large.thumbhash ?? "", "base64"));
  expect(rgba[2]).toBeGreaterThan(150);
  expect(rgba[0]).toBeLessThan(100);

  const small = await take(
    "b.png",
    await sharp({ create: { width: 20, height: 10, channels: 3, background: "red" } })
      .png()
      .toBuffer(),
  );
  expect(small.hasThumbnail).toBe(false);
  await expectRefusal(server.as("ada").call("attachments.link", { attachmentId: small.id, variant: "thumbnail" }), "not_found");
});

test("an animated picture stays animated", async () => {
  const attachment = await take("a.gif", manyFrames(12, 20));
  expect(attachment).toMatchObject({ kind: "image", width: 20, height: 20 });
  expect((await sharp(await fetched(attachment.id), { animated: true }).metadata()).pages).toBe(12);
});
