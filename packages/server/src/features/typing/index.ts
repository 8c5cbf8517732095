/** Who is typing now: memory with expiry, and events. Nothing here is stored or promised. */
import { list } from "./list.ts";
import { start } from "./start.ts";
import { stop } from "./stop.ts";

export { TypingRegistry } from "./typingRegistry.ts";
export const typing = { start, stop, list };
