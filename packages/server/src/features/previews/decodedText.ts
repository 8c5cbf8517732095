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
  for await (const chunk of body) {
    if (decoder !== null) {
      yield decoder.decode(chunk, { stream: true });
      continue;
    }
    beginning = Buffer.concat([beginning, chunk]);
    if (beginning.length < sniffedBytes) continue;
    decoder = new TextDecoder(encodingOf(beginning, label));
    yield decoder.decode(beginning, { stream: true });
  }
  yield decoder === null ? new TextDecoder(encodingOf(beginning, label)).decode(beginning) : decoder.decode();
}

/** Throws for a label that the Encoding standard does not have. */
export function requireEncoding(label: string): void {
  new TextDecoder(label);
}

function encodingOf(beginning: Buffer, label: string | null): string {
  try {
    return sniffEncoding(beginning, { defaultEncoding: "UTF-8", ...(label !== null && { transportLayerEncodingLabel: label }) });
  } catch {
    // html-encoding-sniffer 7.0.0 throws a TypeError when a `<meta content>` ends in "charset".
    return label ?? "UTF-8";
  }
}
