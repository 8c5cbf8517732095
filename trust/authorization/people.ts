import type { ParleyEvent } from "@parley/protocol";
import { listen, type TestServer } from "@parley/testkit";
import type { Socket } from "socket.io-client";
import type { Role } from "./operations.ts";

/** Somebody with a built-in account, so that there is an e-mail, a password and a session that could leak. */
export type Person = { name: PersonName; id: string; email: string; token: string; refreshToken: string; socket: Socket; heard: ParleyEvent[] };

export const personNames = [
  "owner",
  "otherOwner",
  "admin",
  "otherAdmin",
  "member",
  "otherMember",
  "removed",
  "left",
  "deactivated",
  "stranger",
  "newcomer",
  "hostAdmin",
] as const;
export type PersonName = (typeof personNames)[number];

/** Who plays a role; anonymous is nobody. */
export const playedBy: Record<Role, PersonName[]> = {
  owner: ["owner"],
  admin: ["admin"],
  member: ["member"],
  exMember: ["removed", "left"],
  stranger: ["stranger"],
  hostAdmin: ["hostAdmin"],
  deactivated: ["deactivated"],
  anonymous: [],
};

export const password = "canary of a password";

/** In every e-mail and password: it may appear in no answer and no event. */
export const canary = "canary";

export async function register(server: TestServer, name: PersonName): Promise<Person> {
  const email = `${canary}.${name}@example.com`;
  const { user, accessToken, refreshToken } = await server.anonymous("auth.register", { email, password, name: `The ${name}` });
  const socket = await server.connectWith(accessToken);
  return { name, id: user.id, email, token: accessToken, refreshToken, socket, heard: listen(socket) };
}

/** A new session and a new socket in the place of those that a test has ended. */
export async function signInAgain(server: TestServer, person: Person): Promise<void> {
  const { accessToken, refreshToken } = await server.anonymous("auth.login", { email: person.email, password });
  person.socket.close();
  const socket = await server.connectWith(accessToken);
  Object.assign(person, { token: accessToken, refreshToken, socket, heard: listen(socket) });
}

/** What was sent to these sockets before has been heard after this: a socket answers in order. One that closes meanwhile hears nothing more. */
export async function hearAll(server: TestServer, sockets: Socket[]): Promise<void> {
  await server.server.app.publisher.drain();
  const open = sockets.filter((socket) => socket.connected);
  await Promise.all(
    open.map((socket) =>
      socket
        .timeout(10_000)
        .emitWithAck("are you there?")
        .catch((error) => {
          if (socket.connected) throw error;
        }),
    ),
  );
}
