// A value edited in its place: Enter saves, Esc gives up, Tab saves and goes to the next.
//   <td class="editable" data-edit="/customers/<id>/fields/city" data-field="city" data-version="3"
//       data-type="text|number|date|email|tel|select|area" data-value="…" data-choices='[["a","A"]]'>
// The answer is the cell's new inside and an ETag; 412 shows both versions, 422 what is wrong.
import { composing } from "./composing.js";
import { describe } from "./faults.js";
import { csrf } from "./htmx.js";
import { toast } from "./toasts.js";
import { word } from "./words.js";

const open = new WeakMap();

document.addEventListener("dblclick", (event) => start(cellOf(event.target)));
document.addEventListener("edit:start", (event) => start(cellOf(event.target)));
document.addEventListener("click", (event) => {
  const cell = cellOf(event.target);
  // In facts one press is enough; in a table the first press chooses the row.
  if (cell && cell.tagName !== "TD" && !event.target.closest("a, button")) start(cell);
});
document.addEventListener("keydown", (event) => {
  if (composing(event) || event.key !== "Enter") return;
  if (event.target.matches?.("[data-edit]")) {
    event.preventDefault();
    start(event.target);
  }
});

function cellOf(target) {
  return target.closest?.("[data-edit]:not(.is-editing)") ?? null;
}

function start(cell) {
  if (!cell || open.has(cell)) return;
  const before = [...cell.childNodes];
  const editor = makeEditor(cell);
  const ghost = Object.assign(document.createElement("span"), { className: "under-editor" });
  if (editor.tagName !== "TEXTAREA") ghost.append(...before);
  open.set(cell, { before, editor, saving: false });
  cell.replaceChildren(ghost, editor);
  cell.classList.add("is-editing");
  cell.classList.remove("is-saved");
  editor.focus();
  editor.select?.();
  editor.addEventListener("keydown", (event) => keyIn(cell, event));
  editor.addEventListener("blur", () => setTimeout(() => leave(cell)));
}

function makeEditor(cell) {
  const { type = "text", value = "", field } = cell.dataset;
  if (type === "select") {
    const select = document.createElement("select");
    for (const [key, label] of JSON.parse(cell.dataset.choices)) {
      select.append(new Option(label, key, false, key === value));
    }
    return dress(select, cell, field);
  }
  if (type === "area") {
    const area = document.createElement("textarea");
    area.value = value;
    return dress(area, cell, field);
  }
  const input = document.createElement("input");
  input.type = type === "number" ? "text" : type;
  if (type === "number") input.inputMode = "decimal";
  input.value = value;
  return dress(input, cell, field);
}

function dress(editor, cell, field) {
  editor.className = "editor";
  editor.name = field;
  editor.autocomplete = "off";
  editor.setAttribute("aria-label", cell.dataset.label ?? field);
  return editor;
}

function keyIn(cell, event) {
  if (composing(event)) return;
  const { editor } = open.get(cell) ?? {};
  if (!editor) return;
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    giveUp(cell);
  } else if (event.key === "Enter" && (editor.tagName !== "TEXTAREA" || event.ctrlKey)) {
    event.preventDefault();
    event.stopPropagation();
    save(cell);
  } else if (event.key === "Tab") {
    const next = neighbour(cell, event.shiftKey ? -1 : 1);
    if (!next) return;
    event.preventDefault();
    save(cell);
    start(next);
  }
}

function neighbour(cell, step) {
  const region = cell.closest("tr, dl, section") ?? document;
  const cells = [...region.querySelectorAll("[data-edit]")];
  return cells[cells.indexOf(cell) + step];
}

function giveUp(cell) {
  const { before } = open.get(cell);
  finish(cell);
  cell.replaceChildren(...before);
  focusBack(cell);
}

function finish(cell) {
  open.delete(cell);
  cell.classList.remove("is-editing", "is-bad", "is-waiting");
}

function focusBack(cell) {
  (cell.closest("tr.is-current") ?? cell).focus?.({ preventScroll: true });
}

