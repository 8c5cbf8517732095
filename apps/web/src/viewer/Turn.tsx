import { ChevronLeft, ChevronRight } from "lucide-react";
import { LabelledButton } from "../kit/LabelledButton.tsx";

/** To the picture before or after. Fingers swipe instead. */
export function Turn({ label, end, onClick }: { label: string; end: boolean; onClick: () => void }) {
  const Icon = end ? ChevronRight : ChevronLeft;
  return (
    <LabelledButton
      label={label}
      onClick={onClick}
      className={`absolute top-1/2 grid size-12 -translate-y-1/2 place-items-center rounded-full bg-overlay text-on-overlay outline-on-overlay hover:bg-stage pointer-coarse:size-10 ${end ? "inset-e-3" : "inset-s-3"}`}
    >
      <Icon aria-hidden className="size-6 rtl:-scale-x-100" />
    </LabelledButton>
  );
}
