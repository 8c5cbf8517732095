import { expect, test } from "vitest";
import { t } from "./t.ts";

test("t fills in values, chooses the plural and formats numbers", () => {
  expect(t("common.remove", { name: "Asha" })).toBe("Remove Asha");
  expect(t("list.unread", { count: 1 })).toBe("1 unread message");
  expect(t("list.unread", { count: 1200 })).toBe("1,200 unread messages");
  expect(t("typing.two", { first: "{second}", second: "$&" })).toBe("{second} and $& are typing…");
});
