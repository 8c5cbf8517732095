import { createParley } from "@parley/client";

// A token for the bot's own user, signed by your server, or: npm run token -- echo-bot --name "Echo bot"
const parley = createParley({ url: process.env.PARLEY_URL ?? "http://localhost:4000", getToken: async () => process.env.PARLEY_TOKEN ?? "" });

parley.on("message.created", ({ message }) => {
  const own = message.sender.id === parley.store.getState().me?.id;
  if (own || message.type !== "text") return;
  parley.messages.send({ conversationId: message.conversationId, text: `You said: ${message.text}`, replyTo: message.id });
});

await parley.connect();
process.stdout.write(`${parley.store.getState().me?.name} is listening\n`);
