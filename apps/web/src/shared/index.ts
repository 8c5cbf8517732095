import { lazily } from "../kit/lazily.tsx";

export const SharedDialog = lazily(async () => (await import("./SharedDialog.tsx")).SharedDialog);
