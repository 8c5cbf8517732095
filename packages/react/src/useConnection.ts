import type { ConnectionStatus } from "@parley/client";
import type { ParleyError } from "@parley/protocol";
import { useParleyState } from "./useParleyState.ts";

export type ConnectionView = {
  status: ConnectionStatus;
  /** Why it will not come back by itself; null while it may. */
  failure: ParleyError | null;
};

export function useConnection(): ConnectionView {
  const status = useParleyState((state) => state.connection);
  const failure = useParleyState((state) => state.failure);
  return { status, failure };
}
