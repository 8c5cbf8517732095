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
  process.stderr.write(
    `${error instanceof ConfigError ? error.message : `Parley cannot start: ${error instanceof Error ? (error.stack ?? error.message) : error}`}\n`,
  );
  process.exit(1);
}
