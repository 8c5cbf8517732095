import { ask } from "./compare.ts";

/** How far an import has come: messages laid out, then messages written. */
export async function progressOf(targetUrl: string, source: string): Promise<number> {
  try {
    const [state] = await ask<{ staged: number; written: number }>(
      targetUrl,
      `select (select count(*)::int from parley_import_${source}.staged_messages) as staged, (select count(*)::int from messages) as written`,
    );
    return (state?.staged ?? 0) + (state?.written ?? 0);
  } catch (error) {
    // Not begun yet.
    if ((error as { code?: string }).code === "42P01" || (error as { code?: string }).code === "3F000") return 0;
    throw error;
  }
}
