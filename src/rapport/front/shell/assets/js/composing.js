// While an input method composes, no key is ours: Enter chooses a word, letters are its letters.
export function composing(event) {
  return event.isComposing || event.keyCode === 229;
}

export function typing(target) {
  if (!(target instanceof Element)) return false;
  if (target.closest("[contenteditable]:not([contenteditable='false'])")) return true;
  const field = target.closest("input, textarea, select");
  return Boolean(field) && !["checkbox", "radio", "button", "submit"].includes(field.type);
}
