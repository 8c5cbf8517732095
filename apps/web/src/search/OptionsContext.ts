import { createContext } from "react";

/** The id of the option that the arrow keys are at; null for none. */
export const ActiveOption = createContext<string | null>(null);
