import fc from "fast-check";
import { hostileTexts } from "./hostile.ts";
import type { Stage } from "./stage.ts";

/** `hello` opens the namespace; without it everything else comes before who one is. Bytes are what a binary attachment comes as. */
export type Sequence = { hello: string | null; frames: (string | Uint8Array<ArrayBuffer>)[] };

/** Of Engine.IO (the first digit) and Socket.IO (the second). */
const noise = [
  ...["", "0", "1", "2", "2probe", "3", "3probe", "5", "6", "7", "9", "b", "bAAAA", "\0", "{}", "0{}", "4"],
  ...[
    "40",
    "40{}",
    "40null",
    "40[",
    "40/admin,",
    "40/admin,{}",
    "41/admin,",
    "42",
    "42{}",
    "42[]",
    "42[7]",
    "42[",
    "42[null]",
    "43",
    "43[]",
    "430[]",
    "44",
    "44{}",
    "45",
    "48",
    "4x",
  ],
];
const harmless = ["3", "6", "40/admin,", "40/admin,{}", "430[]", "439[1]", "43999999[]"];
const requests = ["user:me", "message:send", "message:list", "conversation:sync", "user:watch", "auth:refresh", "typing:start", "user:search"];
const names = [...requests, "__proto__", "constructor", "join", "", "connection", "x".repeat(5000), "\ud800"];
const reserved = ["disconnect", "disconnecting", "connect", "connect_error", "error", "newListener", "removeListener"];
const acknowledgements = ["", "0", "7", "7", "00", "2147483648", "9007199254740993", "9".repeat(400)];
const attachments = ["", "0-", "1-", "2-", "-", "11-", "99999999999-", "-1-", "1"];
const namespaces = ["", "/,", "/admin,", "/admin?token=x,", `/${"a".repeat(2000)},`];
const placeholders = [
  '{"_placeholder":true,"num":0}',
  '{"_placeholder":true,"num":-1}',
  '{"_placeholder":true,"num":1e9}',
  '{"a":{"_placeholder":true,"num":"0"}}',
];
const broken = ["[".repeat(5000), '{"a":', "{'a':1}", "\0", "1e309,", "undefined"];
const odd = [
  "{}",
  "null",
  "7",
  '"x"',
  "[]",
  "1e309",
  '{"__proto__":{"polluted":true}}',
  '{"toJSON":1}',
  `${"[".repeat(5000)}${"]".repeat(5000)}`,
  ...placeholders,
];

export function frameSequences({ known, tokenOf }: Stage): fc.Arbitrary<Sequence> {
  const payload = fc.oneof(
    fc.constantFrom(...odd),
    fc.constantFrom(...hostileTexts).map((text) => JSON.stringify({ conversationId: known.conversationId(0), text })),
    fc.nat(20).map((pick) => JSON.stringify({ conversationId: known.conversationId(pick) })),
  );
  const args = (name: string, payloads: string[]) => `[${[JSON.stringify(name), ...payloads].join(",")}]`;
  const request = fc.tuple(fc.constantFrom(...acknowledgements), fc.constantFrom(...names), fc.array(payload, { maxLength: 3 }));
  const wellFormed = request.map(([id, name, payloads]) => `42${id}${args(name, payloads)}`);
  const malformed = fc
    .tuple(
      fc.constantFrom("2", "3", "5", "5", "6"),
      fc.constantFrom(...attachments),
      fc.constantFrom(...namespaces),
      request,
      fc.constantFrom(...reserved, ...names),
    )
    .map(([type, count, namespace, [id, , payloads], name]) => `4${type}${count}${namespace}${id}${args(name, payloads)}`);
  const unreadable = fc.tuple(fc.constantFrom(...names), fc.constantFrom(...broken)).map(([name, text]) => `427${args(name, [text])}`);
  const frame = fc.oneof<fc.MaybeWeightedArbitrary<string | Uint8Array<ArrayBuffer>>[]>(
    { weight: 16, arbitrary: wellFormed },
    { weight: 2, arbitrary: fc.constantFrom(...harmless) },
    { weight: 2, arbitrary: malformed },
    { weight: 1, arbitrary: unreadable },
    { weight: 1, arbitrary: fc.constantFrom(...noise) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => new Uint8Array(bytes)) },
    { weight: 1, arbitrary: fc.string({ unit: "binary" }).map((text) => `4${text}`) },
  );
  const hello = fc.oneof(
    { weight: 8, arbitrary: fc.constant(`40${JSON.stringify({ token: tokenOf("member") })}`) },
    { weight: 1, arbitrary: fc.constant(null) },
  );
  return fc.record({ hello, frames: fc.array(frame, { minLength: 1, maxLength: 6 }) });
}
