// What is wrong with a field stands at it, in the reader's language, and is read out with it.
import { word } from "./words.js";

let count = 0;

// The browser would say it in its own language, in a bubble that goes away by itself.
document.addEventListener(
  "invalid",
  (event) => {
    const field = event.target;
    event.preventDefault();
    showFault(field, sentenceOf(field.validity));
    if (field === field.form?.querySelector(":invalid:not(fieldset)")) field.focus();
  },
  true,
);
document.addEventListener("input", (event) => clearFault(event.target));
document.addEventListener("change", (event) => clearFault(event.target));

function sentenceOf(validity) {
  if (validity.valueMissing) return word("field_needed");
  return word(validity.typeMismatch ? "field_email" : "field_unfit");
}

export function showFault(field, sentence) {
  clearFault(field);
  const line = document.createElement("div");
  line.className = "problem";
  line.id = `fault-${++count}`;
  line.setAttribute("role", "alert");
  line.dataset.fault = "";
  line.append(Object.assign(document.createElement("span"), { textContent: sentence }));
  describe(field, line.id);
  (field.closest(".field") ?? field.parentElement).append(line);
}

export function describe(field, id) {
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", id);
}

function clearFault(field) {
  const line = document.getElementById(field.getAttribute?.("aria-describedby"));
  if (!line || !("fault" in line.dataset)) return;
  line.remove();
  field.removeAttribute("aria-invalid");
  field.removeAttribute("aria-describedby");
}

// The field that a refusal speaks of: one of that name, else the one that holds what it quotes.
export function fieldAt(form, { at = "", given = "" }) {
  const fields = [...(form?.elements ?? [])].filter(
    (field) => field.name && !["hidden", "radio", "checkbox"].includes(field.type),
  );
  const names = at.split(" ").filter(Boolean);
  return (
    fields.find((field) => names.includes(field.name)) ??
    (given && fields.find((field) => field.value.trim() === given.trim())) ??
    null
  );
}
