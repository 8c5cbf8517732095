import { Toast } from "@base-ui/react/toast";
import { toErrorText } from "./toErrorText.ts";

/** Outside of React, so that anything may speak up. */
export const toasts = Toast.createToastManager();

export function showError(error: unknown): void {
  showProblem(toErrorText(error));
}

export function showProblem(text: string): void {
  toasts.add({ description: text, type: "error", priority: "high", timeout: 6000 });
}

export function showNote(text: string): void {
  toasts.add({ description: text, timeout: 2500 });
}
