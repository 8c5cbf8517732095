import clsx from "clsx";
import { isVisual } from "./isVisual.ts";

type FilesLook = { files: string; text: string; metaOnPicture: boolean };

/** How files and text share a bubble: pictures reach its edge, text is no wider than they are, and without text the time lies on the picture. */
export function toFilesLook(text: string, files: readonly Parameters<typeof isVisual>[0][]): FilesLook {
  const last = files.at(-1);
  const visual = files.some(isVisual);
  const onlyVisual = visual && files.every(isVisual);
  const bare = onlyVisual && text === "";
  const withControls = files.length === 1 && last?.kind === "video";
  return {
    files: clsx(visual && "-mx-2 -mt-0.5", bare && !withControls && "-mb-0.5", text !== "" && "mb-1"),
    text: visual ? "w-0 min-w-full" : "",
    metaOnPicture: bare && !withControls,
  };
}
