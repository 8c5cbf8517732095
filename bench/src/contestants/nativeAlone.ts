/** Parley without the dialects of other systems. */
import { createServer } from "@parley/server";
import { readConfig } from "@parley/server/config";
import { native } from "@parley/server/native";

const server = await createServer(readConfig(process.env), { dialects: [native] });
await server.listen();
process.once("SIGTERM", async () => {
  await server.stop();
  process.exit(0);
});
