import { thumbHashToDataURL } from "thumbhash";

/** A blurred picture of a few pixels, as a data URL; undefined where there is none. */
export function toPlaceholder(thumbhash: string | null): string | undefined {
  if (thumbhash === null) return undefined;
  try {
    return thumbHashToDataURL(Uint8Array.from(atob(thumbhash), (letter) => letter.charCodeAt(0)));
  } catch {
    return undefined;
  }
}
