import type { Parley } from "@parley/client";
import { createContext, type ReactNode, useContext } from "react";

const ParleyContext = createContext<Parley | null>(null);

/** Gives a Parley to the hooks below it. Connecting is the application's: `parley.connect()` after signing in. */
export function ParleyProvider({ parley, children }: { parley: Parley; children: ReactNode }) {
  return <ParleyContext value={parley}>{children}</ParleyContext>;
}

/** The Parley of the nearest provider: for everything that one does. */
export function useParley(): Parley {
  const parley = useContext(ParleyContext);
  if (!parley) throw new Error("useParley needs a ParleyProvider above it");
  return parley;
}
