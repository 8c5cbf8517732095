import { type Attachment, type ErrorBody, ParleyError } from "@parley/protocol";

/** What the form holds besides the conversation. */
export type Upload = { content: Uint8Array | Blob; name?: string; type?: string; fields?: Record<string, string> };

type Target = { url: string; tokenFor(userId: string): Promise<string> };

/** Uploads as a browser does. A refusal is thrown as the ParleyError that it is. */
export async function upload(server: Target, userId: string, conversationId: string, { content, name, type = "", fields = {} }: Upload): Promise<Attachment> {
  const form = new FormData();
  for (const [key, value] of Object.entries({ conversationId, ...fields })) form.append(key, value);
  form.append("file", content instanceof Blob ? content : new Blob([Uint8Array.from(content)], { type }), name ?? "file");
  const response = await fetch(`${server.url}/api/attachments`, {
    method: "POST",
    headers: { authorization: `Bearer ${await server.tokenFor(userId)}` },
    body: form,
  });
  const answer = (await response.json()) as ErrorBody & { attachment: Attachment };
  if (!response.ok) throw ParleyError.fromBody(answer);
  return answer.attachment;
}
