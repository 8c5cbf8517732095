import { expect } from "vitest";
import type { Attempt, Attempts } from "../attempts.ts";
import type { Stage } from "../stage.ts";

type Which = keyof Stage["attachmentId"];
type Name = keyof Attempts & `attachments.${string}`;

const inConversation = ({ conversationId }: Stage) => ({ conversationId });
const aim =
  (which: Which) =>
  ({ attachmentId }: Stage) => ({ attachmentId: attachmentId[which] });

function complete(which: Which): Attempt<"attachments.complete"> {
  return { input: aim(which), shows: ({ attachment }, { attachmentId }) => expect(attachment.id).toBe(attachmentId[which]) };
}

function link(which: Which): Attempt<"attachments.link"> {
  return {
    input: aim(which),
    async shows({ url }, { world, caller, attachmentId }) {
      expect(url).toContain(`/files/${attachmentId[which]}?`);
      expect(new URLSearchParams(url.split("?")[1]).get("user")).toBe(caller?.id);
      expect((await world.server.fetch(url)).status).toBe(200);
    },
  };
}

/** Signed by the server itself for whoever asks, as if they had once been given it. */
function download(which: Which): Attempt<"attachments.download"> {
  return {
    input({ world, caller, attachmentId }) {
      const { url } = world.server.server.app.files.links.sign({ attachmentId: attachmentId[which], variant: "original", userId: caller?.id ?? "nobody" });
      const {
        variant: _,
        expires,
        ...signed
      } = Object.fromEntries(new URLSearchParams(url.split("?")[1])) as Record<"variant" | "user" | "expires" | "signature", string>;
      return { ...signed, attachmentId: attachmentId[which], variant: "original", expires: Number(expires) };
    },
    shows: () => {},
  };
}

function discard(which: Which): Attempt<"attachments.discard"> {
  return {
    input: aim(which),
    async shows(_, { world, attachmentId }) {
      const { rows } = await world.server.pool.query("select 1 from attachments where id = $1 and state <> 'deleted'", [attachmentId[which]]);
      expect(rows).toEqual([]);
    },
  };
}

export const attachmentsAttempts: Pick<Attempts, Name> = {
  "attachments.upload": {
    input: inConversation,
    shows: ({ attachment }) => expect(attachment).toMatchObject({ kind: "file", bytes: 5 }),
  },
  "attachments.begin": {
    input: (stage) => ({ ...inConversation(stage), bytes: 5, name: "a.txt" }),
    shows: ({ url }, { world }) => expect(url.startsWith(world.server.server.app.config.s3?.endpoint ?? "?")).toBe(true),
  },
  "attachments.complete": { "one's own upload": complete("own"), "somebody else's upload": complete("others") },
  "attachments.link": { "to what was sent": link("sent"), "to one's own upload": link("own"), "to somebody else's upload": link("others") },
  "attachments.links": {
    input: ({ attachmentId }) => ({ attachmentIds: [attachmentId.sent, attachmentId.others] }),
    async shows({ links }, { world, caller, attachmentId }) {
      const isMember = await world.server.pool.query(
        "select 1 from members m join attachments a using (conversation_id) where a.id = $1 and m.user_id = $2 and m.left_at is null",
        [attachmentId.sent, caller?.id],
      );
      expect(links.map((one) => one.attachmentId)).toEqual(isMember.rowCount === 1 ? [attachmentId.sent] : []);
    },
  },
  "attachments.download": { "what was sent": download("sent"), "somebody else's upload": download("others") },
  "attachments.list": {
    input: inConversation,
    shows: ({ attachments }, { attachmentId }) => expect(attachments.map(({ attachment }) => attachment.id)).toEqual([attachmentId.sent]),
  },
  "attachments.discard": { "one's own upload": discard("own"), "somebody else's upload": discard("others") },
};
