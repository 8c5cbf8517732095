import { parseArgs } from "node:util";
import { userRole } from "@parley/protocol";
import { systemClock } from "./clock.ts";
import { readConfig } from "./config.ts";
import { signHostToken } from "./features/auth/index.ts";

/** `npm run token -- USER_ID [--name NAME] [--role member|moderator|admin] [--hours 12]`: a token as the host's server would sign it. */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { name: { type: "string" }, role: { type: "string", default: "member" }, hours: { type: "string", default: "12" } },
});
const [userId] = positionals;
if (userId === undefined) {
  process.stderr.write("usage: npm run token -- USER_ID [--name NAME] [--role member|moderator|admin] [--hours 12]\n");
  process.exitCode = 2;
} else {
  const { token } = await signHostToken(readConfig(process.env), systemClock, {
    userId,
    ttlMs: Number(values.hours) * 3600_000,
    role: userRole.parse(values.role),
    ...(values.name !== undefined && { name: values.name }),
  });
  process.stdout.write(`${token}\n`);
}
