import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { fail, limits } from "@parley/protocol";
import type { Clock } from "../../clock.ts";

type Variant = "original" | "thumbnail";
type Subject = { attachmentId: string; variant: Variant; userId: string };

/**
 * Addresses of files for one user and a few minutes. The signature is all that
 * a browser's <img> can send; it proves who asked, and no more: whether they
 * may have the file is judged when they fetch it.
 */
export class Links {
  readonly #key: Buffer;
  readonly #clock: Clock;

  /** The key is derived, so that neither a token nor a link says anything about the other's. */
  constructor(jwtSecret: string, clock: Clock) {
    this.#key = Buffer.from(hkdfSync("sha256", jwtSecret, "", "parley file links", 32));
    this.#clock = clock;
  }

  sign(subject: Subject): { url: string; expiresAt: string } {
    const expires = this.#clock.now() + limits.linkMs;
    const query = new URLSearchParams({
      variant: subject.variant,
      user: subject.userId,
      expires: String(expires),
      signature: this.#signatureOf(subject, expires).toString("base64url"),
    });
    return { url: `/files/${subject.attachmentId}?${query}`, expiresAt: new Date(expires).toISOString() };
  }

  /** Throws `not_found` for what was not signed here, `url_expired` for what was, too long ago. */
  verify(subject: Subject, { expires, signature }: { expires: number; signature: string }): void {
    const expected = this.#signatureOf(subject, expires);
    const given = Buffer.from(signature, "base64url");
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw fail("not_found");
    if (expires <= this.#clock.now()) throw fail("url_expired");
  }

  #signatureOf({ attachmentId, variant, userId }: Subject, expires: number): Buffer {
    return createHmac("sha256", this.#key)
      .update(JSON.stringify([attachmentId, variant, userId, expires]))
      .digest();
  }
}
