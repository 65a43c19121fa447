// Going from page to page: which job is lit, where focus is, and the place kept on Back.

const KEPT = "rapport.places";
const MOST_KEPT = 40;
const AGAIN = "Rapport-Again";
let here = addressOf(location);

function addressOf(place) {
  return place.pathname + place.search;
}

function lightRail() {
  const path = location.pathname;
  let best = null;
  let length = 0;
  for (const link of document.querySelectorAll("#rail a[data-prefixes]")) {
    for (const prefix of link.dataset.prefixes.split(" ")) {
      const belongs =
        path === prefix || (prefix !== "/" && path.startsWith(`${prefix.replace(/\/$/, "")}/`));
      if (belongs && prefix.length > length) [best, length] = [link, prefix.length];
    }
  }
  for (const link of document.querySelectorAll("#rail a[data-prefixes]")) {
    if (link === best) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

// ---- the place kept: how far each region was scrolled, and what had the keyboard ----

function readKept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
  } catch {
    return {};
  }
}

export function keepPlace() {
  const regions = {};
  for (const region of document.querySelectorAll("#main, #main [data-keep]")) {
    if (region.scrollTop) regions[region.dataset.keep ?? "main"] = region.scrollTop;
  }
  const kept = readKept();
  delete kept[here];
  const entries = [...Object.entries(kept), [here, { regions, more: keptOf() }]];
  sessionStorage.setItem(KEPT, JSON.stringify(Object.fromEntries(entries.slice(-MOST_KEPT))));
}

const keepers = new Map();

// An island may keep more than scrolling: `keep()` returns it, `restore(value)` gets it back.
export function keeper(name, keep, restore, signal) {
  keepers.set(name, { keep, restore });
  signal.addEventListener("abort", () => {
    if (keepers.get(name)?.keep === keep) keepers.delete(name);
  });
  const waiting = pending?.more?.[name];
  if (waiting !== undefined && waiting !== null) restore(waiting);
}

function keptOf() {
  return Object.fromEntries([...keepers].map(([name, { keep }]) => [name, keep()]));
}

let pending = null;

function restorePlace() {
  const place = pending;
  pending = null;
  if (!place) return;
  for (const [name, top] of Object.entries(place.regions)) {
    const region =
      name === "main" ? document.getElementById("main") : document.querySelector(`[data-keep="${name}"]`);
    if (region) region.scrollTop = top;
  }
}

document.addEventListener("htmx:before:history:update", keepPlace);
window.addEventListener("pagehide", keepPlace);

document.addEventListener("htmx:after:history:update", () => {
  here = addressOf(location);
  lightRail();
});

// Back and Forward fetch the page anew; the path above it comes along, and so does the place.
document.addEventListener("htmx:before:history:restore", () => {
  keepPlace();
  here = addressOf(location);
  pending = readKept()[here] ?? null;
});

// The page as it is now, with the place kept: after something was taken back, or too much was missed.
export function refresh() {
  keepPlace();
  pending = readKept()[here] ?? null;
  return window.htmx.ajax("GET", withList(here), {
    target: "#main",
    select: "#main",
    swap: "outerHTML",
    headers: { [AGAIN]: "true" },
  });
}

// A record goes on saying which list it was opened from.
function withList(address) {
  const list = document.querySelector("[data-neighbours]")?.getAttribute("hx-get").split("?")[1];
  return list ? `${address}${address.includes("?") ? "&" : "?"}${list}` : address;
}
for (const name of ["deed:undone", "reload"]) document.addEventListener(name, () => refresh());

const isAgain = (headers) => headers?.["HX-History-Restore-Request"] || headers?.[AGAIN];

document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = event.detail;
  if (!isAgain(ctx.request.headers)) return;
  ctx.selectOOB = "#crumbs";
  const rows = pending?.more?.rows?.count;
  // The list is drawn again as long as it had been, so that the place is there to go back to.
  if (rows) ctx.request.headers["Rapport-Rows"] = String(rows);
});

// A refusal comes without a page around it: then the browser asks for the whole page itself.
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail;
  if (!isAgain(ctx.request?.headers) || ctx.response.status < 400) return;
  event.preventDefault();
  location.reload();
});

document.addEventListener("htmx:after:swap", (event) => {
  const { ctx } = event.detail;
  const restored = isAgain(ctx.request?.headers);
  // Boosted links are gone from the page by now; what they asked for tells them from fragments.
  if (!restored && ctx.select !== "#main") return;
  lightRail();
  if (restored) requestAnimationFrame(restorePlace);
  else if (!document.querySelector("#main [autofocus]")) {
    document.getElementById("main")?.focus({ preventScroll: true });
  }
  closeFloats();
});

function closeFloats() {
  for (const menu of document.querySelectorAll("[popover]:popover-open")) menu.hidePopover();
}

// ---- what is on its way: a line after 200 ms (the delay is the stylesheet's) ----

let underway = 0;
function show(change) {
  underway = Math.max(0, underway + change);
  document.getElementById("underway")?.classList.toggle("on", underway > 0);
}
document.addEventListener("htmx:before:request", (event) => {
  if (!event.detail.ctx.sourceElement.closest("[data-unseen]")) show(1);
});
document.addEventListener("htmx:finally:request", (event) => {
  if (!event.detail.ctx.sourceElement.closest("[data-unseen]")) show(-1);
});

document.addEventListener("click", (event) => {
  const control = event.target.closest("[data-back], [data-reload-page], [data-reload]");
  if (!control) return;
  if (control.matches("[data-back]")) {
    if (history.length > 1) history.back();
    else location.href = "/";
  } else if (control.matches("[data-reload-page]")) location.reload();
  else control.dispatchEvent(new CustomEvent("reload", { bubbles: true }));
});

lightRail();
