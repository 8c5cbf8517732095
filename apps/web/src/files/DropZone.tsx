import { ImagePlus } from "lucide-react";
import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { t } from "../i18n/t.ts";
import { showProblem } from "../shell/toasts.ts";

type Props = { onFiles: (files: File[]) => void; children: ReactNode };

const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");

/** Takes files that are dropped anywhere on it, and shows that it does. */
export function DropZone({ onFiles, children }: Props) {
  /** Entering a child is heard before leaving its parent. */
  const depth = useRef(0);
  const [over, setOver] = useState(false);
  const move = (event: DragEvent, by: number) => {
    if (!hasFiles(event)) return;
    depth.current = Math.max(0, depth.current + by);
    setOver(depth.current > 0);
  };
  const drop = (event: DragEvent) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth.current = 0;
    setOver(false);
    const items = [...event.dataTransfer.items].filter(({ kind }) => kind === "file");
    const isFolder = (item: DataTransferItem) => item.webkitGetAsEntry()?.isDirectory === true;
    if (items.some(isFolder)) showProblem(t("files.folder"));
    onFiles(items.flatMap((item) => (isFolder(item) ? [] : (item.getAsFile() ?? []))));
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a way for mice; the button beside the text does the same
    <div
      className="relative flex min-h-0 min-w-0 flex-1 flex-col"
      onDragEnter={(event) => move(event, 1)}
      onDragLeave={(event) => move(event, -1)}
      onDragOver={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = "copy";
      }}
      onDrop={drop}
    >
      {children}
      {over ? (
        <div className="pointer-events-none absolute inset-3 z-20 grid place-items-center rounded-2xl border-2 border-dashed border-accent-ink bg-raised/95">
          <p className="flex flex-col items-center gap-3 text-lg font-semibold text-accent-ink">
            <ImagePlus aria-hidden className="size-10" />
            {t("files.drop")}
          </p>
        </div>
      ) : null}
    </div>
  );
}
