/**
 * The viewer room: pictures and films over the whole window. Focus stays in it
 * and goes back to where it came from; everything can be done by keys alone.
 */
import { Dialog } from "@base-ui/react/dialog";
import type { Attachment } from "@parley/protocol";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { direction } from "../i18n/language.ts";
import { t } from "../i18n/t.ts";
import { Stage } from "./Stage.tsx";
import { Turn } from "./Turn.tsx";
import { useZoom } from "./useZoom.ts";
import { ViewerBar } from "./ViewerBar.tsx";

export type Visual = { attachment: Attachment; senderName: string; sentAt: string };
type Props = { visuals: Visual[]; openAt: string; onClose: () => void };

const arrows: Record<string, [number, number]> = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export function Viewer({ visuals, openAt, onClose }: Props) {
  const [id, setId] = useState(openAt);
  const stage = useRef<HTMLDivElement>(null);
  const at = visuals.findIndex(({ attachment }) => attachment.id === id);
  const visual = visuals[at];
  const go = (by: 1 | -1) => {
    const next = visuals[at + by];
    if (!next) return;
    setId(next.attachment.id);
    zoom.reset();
  };
  /** To the right is onward where one reads to the right. */
  const goRight = (by: 1 | -1) => go(direction === "rtl" ? (-by as 1 | -1) : by);
  const zoom = useZoom({ stage, onSwipe: (way) => (way === "down" ? onClose() : goRight(way === "left" ? 1 : -1)) });

  // Deleted meanwhile: nobody looks at it any longer.
  const gone = visual === undefined;
  useEffect(() => {
    if (gone) onClose();
  }, [gone, onClose]);
  if (!visual) return null;

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // A film's own controls use the arrows.
    const pan = event.target instanceof HTMLVideoElement ? undefined : arrows[event.key];
    if (pan && zoom.zoomed) zoom.pan(...pan);
    else if (pan && pan[0] !== 0) goRight(pan[0] > 0 ? -1 : 1);
    else if (event.key === "PageDown") go(1);
    else if (event.key === "PageUp") go(-1);
    else if (event.key === "+" || event.key === "=") zoom.zoomIn();
    else if (event.key === "-") zoom.zoomOut();
    else if (event.key === "0") zoom.reset();
    else return;
    event.preventDefault();
  };

  return (
    <Dialog.Root open onOpenChange={(open) => open || onClose()}>
      <Dialog.Portal>
        <Dialog.Popup onKeyDown={onKeyDown} className="fixed inset-0 z-40 flex flex-col bg-stage text-on-overlay outline-none select-none">
          <Dialog.Title className="sr-only">{t("viewer.title", { name: visual.attachment.name, at: at + 1, count: visuals.length })}</Dialog.Title>
          <Dialog.Description className="sr-only">{t("viewer.help")}</Dialog.Description>
          <ViewerBar visual={visual} at={at + 1} count={visuals.length} zoom={zoom} />
          <div ref={stage} className="relative min-h-0 flex-1 overflow-hidden">
            <Stage key={id} attachment={visual.attachment} zoom={zoom} />
            {at > 0 ? <Turn label={t("viewer.previous")} end={false} onClick={() => go(-1)} /> : null}
            {at < visuals.length - 1 ? <Turn label={t("viewer.next")} end onClick={() => go(1)} /> : null}
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
