/**
 * Why a token is wanted. `connect`: any valid one. `expiring`: the present one ends within a minute. `refused`: the
 * server did not accept the present one; answering with the same again ends in `failure`.
 */
export type TokenReason = "connect" | "expiring" | "refused";

/** Gives an access token. A ParleyError with a 401 or 403 code ends the connection; any other error is tried again. */
export type GetToken = (reason: TokenReason) => Promise<string>;

/** The token in use. However many ask at once, `getToken` runs once. */
export type Tokens = {
  current(): Promise<string>;
  /** A new one, unless `refused` has been replaced already. */
  replace(refused: string): Promise<string>;
  ask(reason: TokenReason): Promise<string>;
};

export function createTokens(getToken: GetToken): Tokens {
  let held: string | undefined;
  let asking: { reason: TokenReason; answer: Promise<string> } | undefined;

  function ask(reason: TokenReason): Promise<string> {
    if (asking?.reason === reason) return asking.answer;
    const before = asking?.answer.catch(() => {}) ?? Promise.resolve();
    const answer = before
      .then(() => getToken(reason))
      .then((token) => {
        held = token;
        return token;
      })
      .finally(() => {
        if (asking?.answer === answer) asking = undefined;
      });
    asking = { reason, answer };
    return answer;
  }

  return {
    ask,
    current: async () => held ?? ask("connect"),
    replace: async (refused) => (held !== undefined && held !== refused ? held : ask("refused")),
  };
}
