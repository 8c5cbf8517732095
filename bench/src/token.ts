import { createHmac } from "node:crypto";

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A host token as every contestant accepts it: HS256, valid for an hour. */
export function signToken(userId: string, secret: string): string {
  const body = `${encode({ alg: "HS256", typ: "JWT" })}.${encode({ sub: userId, name: `User ${userId}`, exp: Math.floor(Date.now() / 1000) + 3600 })}`;
  return `${body}.${createHmac("sha256", secret).update(body).digest("base64url")}`;
}
