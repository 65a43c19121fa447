// What one was writing is kept in this tab until it is sent: <textarea data-draft="note:17">.
import { word } from "./words.js";

const PREFIX = "rapport.draft.";

function keyOf(field) {
  return PREFIX + field.dataset.draft;
}

document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.dataset?.draft) return;
  if (field.value) sessionStorage.setItem(keyOf(field), field.value);
  else sessionStorage.removeItem(keyOf(field));
  const said = field.closest("form")?.querySelector("[data-draft-said]");
  if (said) said.textContent = field.value ? word("draft_kept") : "";
});

function restore(root) {
  for (const field of root.querySelectorAll("[data-draft]")) {
    const kept = sessionStorage.getItem(keyOf(field));
    if (kept && !field.value) {
      field.value = kept;
      const said = field.closest("form")?.querySelector("[data-draft-said]");
      if (said) said.textContent = word("draft_kept");
    }
  }
}

function forget(form) {
  for (const field of form.querySelectorAll("[data-draft]")) sessionStorage.removeItem(keyOf(field));
}

// Only an answer that is no refusal ends a draft.
document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  const form = ctx.request.form ?? ctx.sourceElement?.closest?.("form");
  if (form && ctx.request.method !== "GET" && ctx.response.status < 400) forget(form);
});
document.addEventListener("htmx:after:swap", () => restore(document));
restore(document);
