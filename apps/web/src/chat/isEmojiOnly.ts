const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const emoji = /^(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F?|\p{Regional_Indicator}{2}|[0-9#*]\uFE0F?\u20E3)/u;

/** One to three emoji and nothing else are shown large. */
export function isEmojiOnly(text: string): boolean {
  const compact = text.trim();
  if (compact === "" || compact.length > 60) return false;
  const clusters = [...graphemes.segment(compact)].map((part) => part.segment).filter((part) => part.trim() !== "");
  return clusters.length <= 3 && clusters.every((cluster) => emoji.test(cluster));
}
