import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { startTestServer, type TestServer, waitFor } from "@parley/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server?.stop());

it("the bot of the example answers what it is told", async () => {
  const env = { ...process.env, PARLEY_URL: server.url, PARLEY_TOKEN: await server.tokenFor("bot", { name: "Echo bot" }) };
  const bot = spawn(process.execPath, [fileURLToPath(new URL("bot.ts", import.meta.url))], { env });
  try {
    let output = "";
    bot.stdout.on("data", (chunk) => {
      output += chunk;
    });
    bot.stderr.on("data", (chunk) => {
      output += chunk;
    });
    await waitFor(`the bot to connect, it says: ${output}`, () => output.includes("Echo bot is listening"));
    const asha = server.as("asha");
    const { conversation } = await asha.call("conversations.create", { type: "direct", participantIds: ["bot"] });
    const { message } = await asha.call("messages.send", { conversationId: conversation.id, text: "hello" });
    const answer = await waitFor("an answer", async () =>
      (await asha.call("messages.list", { conversationId: conversation.id })).messages.find((found) => found.sender.id === "bot"),
    );
    expect(answer).toMatchObject({ text: "You said: hello", replyTo: message.id });
  } finally {
    bot.kill("SIGTERM");
  }
});
