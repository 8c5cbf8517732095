import { expect, test } from "vitest";
import { toInitials } from "./toInitials.ts";

test.each([
  ["Asha Gurung", "AG"],
  ["asha", "A"],
  ["आशा गुरुङ", "आगु"],
  ["陈美玲", "陈"],
  ["Maximiliane von und zu Hohenstein-Ehrenfels", "MH"],
  ["  (Ben)  ", "B"],
  ["Asha Gurung (you)", "AG"],
  ["***", "*"],
  ["👩‍🚀 Crew", "👩‍🚀C"],
])("%s is shown as %s", (name, initials) => expect(toInitials(name)).toBe(initials));
