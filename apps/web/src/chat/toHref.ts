/** No name of a host is longer; writing one in ASCII takes a time that grows with its square. */
const longestAuthority = 300;

/** Only http and https become links; anything that is not an address of a host stays text. */
export function toHref(address: string): string | undefined {
  const candidate = /^www\./i.test(address) ? `https://${address}` : address;
  const authority = /^https?:[/\\]*([^/\\?#]*)/i.exec(candidate)?.[1];
  if (authority === undefined || authority.length > longestAuthority) return undefined;
  const parsed = URL.parse(candidate);
  return parsed && (parsed.protocol === "https:" || parsed.protocol === "http:") && parsed.hostname.includes(".") ? parsed.href : undefined;
}
