import { type ServerProcess, seeded, type TestPostgres, waitFor } from "@parley/testkit";
import pg from "pg";
import { type Choose, choosing } from "./choices.ts";
import type { Crowd } from "./crowd.ts";
import { answered } from "./run.ts";

/** After some work, at a moment that nobody chose. */
async function moment(crowd: Crowd, choose: Choose): Promise<void> {
  const before = answered(crowd);
  const enough = 80 + choose.upTo(150);
  await waitFor(`${enough} answers`, () => answered(crowd) >= before + enough, 120_000);
  const delayMs = choose.upTo(60);
  await new Promise((resolve) => setTimeout(resolve, delayMs));
}

/** kill -9 of the server, and a new one, so many times. */
export async function killServer(crowd: Crowd, server: ServerProcess, kills: number, seed: number): Promise<void> {
  const choose = choosing(seeded(seed));
  for (let kill = 0; kill < kills; kill += 1) {
    await moment(crowd, choose);
    await server.kill();
    await server.start();
  }
  await moment(crowd, choose);
}

/** kill -9 of PostgreSQL, in turns of the postmaster and of one backend of the server's. The server stays up. */
export async function killPostgres(crowd: Crowd, postgres: TestPostgres, kills: number, seed: number): Promise<void> {
  const choose = choosing(seeded(seed));
  for (let kill = 0; kill < kills; kill += 1) {
    await moment(crowd, choose);
    if (kill % 2 === 0) {
      await postgres.kill();
      await postgres.start();
    } else {
      process.kill(await aBackend(postgres.url, choose), "SIGKILL");
    }
  }
  await moment(crowd, choose);
}

async function aBackend(url: string, choose: Choose): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>(
    "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() and datname = current_database() order by pid",
  );
  await client.end();
  return choose.among(rows).pid;
}
