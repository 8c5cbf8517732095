import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { startTestServer, type TestServer } from "@parley/testkit";
import { io } from "socket.io-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dialectNames } from "./index.ts";

const page = readFileSync(new URL("../../../../docs/dialects.md", import.meta.url), "utf8");

/** The code of ```` ```<language> <kind> <dialect> ```` . */
function example(kind: string, dialect: string): string {
  const [, code] = new RegExp(`\`\`\`\\w+ ${kind} ${dialect}\\n([^]*?)\`\`\``).exec(page) ?? [];
  if (code === undefined) throw new Error(`docs/dialects.md has no ${kind} example of ${dialect}`);
  return code.trim();
}

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

describe.each(dialectNames.filter((name) => name !== "native"))("docs/dialects.md, %s", (dialect) => {
  test("the examples are as they say: curl gets the answer, the socket prints the output", async () => {
    const token = await server.tokenFor("ahmed", { name: "Ahmed" });
    await server.as("fatima", { name: "Fatima" }).call("users.me", {});

    const env = { ...process.env, BASE: server.url, AHMED: token };
    const { stdout } = await promisify(execFile)("sh", ["-c", example("curl", dialect)], { env });
    expect(JSON.parse(stdout)).toMatchObject(JSON.parse(example("answer", dialect)));

    const { conversation } = await server.as("ahmed", { name: "Ahmed" }).call("conversations.create", { type: "direct", participantIds: ["fatima"] });
    const printed: string[] = [];
    const closed = Promise.withResolvers<void>();
    const connect = (url: string, options: object) => {
      const socket = io(url, { ...options, forceNew: true });
      socket.on("disconnect", () => closed.resolve());
      return socket;
    };
    const run = new Function("io", "console", "BASE", "AHMED", "CONVERSATION", example("socket", dialect));
    run(connect, { log: (line: string) => printed.push(line) }, server.url, token, conversation.id);
    await closed.promise;
    expect(printed.join("\n")).toBe(example("output", dialect));
  });

  test.runIf(page.includes(`js stream ${dialect}\n`))("the stream prints its output", async () => {
    await server.as("fatima", { name: "Fatima" }).call("users.me", {});
    const { conversation } = await server.as("ahmed").call("conversations.create", { type: "direct", participantIds: ["fatima"] });
    const printed: string[] = [];
    const run = new Function("console", "BASE", "AHMED", "CONVERSATION", `return (async () => {${example("stream", dialect)}})()`);
    await run({ log: (line: string) => printed.push(line) }, server.url, await server.tokenFor("ahmed"), conversation.id);
    expect(printed.join("\n")).toBe(example("stream-output", dialect));
  });
});
