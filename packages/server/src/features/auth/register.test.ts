import { expectRefusal, startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const newAccount = (email: string) => ({ email, password: "correct horse", name: "Ada" });

test("register refuses an e-mail that has an account, in whatever case", async () => {
  await server.anonymous("auth.register", newAccount("taken@example.com"));
  await expectRefusal(server.anonymous("auth.register", newAccount("Taken@Example.com")), "email_taken");
});

test("register refuses short passwords, e-mails that are none, blank names and roles", async () => {
  const account = newAccount("new@example.com");
  for (const fault of [{ password: "short" }, { password: "x".repeat(129) }, { email: "new" }, { name: "  " }, { role: "admin" }])
    await expectRefusal(server.anonymous("auth.register", { ...account, ...fault }), "validation_failed");
});

test("register creates a member and signs in", async () => {
  const signedIn = await server.anonymous("auth.register", { ...newAccount("ada@example.com"), name: " Ada " });
  expect(signedIn.user).toMatchObject({ name: "Ada", role: "member", active: true });
  const answer = await server.fetch("/api/users/me", { token: signedIn.accessToken });
  expect(await answer.json()).toEqual(signedIn.user);
  expect(Date.parse(signedIn.expiresAt)).toBeGreaterThan(server.clock.now());
});

test("I25 neither the password nor the refresh token is stored", async () => {
  const { refreshToken } = await server.anonymous("auth.register", newAccount("secret@example.com"));
  const [, secret = ""] = refreshToken.split(".");
  const { rows } = await server.pool.query("select to_jsonb(a)::text || to_jsonb(s)::text as row from accounts a join sessions s on s.user_id = a.user_id");
  const stored = rows.map(({ row }) => row).join("\n");
  expect(stored).toContain("$argon2id$");
  expect(stored).not.toContain("correct horse");
  expect(stored).not.toContain(secret);
});

test("of many who register one e-mail at once, one succeeds and nobody else leaves a trace", async () => {
  const attempts = await Promise.allSettled(Array.from({ length: 5 }, () => server.anonymous("auth.register", newAccount("race@example.com"))));
  expect(attempts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const { rows } = await server.pool.query("select 1 from users u where not exists (select 1 from accounts a where a.user_id = u.id)");
  expect(rows).toEqual([]);
});

test("register and login are refused where accounts are switched off", async () => {
  const hostOnly = await startTestServer({ ACCOUNTS: "off" });
  try {
    await expectRefusal(hostOnly.anonymous("auth.register", newAccount("ada@example.com")), "forbidden");
    await expectRefusal(hostOnly.anonymous("auth.login", { email: "ada@example.com", password: "correct horse" }), "forbidden");
  } finally {
    await hostOnly.stop();
  }
});
