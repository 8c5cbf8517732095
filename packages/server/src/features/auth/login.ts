import { fail } from "@parley/protocol";
import { toOwnUser } from "../../db/userRow.ts";
import type { PublicImplementation } from "../../implementation.ts";
import { findAccount } from "./auth.sql.ts";
import { openSession } from "./openSession.ts";
import { passwordMatches } from "./passwords.ts";

export const login: PublicImplementation<"auth.login"> = async (input, { app, address }) => {
  if (!app.config.accounts) throw fail("forbidden", { detail: "Built-in accounts are switched off here." });
  app.loginAttempts.begin(input.email, address);
  const account = await findAccount(app.db, input.email);
  if (!(await passwordMatches(account?.password_hash, input.password)) || account === undefined) throw fail("invalid_credentials");
  app.loginAttempts.succeeded(input.email, address);
  if (!account.active) throw fail("account_inactive");
  return openSession(app, app.db, toOwnUser(account));
};
