/**
 * How words of any language are compared: folded alike whatever their case,
 * marks and script variants, joined with their inflections, with what sounds
 * the same in another script, and with what is mistyped. Pure functions of
 * text: the index, queries, names and messages that are not indexed yet all go
 * through here, so that they agree. Nothing takes longer than linear time in
 * the length of a text.
 */
export { askedForms, closeness, type Forms, formsOf, keptFormsOf, likely, sure } from "./forms.ts";
export { nounOf } from "./korean.ts";
export { formsOfName, nameMatches, needsOfName } from "./names.ts";
export { isHangul } from "./scripts.ts";
export { type Needle, segmentsOf } from "./segments.ts";
export { keysOf, keysOfNeedle, placeOf, type Token, tokenize, tokenizeName } from "./tokens.ts";
