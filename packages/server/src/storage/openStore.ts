import { join } from "node:path";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { DiskStore } from "./diskStore.ts";
import type { ObjectStore } from "./objectStore.ts";
import { S3Store } from "./s3Store.ts";

export function openStore(config: Pick<Config, "s3" | "dataDir">, log: Logger): ObjectStore {
  return config.s3 === null ? new DiskStore(join(config.dataDir, "files")) : new S3Store(config.s3, log);
}
