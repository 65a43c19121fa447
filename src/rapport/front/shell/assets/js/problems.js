// A refusal is shown at the place of the deed: in the region that asked, in the form, or as a slip.
import { fieldAt, showFault } from "./faults.js";
import { toast } from "./toasts.js";
import { word } from "./words.js";

document.addEventListener("htmx:before:swap", (event) => {
  const { ctx, tasks } = event.detail;
  const status = ctx.response?.status ?? 200;
  if (status < 400 || ctx.sourceElement?._htmx?.boosted) return;
  if (!ctx.response.headers.get("X-Refusal")) return; // the view drew its own answer
  if (ctx.request.method === "GET") return; // drawn where the region would be
  const { sentence, where } = refusalIn(ctx.text);
  const form = ctx.sourceElement.closest("form, [data-deed]");
  const place = form?.querySelector("[data-problem]");
  const field = fieldAt(form ?? ctx.sourceElement.form, where);
  if (place) place.hidden = true;
  if (field) {
    showFault(field, sentence);
    field.focus();
  } else if (place) {
    place.textContent = sentence;
    place.hidden = false;
    place.scrollIntoView({ block: "nearest" });
  } else toast({ text: sentence, tone: "bad" });
  tasks.length = 0;
});

document.addEventListener("htmx:error", (event) => {
  const { ctx, error } = event.detail;
  if (!ctx?.request || error?.name === "AbortError") return;
  toast({ text: word("no_answer"), tone: "bad", retry: retryOf(ctx) });
});

function refusalIn(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const sentence = (page.querySelector("[role=alert] p") ?? page.body).textContent.trim();
  return { sentence, where: page.querySelector("[data-refusal]")?.dataset ?? {} };
}

function retryOf(ctx) {
  if (ctx.request.method !== "GET" || !ctx.sourceElement?.isConnected) return null;
  return () => ctx.sourceElement.dispatchEvent(new Event(ctx.sourceEvent?.type ?? "click"));
}
