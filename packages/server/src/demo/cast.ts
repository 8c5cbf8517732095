import type { DemoMessage } from "./demoConversation.ts";

type Details = Omit<DemoMessage, "from" | "minutesAfter" | "text">;

function speaker(from: string) {
  return (minutesAfter: number, text: string, details: Details = {}): DemoMessage => ({ from, text, minutesAfter, ...details });
}

/** One function per person, so that a conversation reads like a script. */
export const asha = speaker("demo-asha");
export const diego = speaker("demo-diego");
export const bikash = speaker("demo-bikash");
export const priya = speaker("demo-priya");
export const arjun = speaker("demo-arjun");
export const omar = speaker("demo-omar");
export const layla = speaker("demo-layla");
export const mei = speaker("demo-mei");
export const lucia = speaker("demo-lucia");
export const marta = speaker("demo-marta");
export const kwame = speaker("demo-kwame");
export const wanjiku = speaker("demo-wanjiku");
