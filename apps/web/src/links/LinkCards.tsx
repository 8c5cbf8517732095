/** The links room: what is shown of pages that messages link to. */
import type { LinkPreview } from "@parley/protocol";
import { LinkCard } from "./LinkCard.tsx";

export function LinkCards({ previews }: { previews: readonly LinkPreview[] }) {
  return (
    <div className="-mx-2 mb-1.5 flex flex-col gap-1 first:-mt-0.5">
      {previews.map((preview) => (
        <LinkCard key={preview.url} preview={preview} />
      ))}
    </div>
  );
}
