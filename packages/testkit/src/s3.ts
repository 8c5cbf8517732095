/// <reference path="./s3rver.d.ts" />
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import S3rver from "@20minutes/s3rver";
import { findFreePort } from "./serverProcess.ts";

export type TestS3 = {
  config: { endpoint: string; bucket: string; region: string; accessKeyId: string; secretAccessKey: string };
  /** For a server that is to use it. */
  env: Record<string, string>;
  /** Nobody answers at its address, until it is started again with what it had. */
  halt(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * A real S3-compatible server: it speaks the protocol over HTTP, checks every
 * signature, of headers and of addresses, and keeps objects on the disk.
 */
export async function startS3(): Promise<TestS3> {
  const directory = await mkdtemp(join(tmpdir(), "parley-s3-"));
  const port = await findFreePort();
  const config = { endpoint: `http://127.0.0.1:${port}`, bucket: "parley", region: "us-east-1", accessKeyId: "S3RVER", secretAccessKey: "S3RVER" };
  const { bucket, endpoint, region, accessKeyId, secretAccessKey } = config;
  let running: S3rver | undefined;

  async function halt(): Promise<void> {
    await running?.close();
    running = undefined;
  }

  async function start(): Promise<void> {
    running = new S3rver({ port, address: "127.0.0.1", silent: true, directory, configureBuckets: [{ name: bucket, configs: [] }] });
    await running.run();
  }

  await start();
  return {
    config,
    env: { S3_ENDPOINT: endpoint, S3_BUCKET: bucket, S3_REGION: region, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey },
    halt,
    start,
    async stop() {
      await halt();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
