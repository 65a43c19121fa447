// The dark slip: what was done, and ten seconds to take it back (key Z).
import { cookie, csrf } from "./htmx.js";
import { word } from "./words.js";

const SECONDS = 10;
const MOST = 3;
const sprite = () =>
  document.querySelector(".icon use")?.getAttribute("href").split("#")[0] ?? "/static/shell/built/icons.svg";

export function drawIcon(name, size = 16) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", size === 16 ? "icon" : `icon s${size}`);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite()}#${name}`);
  svg.append(use);
  return svg;
}

function button(text, classes) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `button small ${classes}`;
  made.textContent = text;
  return made;
}

// { text, tone, undo: address, again: address, retry: function }
export function toast({ text, tone = "good", undo = "", again = "", retry = null }) {
  const place = document.getElementById("toasts");
  if (!place || !text) return null;
  const slip = document.createElement("div");
  slip.className = "toast";
  slip.append(drawIcon({ good: "check", warn: "info-circle", bad: "alert-circle" }[tone] ?? "check"));
  slip.append(Object.assign(document.createElement("span"), { textContent: text }));
  const clock = Object.assign(document.createElement("span"), { className: "seconds" });
  if (undo) {
    const take = button(word("undo"), "");
    take.append(Object.assign(document.createElement("kbd"), { textContent: "Z" }));
    take.dataset.undo = undo;
    take.addEventListener("click", () => takeBack(slip, undo));
    slip.append(take, clock);
  } else if (again || retry) {
    const repeat = button(word("again"), "quiet");
    repeat.addEventListener("click", () => {
      slip.remove();
      if (retry) retry();
      else send(again);
    });
    slip.append(repeat);
  }
  const shut = button("", "quiet square");
  shut.setAttribute("aria-label", word("close"));
  shut.append(drawIcon("x"));
  shut.addEventListener("click", () => slip.remove());
  slip.append(shut);
  place.append(slip);
  while (place.children.length > MOST) place.firstElementChild.remove();
  countDown(slip, undo ? clock : null, tone === "bad" ? SECONDS * 2 : SECONDS);
  return slip;
}

// The seconds stand still while somebody reads or has the keyboard in it.
function countDown(slip, clock, seconds) {
  let leftover = seconds;
  const tick = () => {
    if (clock) clock.textContent = word("seconds", leftover);
    if (leftover <= 0) slip.remove();
    if (!slip.isConnected) return;
    if (!slip.matches(":hover, :focus-within") && !document.hidden) leftover -= 1;
    setTimeout(tick, 1000);
  };
  tick();
}

async function takeBack(slip, address) {
  for (const control of slip.querySelectorAll("button")) control.disabled = true;
  if (await send(address)) slip.remove();
  else for (const control of slip.querySelectorAll("button")) control.disabled = false;
}

async function send(address) {
  let answer;
  try {
    answer = await fetch(address, {
      method: "POST",
      headers: { "X-CSRFToken": csrf(), Accept: "application/json", "HX-Request": "true" },
    });
  } catch {
    toast({ text: word("no_answer"), tone: "bad", again: address });
    return false;
  }
  const told = answer.headers.get("HX-Trigger");
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    toast({ text: problem.title ?? word("no_answer"), tone: "bad" });
    return false;
  }
  if (told) for (const [name, detail] of Object.entries(JSON.parse(told))) tell(name, detail);
  else toast({ text: word("undone") });
  document.dispatchEvent(new CustomEvent("deed:undone", { bubbles: true }));
  return true;
}

function tell(name, detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

export function undoLast() {
  const offers = document.querySelectorAll("#toasts [data-undo]:not([disabled])");
  offers[offers.length - 1]?.click();
  return offers.length > 0;
}

document.addEventListener("toast", (event) => toast(event.detail));

// A deed that ended in a redirect left its slip in a cookie.
export function readLeftSlip() {
  const left = cookie("toast");
  if (!left) return;
  document.cookie = "toast=; Max-Age=0; Path=/; SameSite=Lax";
  toast(JSON.parse(left));
}
document.addEventListener("htmx:after:swap", readLeftSlip);
readLeftSlip();
