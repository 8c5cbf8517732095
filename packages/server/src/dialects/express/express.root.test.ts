import { readFileSync } from "node:fs";
import { waitFor } from "@parley/testkit";
import { io } from "socket.io-client";
import { expect, test } from "vitest";
import { eventsOf } from "../dialect.ts";
import { joined, rowsOf, useExpress } from "./express.fixture.ts";
import { express as dialect } from "./express.ts";

const express = useExpress({
  ROOT_DIALECT: "express",
  NODE_ENV: "production",
  JWT_SECRET: "a secret of more than 32 characters",
  CLIENT_HOST: "http://localhost:5173",
});

test("X-OPS-01 with ROOT_DIALECT=express its clients need no other address: REST and sockets at the root", async () => {
  const [ada, bob] = await express.join("ada", "bob");
  await joined(bob, "ada");
  ada.sendMessage("bob", "Hello!");
  await waitFor("the message", () => bob.of("new_message").length === 1);
  expect(rowsOf(await bob.getConversation("ada"))).toMatchObject([{ content: "Hello!" }]);
  expect(await ada.json("GET", "/messages/nothing/here")).toMatchObject({ status: 404, body: { success: false, code: "unknown_operation" } });
});

test("X-OPS-01 S17 CLIENT_HOST names the origin that may call and connect, and no other may", async () => {
  const token = await express.server.tokenFor("ada");
  const from = async (origin: string) => {
    const response = await express.server.fetch("/messages/conversations", { token, headers: { origin } });
    const socket = io(express.server.url, { auth: { token }, transports: ["websocket"], forceNew: true, reconnection: false, extraHeaders: { origin } });
    const connected = await new Promise((resolve) => socket.once("connect", () => resolve(true)).once("connect_error", () => resolve(false)));
    socket.close();
    return [response.headers.get("access-control-allow-origin"), connected];
  };
  expect(await from("http://localhost:5173")).toEqual(["http://localhost:5173", true]);
  expect(await from("http://localhost:5174")).toEqual([null, false]);
});

test("X-P-13 every path and event of the dialect is documented", () => {
  const page = readFileSync(new URL("../../../../../docs/dialects.md", import.meta.url), "utf8");
  const section = page.split("\n## ").find((one) => one.startsWith("express\n")) ?? "";
  const said = Object.values(dialect.says).flatMap((saying) => eventsOf(saying as never));
  const names = [...Object.keys(dialect.rest).map((path) => path.split(" ")[1] ?? ""), ...Object.keys(dialect.hears), ...said];
  expect(names.filter((name) => !section.includes(`${name}\``))).toEqual([]);
});
