import type { Input } from "@parley/protocol";
import { expect } from "vitest";
import type { Attempt, Attempts } from "../attempts.ts";
import { demand, fileText, overRest } from "../call.ts";
import type { Stage } from "../stage.ts";

type Which = keyof Stage["attachmentId"];
type Name = keyof Attempts & `attachments.${string}`;

const inConversation = ({ conversationId }: Stage) => ({ conversationId });
const aim =
  (which: Which) =>
  ({ attachmentId }: Stage) => ({ attachmentId: attachmentId[which] });
const token = ({ caller }: Stage): string => caller?.token ?? "";

function complete(which: Which): Attempt<"attachments.complete"> {
  return {
    input: aim(which),
    shows: ({ attachment }, { attachmentId }) => expect(attachment).toMatchObject({ id: attachmentId[which], bytes: fileText.length }),
  };
}

function link(which: Which): Attempt<"attachments.link"> {
  return {
    input: aim(which),
    async shows({ url }, { world, caller, attachmentId }) {
      expect(url).toContain(`/files/${attachmentId[which]}?`);
      expect(new URLSearchParams(url.split("?")[1]).get("user")).toBe(caller?.id);
      expect(await (await world.server.fetch(url)).text()).toBe(fileText);
    },
  };
}

type Link = Input<"attachments.download">;

/** Signed by the server itself for anybody, as if they had once been given it. */
function linkFor(userId: string, which: Which, { world, attachmentId }: Stage): Link {
  const { url } = world.server.server.app.files.links.sign({ attachmentId: attachmentId[which], variant: "original", userId });
  const { user = "", expires, signature = "" } = Object.fromEntries(new URLSearchParams(url.split("?")[1])) as Record<string, string | undefined>;
  return { attachmentId: attachmentId[which], variant: "original", user, expires: Number(expires), signature };
}

function download(input: (stage: Stage) => Link): Attempt<"attachments.download"> {
  return { input, shows: (answer) => expect(answer).toEqual({ content: fileText }) };
}

const ownLink = (which: Which) => download((stage) => linkFor(stage.caller?.id ?? "nobody", which, stage));

function discard(which: Which): Attempt<"attachments.discard"> {
  return {
    input: aim(which),
    async shows(_, stage) {
      const { world } = stage;
      expect(await overRest(world.server, token(stage), "attachments.link", aim(which)(stage))).toMatchObject({ answer: "not_found" });
      const { rows } = await world.server.pool.query("select 1 from attachments where id = $1 and state <> 'deleted'", [stage.attachmentId[which]]);
      expect(rows).toEqual([]);
    },
  };
}

export const attachmentsAttempts: Pick<Attempts, Name> = {
  "attachments.upload": {
    input: inConversation,
    async shows({ attachment }, stage) {
      const { world, conversationId } = stage;
      expect(attachment).toMatchObject({ kind: "file", name: "words.txt", bytes: fileText.length });
      // It is the caller's to send, and before that nobody sees it.
      expect((await stage.witness("attachments.list", { conversationId })).attachments.map((each) => each.attachment.id)).not.toContain(attachment.id);
      const { message } = await demand(world.server, token(stage), "messages.send", { conversationId, text: "", attachmentIds: [attachment.id] });
      expect(message.attachments).toEqual([attachment]);
    },
  },
  "attachments.begin": {
    input: (stage) => ({ ...inConversation(stage), bytes: fileText.length, name: "words.txt" }),
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
  "attachments.download": {
    "what was sent": ownLink("sent"),
    "one's own upload": ownLink("own"),
    "somebody else's upload": ownLink("others"),
    "what was sent, with a link that a member has passed on": download((stage) => linkFor(stage.userId.member, "sent", stage)),
    "what was sent, with a member's name on a link of somebody else": download((stage) => ({
      ...linkFor(stage.userId.newcomer, "sent", stage),
      user: stage.userId.member,
    })),
  },
  "attachments.limits": {
    input: () => ({}),
    shows: ({ maxBytes }, { world }) => expect(maxBytes).toBe(world.server.server.app.config.uploadMaxBytes),
  },
  "attachments.list": {
    input: inConversation,
    shows({ attachments }, { conversationId, attachmentId, userId, place }) {
      expect(attachments).toMatchObject([{ attachment: { id: attachmentId.sent }, senderId: place === "direct" ? userId.member : userId.owner }]);
      expect(attachments[0]?.messageId).toMatch(conversationId);
    },
  },
  "attachments.discard": { "one's own upload": discard("own"), "somebody else's upload": discard("others"), "what was sent": discard("sent") },
};
