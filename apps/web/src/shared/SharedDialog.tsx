/** The shared room: what was sent in one conversation, by kind. */
import { Tabs } from "@base-ui/react/tabs";
import type { AttachmentKind } from "@parley/protocol";
import { t } from "../i18n/t.ts";
import { Dialog } from "../kit/Dialog.tsx";
import { LinksList } from "./LinksList.tsx";
import { SharedList } from "./SharedList.tsx";

type Names = ReadonlyMap<string, string>;
type Props = { conversationId: string; names: Names; open: boolean; onOpenChange: (open: boolean) => void };

const tabs = ["visuals", "files", "sounds", "links"] as const;
const kindsOf: Record<Exclude<(typeof tabs)[number], "links">, readonly AttachmentKind[]> = { visuals: ["image", "video"], files: ["file"], sounds: ["audio"] };

export function SharedDialog({ conversationId, names, open, onOpenChange }: Props) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("chat.shared")}>
      <Tabs.Root defaultValue="visuals" className="flex min-h-0 flex-1 flex-col">
        <Tabs.List className="flex shrink-0 gap-1 border-b border-line px-3">
          {tabs.map((tab) => (
            <Tabs.Tab
              key={tab}
              value={tab}
              className="-mb-px min-h-10 rounded-t-lg border-b-2 border-transparent px-3 text-sm font-medium text-muted -outline-offset-2 hover:text-ink data-active:border-accent-ink data-active:text-accent-ink"
            >
              {t(`shared.${tab}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map((tab) => (
          <Tabs.Panel key={tab} value={tab} tabIndex={-1} className="flex h-[60dvh] min-h-0 flex-col overflow-y-auto outline-none wide:h-110">
            {tab === "links" ? (
              <LinksList conversationId={conversationId} />
            ) : (
              <SharedList conversationId={conversationId} kinds={kindsOf[tab]} names={names} />
            )}
          </Tabs.Panel>
        ))}
      </Tabs.Root>
    </Dialog>
  );
}
