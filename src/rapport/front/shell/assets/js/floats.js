// Menus beside their button, dialogs and drawers by attribute, and the eye beside a password.
//   <button popovertarget="m">  <div class="menu" id="m" popover>
//   <button data-opens="#d">    <dialog class="dialog" id="d">   <button data-close>
import { composing } from "./composing.js";

const GAP = 4;
const EDGE = 8;

document.addEventListener(
  "toggle",
  (event) => {
    const menu = event.target;
    if (!(menu instanceof HTMLElement) || !menu.matches("[popover]")) return;
    const button = document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
    if (event.newState !== "open") {
      if (menu.contains(document.activeElement)) button?.focus();
      return;
    }
    if (button) stay(menu, button);
    (menu.querySelector("[autofocus]") ?? menu.querySelector("a, button, input"))?.focus();
  },
  true,
);

// What comes into a menu later makes it larger: it is placed again until it closes.
function stay(menu, button) {
  const sizes = new ResizeObserver(() => place(menu, button));
  sizes.observe(menu);
  menu.addEventListener(
    "beforetoggle",
    (event) => event.newState === "closed" && sizes.disconnect(),
    { once: true },
  );
  place(menu, button);
}

function place(menu, button) {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = at.bottom + GAP + height <= innerHeight - EDGE || at.top < height;
  const fromRight = at.left + width > innerWidth - EDGE;
  const left = fromRight ? at.right - width : at.left;
  menu.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - width - EDGE))}px`;
  menu.style.top = `${below ? at.bottom + GAP : at.top - GAP - height}px`;
}

// A float that stayed while its page scrolled would point at nothing.
document.addEventListener(
  "scroll",
  (event) => {
    for (const menu of document.querySelectorAll("[popover]:popover-open")) {
      if (!menu.contains(event.target)) menu.hidePopover();
    }
  },
  { capture: true, passive: true },
);

document.addEventListener("keydown", (event) => {
  if (composing(event)) return;
  const menu = event.target.closest?.(".menu[popover]");
  if (!menu || !["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) return;
  const entries = [...menu.querySelectorAll("a, button, input")].filter(
    (entry) => !entry.disabled && entry.checkVisibility(),
  );
  const at = entries.indexOf(document.activeElement);
  const last = entries.length - 1;
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: last }[event.key];
  event.preventDefault();
  entries[(next + entries.length) % entries.length]?.focus();
});

// Enter in the search field of a menu takes its first entry, as soon as that answers what is typed.
const SEARCH = ".menu[popover] input[type=search]";
let unanswered = null;
let taking = false;
document.addEventListener("input", (event) => {
  if (!event.target.matches?.(SEARCH)) return;
  unanswered = event.target.closest(".menu");
  taking = false;
});
document.addEventListener("htmx:after:swap", () => {
  const menu = unanswered;
  unanswered = null;
  if (menu && taking) takeFirst(menu);
});
document.addEventListener("keydown", (event) => {
  if (composing(event) || event.key !== "Enter" || !event.target.matches?.(SEARCH)) return;
  event.preventDefault();
  taking = unanswered !== null;
  if (!taking) takeFirst(event.target.closest(".menu"));
});

function takeFirst(menu) {
  taking = false;
  const entries = [...menu.querySelectorAll("a, button")];
  entries.find((entry) => !entry.disabled && entry.checkVisibility())?.click();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const dialog = document.querySelector(opener.dataset.opens);
    if (!dialog.open) dialog.showModal();
  }
  const closer = event.target.closest("[data-close]");
  if (closer) closer.closest("dialog")?.close();
  const dialog = event.target;
  if (dialog.matches?.("dialog.drawer[open]") && outside(dialog, event)) dialog.close();
  const tab = event.target.closest("[data-region]");
  if (tab) showRegion(tab);
  const eye = event.target.closest("[data-reveal]");
  if (eye) reveal(eye);
});

function outside(dialog, event) {
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.left || event.clientY < box.top;
}

// A strip that scrolls sideways must be reachable by key; one that does not needs no stop.
function stripStops() {
  for (const strip of document.querySelectorAll(".totals, .figures")) {
    if (strip.scrollWidth > strip.clientWidth + 1) strip.tabIndex = 0;
    else strip.removeAttribute("tabindex");
  }
}
document.addEventListener("htmx:after:swap", stripStops);
window.addEventListener("resize", stripStops);
queueMicrotask(stripStops);

// On a telephone a record shows one of its three regions: <button data-region="related">.
function showRegion(tab) {
  for (const other of tab.parentElement.querySelectorAll("[data-region]")) {
    other.setAttribute("aria-selected", String(other === tab));
  }
  for (const region of document.querySelectorAll(".record > *")) {
    region.classList.toggle("is-away", !region.classList.contains(tab.dataset.region));
  }
}

function reveal(eye) {
  const field = document.getElementById(eye.dataset.reveal);
  const shown = field.type === "text";
  field.type = shown ? "password" : "text";
  eye.setAttribute("aria-pressed", String(!shown));
}

// What cannot be undone asks for the count to be typed: <input data-must="412" data-frees="#b">.
document.addEventListener("input", (event) => {
  const { must, frees } = event.target.dataset ?? {};
  if (!must) return;
  document.querySelector(frees).disabled = event.target.value.replace(/[,\s]/g, "") !== must;
});

// A dialog that came as a fragment opens itself: <dialog data-opens-itself>.
document.addEventListener("htmx:after:swap", () => {
  for (const dialog of document.querySelectorAll("dialog[data-opens-itself]:not([open])")) {
    dialog.removeAttribute("data-opens-itself");
    dialog.showModal();
    dialog.addEventListener("close", () => dialog.remove(), { once: true });
  }
});
