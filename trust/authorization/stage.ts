import type { Input, OperationName, Output } from "@parley/protocol";
import { demand } from "./call.ts";
import type { Role } from "./operations.ts";
import type { Person, PersonName } from "./people.ts";
import type { Place, Row } from "./rows.ts";
import type { World } from "./world.ts";

/** What an attempt needs to know: where it is, who tries, and what they could aim at. */
export type Stage = {
  world: World;
  place: Place;
  role: Role;
  /** Undefined: nobody, without a token. */
  caller: Person | undefined;
  conversationId: string;
  messageId: {
    /** Of the caller; of the owner, where the caller has written nothing. */
    own: string;
    others: string;
    system: string;
    pinned: string;
  };
  /** Sent with a message, or uploaded and not sent: by the caller (by the owner, where the caller has uploaded nothing), or by somebody else. */
  attachmentId: Record<"sent" | "own" | "others", string>;
  /** People to do something to. They are not the caller. */
  userId: Record<"owner" | "admin" | "member" | "newcomer" | "self", string>;
  /** Calls as another member, to see what was done. */
  witness<Name extends OperationName>(name: Name, input: Input<Name>): Promise<Output<Name>>;
};

/** Of what is in them; others are content that they are there. */
const readsFiles = (operation: OperationName): boolean => /^attachments\.(complete|download|link)$/.test(operation);

export type Cell = { role: Role; caller: Person | undefined };

/** On a copy of the template, or on the template itself where nothing will be done to it. */
export async function setStage(world: World, { place, operation }: Row, { role, caller }: Cell, fresh: "fresh" | "shared" = "fresh"): Promise<Stage> {
  const { server, people } = world;
  const template = world.templateOf(place, caller?.name);
  const { conversationId, seqs, sent, uploads } = fresh === "fresh" ? await world.copy(template, readsFiles(operation)) : template;
  const idOf = (seq = 1) => `${conversationId}.${seq}`;
  const writer: PersonName = place === "direct" ? "otherMember" : caller?.name === "owner" ? "admin" : "owner";
  const own = idOf((caller && seqs[caller.name]) ?? seqs.owner ?? seqs.member);
  return {
    world,
    place,
    role,
    caller,
    conversationId,
    messageId: { own, others: idOf(seqs[writer]), system: idOf(1), pinned: idOf(seqs.otherOwner) },
    attachmentId: {
      sent,
      own: (caller && uploads[caller.name]) ?? uploads.owner ?? uploads.member ?? uploads.otherMember ?? "",
      others: uploads[writer] ?? "",
    },
    userId: {
      owner: people.otherOwner.id,
      admin: people.otherAdmin.id,
      member: people.otherMember.id,
      newcomer: people.newcomer.id,
      self: caller?.id ?? people.stranger.id,
    },
    witness: (name, input) =>
      demand(server, (place === "direct" ? people.otherMember : people.owner === caller ? people.admin : people.owner).token, name, input),
  };
}

const nowhere = "0190a0b0-0000-7000-8000-000000000000";

/** The same aims, at things that nobody ever had. */
export function toNowhere(stage: Stage): Stage {
  const messageId = `${nowhere}.2`;
  const userId = "a user that nobody ever was";
  return {
    ...stage,
    conversationId: nowhere,
    messageId: { own: messageId, others: messageId, system: messageId, pinned: messageId },
    attachmentId: { sent: nowhere, own: nowhere, others: nowhere },
    userId: { ...stage.userId, owner: userId, admin: userId, member: userId, newcomer: userId },
  };
}
