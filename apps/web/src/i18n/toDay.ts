/** Midnight of the viewer's own day. */
export function toDay(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}
