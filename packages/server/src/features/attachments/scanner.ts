import { createReadStream } from "node:fs";
import { connect } from "node:net";
import { fail } from "@parley/protocol";
import type { Logger } from "pino";

/** clamd scans a hundred megabytes in some seconds. Silence for longer is a failure. */
const silenceMs = 60_000;

/**
 * Asks clamd (INSTREAM) whether a file is clean. Fails closed: who cannot be
 * asked, does not answer or answers with an error, has not said that it is.
 */
export class Scanner {
  readonly #address: { host: string; port: number };
  readonly #log: Logger;

  constructor(address: { host: string; port: number }, log: Logger) {
    this.#address = address;
    this.#log = log;
  }

  /** Throws `file_infected`, or `unavailable`. */
  async requireClean(path: string): Promise<void> {
    const answer = await this.#ask(path).catch((error: unknown) => {
      this.#log.warn({ err: error }, "The virus scanner cannot be reached; no file is taken");
      return "";
    });
    if (answer === "stream: OK") return;
    if (answer.endsWith(" FOUND")) throw fail("file_infected");
    if (answer.includes("size limit exceeded")) throw fail("file_too_large", { detail: "The file is larger than the virus scanner takes." });
    if (answer !== "") this.#log.warn({ answer: answer.slice(0, 200) }, "The virus scanner did not scan; no file is taken");
    throw fail("unavailable", { detail: "The file cannot be checked for malware now." });
  }

  #ask(path: string): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const socket = connect(this.#address);
    const file = createReadStream(path);
    let answer = "";
    socket.setTimeout(silenceMs, () => socket.destroy(new Error("clamd is silent")));
    socket.on("data", (chunk) => (answer += chunk));
    socket.on("end", () => resolve(answer.replaceAll("\0", "").trim()));
    socket.on("error", (error) => (answer === "" ? reject(error) : resolve(answer.replaceAll("\0", "").trim())));
    file.on("error", reject);
    socket.write("zINSTREAM\0");
    file.on("data", (chunk) => {
      const size = Buffer.alloc(4);
      size.writeUInt32BE(chunk.length);
      socket.write(size);
      if (socket.write(chunk)) return;
      file.pause();
      socket.once("drain", () => file.resume());
    });
    file.on("end", () => socket.write(Buffer.alloc(4)));
    return promise.finally(() => {
      file.destroy();
      socket.destroy();
    });
  }
}
