/** Waits until `condition` gives something truthy, looking every 10 ms; fails after `timeoutMs` (default 30 s) naming what it waited for. */
export async function waitFor<Value>(what: string, condition: () => Value | Promise<Value>, timeoutMs = 30_000): Promise<NonNullable<Value>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
