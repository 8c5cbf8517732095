import type { ParleyState } from "@parley/client";
import { useStore } from "zustand";
import { useParley } from "./ParleyProvider.tsx";

/** Draws again when what the selector takes changes. The selector must give the same object for the same state. */
export function useParleyState<Selected>(selector: (state: ParleyState) => Selected): Selected {
  return useStore(useParley().store, selector);
}
