// The command palette: type, choose, go. Answers of an older question are never shown or opened.
import { composing } from "./composing.js";
import { island } from "./islands.js";
import { labelOf } from "./keys.js";
import { drawIcon } from "./toasts.js";
import { word } from "./words.js";

const PAUSE = 60;

island("palette", (dialog, signal) => {
  const field = dialog.querySelector("input");
  const results = dialog.querySelector(".results");
  const scope = dialog.querySelector("[data-scope]");
  let timer = 0;
  let running = null;
  let asked = null; // the question whose answers are shown
  let openAfter = null; // Enter came before the answers did
  let returnTo = null;
  let deedCount = 0;

  function open(start = "") {
    if (!dialog.open) {
      returnTo = document.activeElement;
      dialog.showModal();
    }
    field.value = start || field.value;
    field.select();
    drawScope();
    ask(0);
  }

  function drawScope() {
    const chosen = document.querySelectorAll("#main .is-selected[data-id]").length;
    scope.textContent = chosen ? "" : word("everywhere");
  }

  function ask(pause = PAUSE) {
    clearTimeout(timer);
    timer = setTimeout(fetchAnswers, pause);
  }

  async function fetchAnswers() {
    const query = field.value.trim();
    if (query === asked && !running) return;
    running?.abort();
    const mine = (running = new AbortController());
    results.classList.add("is-stale");
    try {
      const address = new URL(dialog.dataset.url, location.href);
      address.searchParams.set("q", query);
      address.searchParams.set("at", location.pathname + location.search);
      const answer = await fetch(address, {
        signal: mine.signal,
        headers: { "HX-Request": "true", Accept: "text/html" },
      });
      if (answer.headers.has("HX-Redirect")) location.href = answer.headers.get("HX-Redirect");
      const text = await answer.text();
      if (mine.signal.aborted) return;
      results.innerHTML = text;
      const possible = deeds(query);
      if (possible.length && !options().length) results.replaceChildren();
      const offers = results.querySelector("[data-offers]");
      if (offers) offers.before(...possible);
      else results.append(...possible);
      asked = query;
      choose(options()[0]);
      results.scrollTop = 0;
    } catch (error) {
      if (error.name === "AbortError") return;
      results.replaceChildren(state(word("no_answer")));
      asked = null;
    }
    running = null;
    results.classList.remove("is-stale");
    if (openAfter) go(chosen(), openAfter);
  }

  function state(text) {
    const made = Object.assign(document.createElement("div"), { className: "state" });
    made.append(Object.assign(document.createElement("p"), { textContent: text }));
    return made;
  }

  // ---- what can be done here: bulk deeds on the chosen rows, then the page's own ----

  function deeds(query) {
    const bar = document.querySelector("[data-selection]:not([hidden])");
    const found = [
      [bar?.querySelector("[data-selected-words]")?.textContent, pressable(bar)],
      [word("here"), pressable(document.getElementById("main"), "[data-key]")],
    ];
    const wanted = query.toLowerCase();
    return found.flatMap(([name, controls]) => {
      const matching = controls.filter((one) => labelOf(one).toLowerCase().includes(wanted));
      return name && matching.length ? [group(name, matching)] : [];
    });
  }

  function pressable(region, kind = "button, a") {
    return [...(region?.querySelectorAll(kind) ?? [])].filter(
      (control) =>
        control.matches("button, a") &&
        control.checkVisibility() &&
        !control.matches("[disabled], [data-select-every], [data-select-none]"),
    );
  }

  function group(name, controls) {
    const made = document.createElement("div");
    made.setAttribute("role", "group");
    made.setAttribute("aria-label", name);
    const heading = Object.assign(document.createElement("div"), { className: "group-name", textContent: name });
    heading.setAttribute("aria-hidden", "true");
    made.append(heading, ...controls.map(deed));
    return made;
  }

  function deed(control) {
    const line = Object.assign(document.createElement("button"), { type: "button", className: "result", tabIndex: -1 });
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", "false");
    line.id = `deed-${(deedCount += 1)}`;
    const circle = Object.assign(document.createElement("span"), { className: "avatar" });
    const icon = control.querySelector("svg")?.cloneNode(true) ?? drawIcon("arrow-right");
    icon.setAttribute("class", "icon s14");
    circle.append(icon);
    const side = Object.assign(document.createElement("span"), { className: "side" });
    const key = control.querySelector("kbd")?.cloneNode(true);
    if (key) side.append(key);
    line.append(circle, Object.assign(document.createElement("span"), { className: "what", textContent: labelOf(control) }), side);
    line.addEventListener("click", () => setTimeout(() => control.click()));
    return line;
  }

  const options = () => [...results.querySelectorAll("[role=option]")];
  const chosen = () => results.querySelector('[aria-selected="true"]');

  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    if (!option) return field.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", option.id);
    return option.scrollIntoView({ block: "nearest" });
  }

  function move(step) {
    const all = options();
    if (!all.length) return;
    choose(all[(all.indexOf(chosen()) + step + all.length) % all.length]);
  }

  function go(option, event) {
    openAfter = null;
    if (!option) return;
    const apart = (event.ctrlKey || event.metaKey) && option.href;
    if (apart) {
      window.open(option.href, "_blank", "noopener");
      return;
    }
    dialog.close();
    option.click();
  }

  field.addEventListener(
    "input",
    (event) => {
      openAfter = null;
      // Half-composed Zhuyin or Pinyin is no question yet.
      if (!event.isComposing) ask();
    },
    { signal },
  );
  field.addEventListener("compositionend", () => ask(), { signal });

  const moves = { ArrowDown: 1, ArrowUp: -1 };
  field.addEventListener(
    "keydown",
    (event) => {
      if (composing(event)) return;
      if (event.key in moves) {
        event.preventDefault();
        move(moves[event.key]);
      } else if (event.key === "Enter") {
        event.preventDefault();
        event.stopPropagation();
        // A stale first line must not be opened: wait for the answers to what is typed now.
        if (field.value.trim() === asked && !running) go(chosen(), event);
        else {
          openAfter = event;
          ask(0);
        }
      }
    },
    { signal },
  );

  results.addEventListener(
    "pointermove",
    (event) => {
      const option = event.target.closest("[role=option]");
      if (option && option !== chosen()) choose(option);
    },
    { signal },
  );
  results.addEventListener(
    "click",
    (event) => {
      if (event.target.closest("[role=option]") && !event.ctrlKey && !event.metaKey) dialog.close();
    },
    { signal },
  );
  // A press on the scrim closes.
  dialog.addEventListener(
    "click",
    (event) => {
      if (event.target === dialog) dialog.close();
    },
    { signal },
  );
  dialog.addEventListener(
    "close",
    () => {
      running?.abort();
      running = null;
      openAfter = null;
      if (returnTo?.isConnected) returnTo.focus({ preventScroll: true });
    },
    { signal },
  );

  document.addEventListener("palette:open", () => open(), { signal });
  document.addEventListener(
    "click",
    (event) => {
      const box = event.target.closest("[data-palette]");
      if (box) open(box.dataset.palette);
    },
    { signal },
  );
});
