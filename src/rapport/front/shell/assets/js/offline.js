// Being cut off is said once, at the top; the page stays as it is.
import { toast } from "./toasts.js";
import { word } from "./words.js";

function show() {
  for (const place of document.querySelectorAll("[data-offline]")) place.hidden = navigator.onLine;
}

window.addEventListener("offline", () => {
  show();
  toast({ text: word("offline"), tone: "warn" });
});
window.addEventListener("online", () => {
  show();
  toast({ text: word("back_online") });
});
document.addEventListener("htmx:after:swap", show);
show();
