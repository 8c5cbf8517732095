import { startTestServer, type TestServer } from "@parley/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scaled } from "../src/scale.ts";

const tries = scaled(20, 500);

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  const { user } = await server.anonymous("auth.register", { email: "known@example.com", password: "correct horse", name: "Known" });
  // As many accounts as tries: ten wrong passwords for one would be slowed down, which is another matter (S32).
  await server.pool.query("insert into users (id, name) select 'known' || n, 'Known' from generate_series(1, $1::int) n", [tries]);
  await server.pool.query(
    "insert into accounts (user_id, email, password_hash) select 'known' || n, 'known' || n || '@example.com', a.password_hash from accounts a, generate_series(1, $1::int) n where a.user_id = $2",
    [tries, user.id],
  );
});
afterAll(() => server.stop());

async function logIn(email: string): Promise<{ status: number; body: unknown; headers: string[]; ms: number }> {
  const startedAt = performance.now();
  const answer = await server.fetch("/api/auth/login", { method: "POST", body: { email, password: "wrong horse" } });
  const { requestId: _, ...body } = (await answer.json()) as Record<string, unknown>;
  return { status: answer.status, body, headers: [...answer.headers.keys()], ms: performance.now() - startedAt };
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

test(`S31 ${tries} tries at accounts and as many at nobody's are answered alike, in text, headers and time`, async () => {
  const [known, unknown]: [number[], number[]] = [[], []];
  await logIn("warm@example.com");
  // In turn, so that whatever else the machine does falls on both.
  for (let index = 1; index <= tries; index += 1) {
    const [right, wrong] = [await logIn(`known${index}@example.com`), await logIn(`nobody${index}@example.com`)];
    expect(right.status).toBe(401);
    expect({ ...right, ms: 0 }).toEqual({ ...wrong, ms: 0 });
    known.push(right.ms);
    unknown.push(wrong.ms);
  }
  const ratio = median(known) / median(unknown);
  console.log(
    `Median of ${tries} logins: ${median(known).toFixed(1)} ms where there is an account, ${median(unknown).toFixed(1)} ms where there is none, ratio ${ratio.toFixed(3)}`,
  );
  // Without the work on a decoy it is above five.
  expect(ratio).toBeGreaterThan(0.6);
  expect(ratio).toBeLessThan(1.7);
});

test("S31 the wait after many wrong passwords comes to accounts and to nobody alike", async () => {
  const outcomes = async (email: string) => {
    const statuses: number[] = [];
    for (let index = 0; index < 13; index += 1) statuses.push((await logIn(email)).status);
    return statuses;
  };
  const known = await outcomes("known@example.com");
  expect(known).toContain(429);
  expect(await outcomes("nobody@example.com")).toEqual(known);
});
