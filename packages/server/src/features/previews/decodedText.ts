import { type MIMEType, TextDecoder } from "node:util";
import sniffEncoding from "html-encoding-sniffer";

/** Where the HTML standard looks for a `<meta charset>`. */
const sniffedBytes = 1024;

/**
 * A page's bytes as text, in the encoding that its header, its first bytes or
 * its `<meta>` name; else UTF-8. Throws when the header names one that
 * browsers do not know (UTF-7 is one: text in it hides markup).
 */
export async function* decodedText(body: AsyncIterable<Uint8Array>, type: MIMEType): AsyncGenerator<string> {
  const label = type.params.get("charset");
  if (label !== null) requireEncoding(label);
  let beginning = Buffer.alloc(0);
  let decoder: TextDecoder | null = null;
  const start = () => new TextDecoder(sniffEncoding(beginning, { defaultEncoding: "UTF-8", ...(label !== null && { transportLayerEncodingLabel: label }) }));
  for await (const chunk of body) {
    if (decoder !== null) {
      yield decoder.decode(chunk, { stream: true });
      continue;
    }
    beginning = Buffer.concat([beginning, chunk]);
    if (beginning.length < sniffedBytes) continue;
    decoder = start();
    yield decoder.decode(beginning, { stream: true });
  }
  yield decoder === null ? start().decode(beginning) : decoder.decode();
}

/** Throws for a label that the Encoding standard does not have. */
export function requireEncoding(label: string): void {
  new TextDecoder(label);
}
