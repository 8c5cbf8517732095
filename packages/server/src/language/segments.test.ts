import { expect, test } from "vitest";
import { placeOf, segmentsOf, tokenize } from "./index.ts";

/** The alternatives of each term that a query asks for. */
const ask = (query: string): string[][] => tokenize(query).flatMap((token) => segmentsOf(token).map((needles) => needles.map(({ needle }) => needle)));
const includesOneOfEach = (query: string, text: string): boolean => {
  const [folded] = tokenize(text);
  return ask(query).every((needles) => needles.some((needle) => folded?.folded.includes(needle)));
};

test.each([
  ["酒店", "饭店"],
  ["食べる", "飲みます"],
  ["食べる", "朝食"],
  ["忘れる", "忘了"],
  ["회의", "회사"],
  ["รถไฟ", "รถยนต์"],
])("%s is not in %s", (query, text) => {
  expect(includesOneOfEach(query, text)).toBe(false);
});

test.each([
  ["會議", "会议改到星期五"],
  ["食べる", "昨日食べた寿司"],
  ["送れば", "写真を送ります"],
  ["図書館で借りる", "図書館で本を借りてきた"],
  ["ﾊﾟｽﾜｰﾄﾞ", "ぱすわーどを忘れた"],
  ["회의를", "회의실은"],
  ["기다리다", "기다렸어"],
  ["갔어요", "갑니다"],
  ["กวยเตี๋ยว", "ก๋วยเตี๋ยวร้านเมื่อวาน"],
  ["เซิฟเวอร์", "เซิร์ฟเวอร์ล่มอีกแล้ว"],
])("%s is in %s", (query, text) => {
  expect(includesOneOfEach(query, text)).toBe(true);
});

test("what was found has its place in the text, however its letters are made up", () => {
  for (const [text, needle, place] of [
    ["ﾊﾟｽﾜｰﾄﾞを", "わーど", "ﾜｰﾄﾞ"],
    ["ที่ก๋วยเตี๋ยว", "กวยเตียว", "ก๋วยเตี๋ยว"],
    ["\u1112\u1166\u110b\u1174는", "헤의", "\u1112\u1166\u110b\u1174"],
  ] as const) {
    const [token] = tokenize(text);
    const at = token?.folded.indexOf(needle) ?? -1;
    expect({ text, at: at >= 0 }).toEqual({ text, at: true });
    const { start, end } = placeOf(token as NonNullable<typeof token>, at, needle.length);
    expect(text.slice(start, end)).toBe(place);
  }
});
