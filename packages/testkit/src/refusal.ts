import { type ErrorCode, ParleyError } from "@parley/protocol";

/** Waits for the refusal and returns it. Success, another code and a plain Error fail the test, saying which it was. */
export async function expectRefusal(promise: Promise<unknown>, code: ErrorCode): Promise<ParleyError> {
  const outcome = await promise.catch((error: unknown) => error);
  if (outcome instanceof ParleyError && outcome.code === code) return outcome;
  if (outcome instanceof ParleyError) throw new Error(`expected ${code}, was refused with ${outcome.code}: ${JSON.stringify(outcome.toBody())}`);
  if (outcome instanceof Error) throw new Error(`expected ${code}, failed with ${outcome}`, { cause: outcome });
  throw new Error(`expected ${code}, was answered ${JSON.stringify(outcome)?.slice(0, 500)}`);
}
