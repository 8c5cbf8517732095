import { locale } from "./language.ts";
import { t } from "./t.ts";
import { toDay } from "./toDay.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const clock = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat(locale, { weekday: "short" });
const dayAndMonth = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
const shortDate = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });
const longDay = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });
const longDate = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
const full = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short" });
const medium = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: "always" });
const relativeShort = new Intl.RelativeTimeFormat(locale, { numeric: "always", style: "narrow" });

/** Whole calendar days between two moments; rounding absorbs the hour that a clock change adds or takes. */
function daysBetween(time: number, now: number): number {
  return Math.round((toDay(now) - toDay(time)) / dayMs);
}

/** "14:05": the time inside a bubble. */
export function toClock(iso: string): string {
  return clock.format(new Date(iso));
}

/** "Thursday, 20 November 2025 at 11:20": what hovering a time shows. */
export function toFullDate(iso: string): string {
  return full.format(new Date(iso));
}

/** "20 Nov 2025, 11:20": where there is little room. */
export function toMediumDate(iso: string): string {
  return medium.format(new Date(iso));
}

/** "now", "5 min ago", "2 hr ago", "Yesterday", "Mon", "3 Mar": the time in the list. */
export function toListTime(iso: string, now: number): string {
  const time = Date.parse(iso);
  const age = now - time;
  if (age < minuteMs) return t("time.now");
  if (age < hourMs) return relativeShort.format(-Math.floor(age / minuteMs), "minute");
  const days = daysBetween(time, now);
  if (days === 0 || age < 6 * hourMs) return relativeShort.format(-Math.floor(age / hourMs), "hour");
  if (days === 1) return t("time.yesterday");
  if (days < 7) return weekday.format(time);
  return new Date(time).getFullYear() === new Date(now).getFullYear() ? dayAndMonth.format(time) : shortDate.format(time);
}

/** "5 minutes ago", "2 hours ago", "3 days ago": in sentences. */
export function toRelativeTime(iso: string, now: number): string {
  const age = now - Date.parse(iso);
  if (age < minuteMs) return t("presence.recently");
  if (age < hourMs) return relative.format(-Math.floor(age / minuteMs), "minute");
  if (age < dayMs) return relative.format(-Math.floor(age / hourMs), "hour");
  if (age < 30 * dayMs) return relative.format(-Math.floor(age / dayMs), "day");
  return shortDate.format(Date.parse(iso));
}

/** "Today", "Yesterday", "Monday 4 March": between the days of a conversation. */
export function toDayName(time: number, now: number): string {
  const days = daysBetween(time, now);
  if (days === 0) return t("time.today");
  if (days === 1) return t("time.yesterday");
  return new Date(time).getFullYear() === new Date(now).getFullYear() ? longDay.format(time) : longDate.format(time);
}
