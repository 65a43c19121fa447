// Theme, density and single keys change at once; the language needs the page anew.
import { csrf } from "./htmx.js";
import { island } from "./islands.js";
import { toast } from "./toasts.js";
import { word } from "./words.js";

const root = document.documentElement;
const now = {
  theme(value) {
    if (value === "auto") delete root.dataset.theme;
    else root.dataset.theme = value;
  },
  density(value) {
    root.dataset.density = value;
  },
  single_keys(value) {
    document.body.dataset.singleKeys = value;
  },
};

async function keep(form, name, value) {
  const body = new URLSearchParams({ [name]: value });
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": csrf(), Accept: "application/json" },
    });
    if (answer.ok) return true;
    toast({ text: (await answer.json()).title, tone: "bad" });
  } catch {
    toast({ text: word("no_answer"), tone: "bad" });
  }
  return false;
}

island("preferences", (form, signal) => {
  form.addEventListener(
    "click",
    async (event) => {
      const button = event.target.closest("button[name]");
      if (!button) return;
      event.preventDefault();
      for (const other of form.querySelectorAll(`button[name="${button.name}"]`)) {
        other.setAttribute("aria-pressed", String(other === button));
      }
      now[button.name]?.(button.value);
      document.dispatchEvent(new CustomEvent("preferences:changed", { detail: button.name }));
      const kept = await keep(form, button.name, button.value);
      if (kept && button.name === "language") location.reload();
    },
    { signal },
  );
  form.addEventListener(
    "change",
    (event) => {
      const { name, checked } = event.target;
      if (name !== "single_keys") return;
      now.single_keys(checked ? "on" : "off");
      keep(form, name, checked ? "on" : "off");
    },
    { signal },
  );
});
