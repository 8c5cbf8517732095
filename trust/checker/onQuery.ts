import pg from "pg";

/** `run` sends a statement on the same connection, behind those that wait there, with the values that were given. */
export type Around = (text: string, run: (text: string) => unknown, alone: (text: string) => Promise<unknown>) => unknown;

type Query = (...args: unknown[]) => unknown;

/** Every statement of this process passes through `around`, whoever sends it. */
export function onQuery(around: Around): void {
  const original = pg.Client.prototype.query as unknown as Query;
  const replaced: Query = function (this: pg.Client, statement, ...rest) {
    const alone = (text: string) => original.call(this, text) as Promise<unknown>;
    if (typeof statement === "string") return around(statement, (text) => original.call(this, text, ...rest), alone);
    if (typeof statement !== "object" || statement === null || !("text" in statement) || "submit" in statement) return original.call(this, statement, ...rest);
    return around(String(statement.text), (text) => original.call(this, { ...statement, text }, ...rest), alone);
  };
  pg.Client.prototype.query = replaced as never;
}
