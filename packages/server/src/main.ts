import closeWithGrace from "close-with-grace";
import { ConfigError, readConfig } from "./config.ts";
import { createLog } from "./log.ts";
import { createServer } from "./server.ts";

/** The only file that ends the process. */
try {
  const config = readConfig(process.env);
  const log = createLog({ level: config.logLevel, ...(process.stdout.isTTY && { transport: { target: "pino-pretty", options: { ignore: "pid,hostname" } } }) });
  const server = await createServer(config, { log });
  const address = await server.listen();
  log.info(`Parley is ready: ${address}`);
  closeWithGrace({ delay: 15_000, logger: log }, async ({ err }) => {
    if (err) log.fatal({ err }, "Stopping after an unexpected error");
    else await server.drain();
    await server.stop();
  });
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${error instanceof ConfigError ? reason : `Parley cannot start: ${reason}`}\n`);
  if (process.env.LOG_LEVEL === "debug") process.stderr.write(`${(error as Error).stack}\n`);
  process.exit(1);
}
