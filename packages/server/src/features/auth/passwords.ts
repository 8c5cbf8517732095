import { hash, verify } from "@node-rs/argon2";

/** The library's defaults are argon2id with OWASP's parameters: 19 MiB, 2 passes, 1 lane; about 20 ms, off the event loop. */
export const hashPassword = (password: string): Promise<string> => hash(password);

const decoy = hash("no account has this password");

/** Without an account the same work is done on a decoy, so that time does not tell whether the e-mail is known. */
export async function passwordMatches(passwordHash: string | undefined, password: string): Promise<boolean> {
  const matches = await verify(passwordHash ?? (await decoy), password);
  return passwordHash !== undefined && matches;
}
