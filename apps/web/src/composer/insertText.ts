/** Puts text where the caret stands, and the caret after it. */
export function insertText(textarea: HTMLTextAreaElement, insert: string, onChange: (text: string) => void, from = textarea.selectionStart): void {
  const { value, selectionEnd } = textarea;
  onChange(value.slice(0, from) + insert + value.slice(selectionEnd));
  // The caret can only be set once React has written the new value.
  requestAnimationFrame(() => {
    textarea.focus();
    textarea.setSelectionRange(from + insert.length, from + insert.length);
  });
}
