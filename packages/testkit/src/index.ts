/** What tests stand on: a real server on a real database, real sockets, a clock to move. Private to this repository. */
export { TestClock } from "./clock.ts";
export { createTestDatabase } from "./database.ts";
export { startTestServer, type TestServer } from "./server.ts";
export { waitFor } from "./waitFor.ts";
