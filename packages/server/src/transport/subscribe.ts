import { fail } from "@parley/protocol";
import type { Request, Spoken } from "../dialects/dialect.ts";
import { Encoded } from "../encoded.ts";
import { roomOf } from "../events/audience.ts";
import type { Listener, Subscription } from "../events/subscriptions.ts";
import type { Voice } from "../events/voice.ts";
import { parseShaped, type Serving, serve } from "./serve.ts";

export type Opened = {
  topic: string;
  subscription: Subscription;
  /** The value, as an ordinary request of the same user. Refused, the subscription has ended; otherwise it begins with it. */
  read(): Promise<Spoken>;
};

/** Listens from here on, before the value is read. */
export async function subscribe(
  request: Request,
  their: unknown,
  { serving, voice, toListener }: { serving: Serving; voice: Voice; toListener(topic: string): Listener },
): Promise<Opened> {
  const { stream } = request;
  if (stream === undefined) throw fail("unknown_operation");
  const topic = await topicOf(request, their, serving);
  const subscription = voice.subscriptions.add(roomOf(serving.asking.me.id), topic, toListener(topic));
  const read = async (): Promise<Spoken> => {
    try {
      const value = await serve(request, their, serving);
      // Removed while it was read.
      if (subscription.ended) throw fail("not_found");
      return stream.first(value instanceof Encoded ? value.decode() : value, topic);
    } catch (error) {
      subscription.end();
      throw error;
    }
  };
  return { topic, subscription, read };
}

export async function topicOf(request: Request, their: unknown, serving: Serving): Promise<string> {
  const { operation, stream, shapes } = request;
  if (stream === undefined || shapes === undefined) throw fail("unknown_operation");
  return stream.topic((await parseShaped(operation, shapes, their, serving)) as never);
}
