// The keyboard map. A control names its key (data-key="c"), a place its letter after G (data-go="c");
// islands add theirs. The sheet under ? is drawn from what is on the page.
import { composing, typing } from "./composing.js";
import { undoLast } from "./toasts.js";
import { word } from "./words.js";

const WAIT_FOR_LETTER = 1500;
const extra = new Map();
let going = 0;

// An island's own key: run(event) returns false when it has no use for it.
export function ownKey(letter, label, run, signal) {
  const entry = { label, run };
  const entries = extra.get(letter) ?? [];
  extra.set(letter, [...entries, entry]);
  signal?.addEventListener("abort", () => {
    extra.set(
      letter,
      extra.get(letter).filter((other) => other !== entry),
    );
  });
}

function visible(control) {
  return control.checkVisibility({ visibilityProperty: true }) && !control.disabled;
}

function press(selector) {
  const controls = [...document.querySelectorAll(selector)].filter(visible);
  const inDialog = document.querySelector("dialog[open]");
  const control = inDialog ? controls.find((one) => inDialog.contains(one)) : controls[0];
  if (!control) return false;
  if (control.matches("input:not([type=checkbox]), textarea, select")) {
    control.focus();
    control.select?.();
  } else control.click();
  return true;
}

function letterOf(event) {
  return event.key.length === 1 ? event.key.toLowerCase() : event.key;
}

document.addEventListener("keydown", (event) => {
  if (composing(event) || event.defaultPrevented) return;
  const chord = event.ctrlKey || event.metaKey;
  if (chord && letterOf(event) === "k") {
    event.preventDefault();
    document.dispatchEvent(new CustomEvent("palette:open"));
    return;
  }
  if (chord && event.key === "Enter") {
    if (sendForm(event.target)) event.preventDefault();
    return;
  }
  if (chord || event.altKey || typing(event.target)) return;
  if (/^F\d+$/.test(event.key)) {
    if (press(`[data-key="${event.key}"]`)) event.preventDefault();
    return;
  }
  if (document.body.dataset.singleKeys === "off" && event.key.length === 1) return;
  if (singleKey(event)) event.preventDefault();
});

function singleKey(event) {
  const letter = letterOf(event);
  const open = document.querySelector("dialog[open]");
  if (going && performance.now() - going < WAIT_FOR_LETTER) {
    going = 0;
    return press(`[data-go="${CSS.escape(letter)}"]`);
  }
  going = 0;
  if (letter === "?") return showKeys();
  if (letter === "z" && undoLast()) return true;
  if (letter === "g" && !open && !extra.get("g")?.length) {
    going = performance.now();
    return true;
  }
  for (const entry of [...(extra.get(letter) ?? [])].reverse()) {
    if (!open && entry.run(event) !== false) return true;
  }
  return press(`[data-key="${CSS.escape(letter)}"]`);
}

// Ctrl Enter sends the form one is in, or presses the one thing the page ends with.
function sendForm(target) {
  const form = target.closest?.("form");
  if (form && typing(target)) {
    form.requestSubmit([...form.elements].find((one) => one.type === "submit"));
    return true;
  }
  return press('[data-key="ctrl+enter"]');
}

// ---- the sheet ----

function showKeys() {
  const sheet = document.getElementById("keys");
  if (!sheet) return false;
  if (!sheet.open) {
    draw(sheet.querySelector(".keys-sheet"));
    sheet.showModal();
  } else sheet.close();
  return true;
}

function draw(place) {
  const everywhere = [
    [["Ctrl", "K"], word("key_palette")],
    [["?"], word("key_keys")],
    [["Z"], word("key_undo")],
    [["Ctrl", "↵"], word("key_send")],
  ];
  const places = [...document.querySelectorAll("[data-go]")].map((link) => [
    ["G", link.dataset.go.toUpperCase()],
    labelOf(link),
  ]);
  const here = [...extra]
    .filter(([, entries]) => entries.at(-1)?.label)
    .map(([letter, entries]) => [[keyName(letter)], word(entries.at(-1).label)]);
  const seen = new Set();
  for (const control of document.querySelectorAll("[data-key]")) {
    const key = control.dataset.key;
    if (seen.has(key) || control.closest("dialog") || !visible(control)) continue;
    seen.add(key);
    here.push([key.split("+").map(keyName), labelOf(control)]);
  }
  place.replaceChildren(
    section(word("everywhere"), everywhere),
    section(word("places"), places),
    section(word("here"), here),
  );
}

function keyName(letter) {
  const names = { enter: "↵", ctrl: "Ctrl", alt: "Alt", " ": "␣" };
  return names[letter] ?? (letter.length === 1 ? letter.toUpperCase() : letter);
}

export function labelOf(control) {
  const copy = control.cloneNode(true);
  for (const part of copy.querySelectorAll("kbd, .pip, .count, svg, .only-narrow")) part.remove();
  const label = control.dataset.keyLabel ?? control.getAttribute("aria-label") ?? copy.textContent;
  return label.trim() || control.placeholder || control.title;
}

function section(title, lines) {
  const made = document.createElement("section");
  if (!lines.length) {
    made.hidden = true;
    return made;
  }
  const heading = Object.assign(document.createElement("h3"), { textContent: title });
  const list = document.createElement("dl");
  for (const [keys, label] of lines) {
    const line = document.createElement("div");
    const value = document.createElement("dd");
    for (const key of keys) {
      value.append(Object.assign(document.createElement("kbd"), { textContent: key }));
    }
    line.append(Object.assign(document.createElement("dt"), { textContent: label }), value);
    list.append(line);
  }
  made.append(heading, list);
  return made;
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-keys]")) return;
  document.getElementById("user-menu")?.hidePopover();
  showKeys();
});

