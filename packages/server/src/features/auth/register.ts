import { fail } from "@parley/protocol";
import { v7 as uuidv7 } from "uuid";
import { inTransaction } from "../../db/inTransaction.ts";
import type { PublicImplementation } from "../../implementation.ts";
import { insertAccount } from "./auth.sql.ts";
import { openSession } from "./openSession.ts";
import { hashPassword } from "./passwords.ts";

export const register: PublicImplementation<"auth.register"> = async (input, { app }) => {
  if (!app.config.accounts) throw fail("forbidden", { detail: "Built-in accounts are switched off here." });
  const passwordHash = await hashPassword(input.password);
  return inTransaction(app.db, async (tx) => {
    const user = await insertAccount(tx, { userId: uuidv7(), name: input.name.trim(), email: input.email, passwordHash });
    return openSession(app, tx, user);
  });
};
