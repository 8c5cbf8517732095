/** A filter that is being typed at the end of the text, from `start` on. */
export type BegunFilter = { name: "from" | "in" | "has" | "before" | "after" | "is"; typed: string; start: number };

const pattern = /(?:^|\s)((from|in|has|before|after|is):(?:"([^"]*)|([^\s"]*)))$/i;

export function readBegunFilter(text: string): BegunFilter | null {
  const match = pattern.exec(text);
  const [, whole, name, quoted, bare] = match ?? [];
  if (whole === undefined || name === undefined) return null;
  return { name: name.toLowerCase() as BegunFilter["name"], typed: (quoted ?? bare ?? "").trim(), start: text.length - whole.length };
}
