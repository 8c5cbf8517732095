import type { Actor } from "./actor.ts";

/** Who asks, as far as is known, and from where: the address that budgets count (guards/address.ts). */
export type Caller = { actor: Actor | null; address: string };
