import { startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { measure, type Score } from "./measure.ts";
import { readSuites } from "./suites.ts";

/** Of what is relevant, within the first ten. */
const leastRecall = 0.95;

const suites = readSuites();
let server: TestServer;
let scores: Score[];
beforeAll(async () => {
  server = await startTestServer();
  scores = await measure(server.server, suites);
});
afterAll(() => server.stop());

test("T-NEXT-04 every language has a corpus of 60 messages or more and 20 queries or more", () => {
  expect(suites.map(({ language }) => language)).toEqual(["ar", "de", "en", "es", "hi", "ja", "ko", "ne", "th", "tr", "zh"]);
  for (const { language, messages, queries } of suites)
    expect({ language, enough: messages.size >= 60 && queries.length >= 20 }).toEqual({ language, enough: true });
});

test.each(suites)("T-NEXT-04 in $language what is relevant is among the first ten, with all languages in one database", ({ language }) => {
  const score = scores.find((one) => one.language === language);
  // The misses are shown when it fails.
  expect(score !== undefined && score.recall >= leastRecall ? "enough" : score).toBe("enough");
});
