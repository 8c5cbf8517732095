import pg from "pg";

/** Options for pg.Pool or pg.Client. */
export type EmbeddedConnection = { host: string; port: number; user: string; database: string };

/** SQLSTATE codes, system errors and texts of pg by which a server says that it is starting or stopping, or that it is not there. */
const busy = new Set(["57P01", "57P03"]);
const absent = new Set(["ENOENT", "ECONNREFUSED", "ECONNRESET", "EPIPE"]);
const lost = /^(Connection terminated|timeout expired)/;

const undefinedDatabase = "3D000";
/** Two processes created it at once: seen before, or at, the insertion into pg_database. */
const duplicates = new Set(["42P04", "23505"]);

/**
 * Whether the server answers a query in the wanted database, which is created if need be. "busy" is a server that lives but does not
 * take connections now. Any other error is thrown.
 */
export async function openDatabase(connection: EmbeddedConnection): Promise<"ready" | "busy" | "silent"> {
  try {
    await query(connection, "select 1").catch(async (error) => {
      if (error.code !== undefinedDatabase) throw error;
      await create(connection);
    });
    return "ready";
  } catch (error) {
    const { code = "", message } = error as Error & { code?: string };
    if (busy.has(code)) return "busy";
    if (absent.has(code) || lost.test(message)) return "silent";
    throw error;
  }
}

async function create(connection: EmbeddedConnection): Promise<void> {
  const statement = `create database ${pg.escapeIdentifier(connection.database)}`;
  await query({ ...connection, database: "postgres" }, statement).catch((error) => {
    if (!duplicates.has(error.code)) throw error;
  });
}

async function query(connection: EmbeddedConnection, text: string): Promise<void> {
  // ssl is stated because PGSSLMODE of the host's shell would otherwise demand it, which a local socket does not have.
  const client = new pg.Client({ ...connection, ssl: false, connectionTimeoutMillis: 5000 });
  client.on("error", () => {}); // a server that stops under us also fails the query, which is where it is handled
  try {
    await client.connect();
    await client.query(text);
  } finally {
    await client.end().catch(() => {});
  }
}
