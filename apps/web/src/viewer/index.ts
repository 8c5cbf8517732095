import { lazily } from "../kit/lazily.tsx";

export const Viewer = lazily(async () => (await import("./Viewer.tsx")).Viewer);
