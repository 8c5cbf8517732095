/**
 * Outputs that are given again and again (cached pages), with their JSON. An
 * operation that returns the same object again marks it; a transport then
 * encodes it once. Encoding and writing a page of 50 messages as text cost as
 * much as everything else about a cached read.
 */
const encoded = new WeakMap<object, Buffer | null>();

/** This object will not change and will be returned again. */
export function encodeOnce(output: object): void {
  if (!encoded.has(output)) encoded.set(output, null);
}

/** The JSON of a marked output; undefined for all others. */
export function encodedOf(output: object): Buffer | undefined {
  const kept = encoded.get(output);
  if (kept !== null) return kept;
  const json = Buffer.from(JSON.stringify(output));
  encoded.set(output, json);
  return json;
}
