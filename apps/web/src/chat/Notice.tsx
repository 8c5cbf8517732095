import type { Message } from "@parley/protocol";
import { toNotice } from "./toNotice.ts";

export function Notice({ message }: { message: Message }) {
  return <p className="mx-auto max-w-md px-4 py-1.5 text-center text-sm text-pretty text-muted">{toNotice(message)}</p>;
}
