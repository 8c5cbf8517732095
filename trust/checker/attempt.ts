import { type Answer, type Asked, type Attempt, type History, outcomeOf } from "@parley/testkit";

/** What only a mistake in the load can bring. */
const mistakes = new Set(["validation_failed", "unknown_operation", "unauthenticated", "malformed_json"]);

/** Asks, and writes down what came of it. */
export async function attempt(history: History, device: { id: string; user: string }, asked: Asked, ask: () => Promise<Answer>): Promise<Attempt> {
  const made = history.invoke(device, asked);
  try {
    history.end(made, "ok", await ask());
  } catch (error) {
    const { outcome, code } = outcomeOf(error);
    history.end(made, outcome, { code });
    if (mistakes.has(code)) throw new Error(`the load asks what cannot be asked: ${JSON.stringify(made)}`, { cause: error });
  }
  return made;
}
