/** No answer for this long means `unavailable`: longer than the server's own limits, shorter than a user's patience. */
export const callTimeoutMs = 10_000;