// Leaving by pointer saves what was changed, and keeps what is wrong open.
function leave(cell) {
  const state = open.get(cell);
  if (!state || state.saving || cell.contains(document.activeElement)) return;
  if (state.editor.value === (cell.dataset.value ?? "")) giveUp(cell);
  else if (!cell.classList.contains("is-bad")) save(cell);
}

async function save(cell, version = cell.dataset.version) {
  const state = open.get(cell);
  if (!state || state.saving) return;
  const { editor, before } = state;
  const value = editor.value;
  if (value === (cell.dataset.value ?? "") && version === cell.dataset.version) {
    giveUp(cell);
    return;
  }
  document.dispatchEvent(new Event("deed"));
  state.saving = true;
  cell.classList.add("is-waiting");
  let answer;
  try {
    answer = await fetch(cell.dataset.edit, {
      method: "PATCH",
      body: new URLSearchParams({ [cell.dataset.field]: value }),
      headers: {
        "X-CSRFToken": csrf(),
        "If-Match": `"${version}"`,
        "HX-Request": "true",
        Accept: "text/html, application/problem+json, application/json",
      },
    });
  } catch {
    return fail(cell, word("no_answer"));
  } finally {
    cell.classList.remove("is-waiting");
    state.saving = false;
  }
  if (answer.ok) return accept(cell, value, answer);
  const problem = await answer.json().catch(() => ({}));
  if (answer.status === 412) return showConflict(cell, problem);
  if (answer.status === 403 || answer.status === 404) {
    finish(cell);
    cell.replaceChildren(...before);
    return toast({ text: problem.title ?? word("no_answer"), tone: "bad" });
  }
  return fail(cell, problem.title ?? word("no_answer"));
}

async function accept(cell, value, answer) {
  const text = await answer.text();
  finish(cell);
  cell.innerHTML = text;
  cell.dataset.value = value;
  const version = answer.headers.get("ETag")?.replace(/^W\/|"/g, "");
  if (version) {
    const row = cell.closest("[data-id]") ?? document;
    for (const other of row.querySelectorAll("[data-edit][data-version]")) other.dataset.version = version;
  }
  window.htmx.process(cell);
  cell.classList.add("is-saved");
  setTimeout(() => cell.classList.remove("is-saved"), 1600);
  const told = answer.headers.get("HX-Trigger");
  if (told) {
    for (const [name, detail] of Object.entries(JSON.parse(told))) {
      document.dispatchEvent(new CustomEvent(name, { detail }));
    }
  }
  if (document.activeElement === document.body) focusBack(cell);
}

function note(cell, text, classes) {
  cell.querySelector(".editor-problem")?.remove();
  const made = document.createElement("div");
  made.className = `editor-problem ${classes}`;
  made.setAttribute("role", "alert");
  made.append(Object.assign(document.createElement("span"), { textContent: text }));
  cell.append(made);
  return made;
}

function fail(cell, sentence) {
  cell.classList.add("is-bad");
  const made = note(cell, sentence, "bad");
  made.id = "edit-fault";
  const editor = open.get(cell)?.editor;
  if (!editor) return;
  describe(editor, made.id);
  editor.focus();
}

// Both are kept; the reader chooses.
function showConflict(cell, problem) {
  const { version, changes = [] } = problem.details ?? {};
  const theirs = changes.find((change) => change.field === cell.dataset.field);
  const made = note(cell, problem.title, "");
  if (theirs) made.firstElementChild.textContent += ` ${word("theirs_is", theirs.after ?? "")}`;
  const line = Object.assign(document.createElement("div"), { className: "row" });
  line.append(
    choice(word("theirs"), () => {
      finish(cell);
      cell.dispatchEvent(new CustomEvent("reload", { bubbles: true }));
      cell.textContent = theirs?.after ?? "";
      cell.dataset.value = theirs?.after ?? "";
      cell.dataset.version = version;
    }),
    choice(word("mine"), () => save(cell, String(version))),
  );
  made.append(line);
}

function choice(text, run) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button tiny";
  button.textContent = text;
  // The press must not first blur the editor, which would save.
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", run);
  return button;
}
