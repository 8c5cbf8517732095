/** Still counts as the bottom: less than a line of text. */
export const bottomPx = 48;

/** Whether a list is scrolled to its end, judged by what the page shows. `height` is that of the view, perhaps before it changed. */
export function isAtEnd(view: HTMLElement | null, height = view?.clientHeight ?? 0): boolean {
  return view !== null && view.scrollHeight - view.scrollTop - height <= bottomPx;
}
