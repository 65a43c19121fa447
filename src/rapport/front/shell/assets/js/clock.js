// Short times grow old while a page stands: those that say "3 minutes ago" are written again.
//   <time data-ago datetime="…">  <time data-left datetime="…">
import { language } from "./words.js";

const STEPS = [
  [60, "second", 1],
  [7200, "minute", 60],
  [172800, "hour", 3600],
  [Infinity, "day", 86400],
];

function phrase(seconds) {
  const [, unit, size] = STEPS.find(([until]) => Math.abs(seconds) < until);
  const relative = new Intl.RelativeTimeFormat(language(), { numeric: "always" });
  return relative.format(Math.trunc(seconds / size), unit);
}

function renew() {
  if (document.hidden) return;
  for (const place of document.querySelectorAll("time[data-ago]")) {
    const seconds = (new Date(place.dateTime) - Date.now()) / 1000;
    const text = phrase(seconds);
    if (place.textContent !== text) place.textContent = text;
  }
  for (const place of document.querySelectorAll("[data-since]")) {
    const seconds = Math.max(0, Math.floor((Date.now() - new Date(place.dataset.since)) / 1000));
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    const shown = parts[0] ? parts : parts.slice(1);
    place.textContent = shown.map((part, at) => (at ? String(part).padStart(2, "0") : part)).join(":");
  }
}

setInterval(renew, 1000);
document.addEventListener("htmx:after:swap", renew);
