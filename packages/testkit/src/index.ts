/** What tests stand on: a real server on a real database, real sockets, a clock to move. Private to this repository. */
export { TestClock } from "./clock.ts";
export { newDirect, newGroup, signIn } from "./conversations.ts";
export { createTestDatabase } from "./database.ts";
export { startPostgres, type TestPostgres } from "./postgres.ts";
export { expectRefusal } from "./refusal.ts";
export { startSecondNode, startTestServer, type TestServer } from "./server.ts";
export { findFreePort, type ServerProcess, startServerProcess } from "./serverProcess.ts";
export { ask, listen } from "./socket.ts";
export { waitFor } from "./waitFor.ts";
