import type { OwnUser } from "@parley/protocol";
import { useParleyState } from "./useParleyState.ts";

/** The signed-in user; null until the first connection. */
export function useMe(): OwnUser | null {
  return useParleyState((state) => state.me);
}
