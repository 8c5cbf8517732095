const dayMs = 24 * 3600 * 1000;

function toText(year: number, month: number, day: number): string {
  return [String(year).padStart(4, "0"), ...[month, day].map((part) => String(part).padStart(2, "0"))].join("-");
}

/** "2026", "2026-3" and "2026-03-14" are their first days; null when it is no day that there is. */
export function readDay(typed: string): string | null {
  const match = /^(\d{4})(?:[-./](\d{1,2})(?:[-./](\d{1,2}))?)?[-./]?$/.exec(typed);
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1)];
  const date = new Date(year, month - 1, day);
  return year >= 1970 && date.getMonth() === month - 1 && date.getDate() === day ? toText(year, month, day) : null;
}

/** Days to choose from: the typed one, else today, a week, a month and a year ago. */
export function toDayOffers(typed: string, now: number): string[] {
  const day = readDay(typed);
  if (day !== null) return [day];
  if (typed !== "") return [];
  return [0, 7, 30, 365].map((days) => {
    const date = new Date(now - days * dayMs);
    return toText(date.getFullYear(), date.getMonth() + 1, date.getDate());
  });
}
