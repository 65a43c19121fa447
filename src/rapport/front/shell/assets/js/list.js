// The list: keyboard row, selection (Shift for a range, then all), columns by drag, its place kept.
//   <div data-island="list" data-count="1284" data-columns-url="…">
//     <table class="table"> <tr data-id="…" data-value="412600"> <td class="tick"><input class="check">
//   <div class="selection" data-selection hidden> <b data-selected-words>
import { Sortable } from "./sortable.js";
import { island } from "./islands.js";
import { ownKey } from "./keys.js";
import { keeper } from "./navigation.js";
import { csrf } from "./htmx.js";
import { number, word } from "./words.js";

const ROW_TICK = "tbody .tick .check";
const ALL_TICK = "thead .check";

// Things put in order by drag: <div data-island="sortable"> with a grip-vertical icon in each.
island("sortable", (place, signal) => {
  const sorting = Sortable.create(place, { animation: 0, ghostClass: "is-dragged" });
  signal.addEventListener("abort", () => sorting.destroy());
});

// A box that is neither on nor off can only be said by script.
island("partly", (box) => {
  box.indeterminate = true;
});

island("list", (list, signal) => {
  const bar = () => document.querySelector("[data-selection]");
  const rows = () => [...list.querySelectorAll("tbody tr[data-id]")];
  const ids = new Set();
  const excepted = new Set();
  let all = false;
  let current = null;
  let anchor = null;

  const isSelected = (row) => (all ? !excepted.has(row.dataset.id) : ids.has(row.dataset.id));

  // ---- selection ----

  function set(row, on) {
    const { id } = row.dataset;
    if (all) on ? excepted.delete(id) : excepted.add(id);
    else on ? ids.add(id) : ids.delete(id);
    paint(row);
  }

  function paint(row) {
    const on = isSelected(row);
    row.classList.toggle("is-selected", on);
    const tick = row.querySelector(ROW_TICK);
    if (tick) tick.checked = on;
  }

  const known = () => Number(list.dataset.count ?? document.querySelector("[data-known-count]")?.dataset.knownCount);

  // When nobody has counted them, "all" is a word and no number.
  function chosenCount() {
    return all ? (known() || Infinity) - excepted.size : ids.size;
  }

  function announce() {
    const count = chosenCount();
    const head = list.querySelector(ALL_TICK);
    if (head) {
      head.checked = all && excepted.size === 0;
      head.indeterminate = count > 0 && !head.checked;
    }
    const place = bar();
    if (!place) return;
    place.hidden = count === 0;
    for (const words of place.querySelectorAll("[data-selected-words]")) {
      const pattern = words.dataset.selectedWords || word("selected");
      words.textContent = count === Infinity ? word("all_selected") : pattern.replace("%s", number(count));
    }
    for (const words of place.querySelectorAll("[data-sum-words]")) showSum(words);
    for (const button of place.querySelectorAll("[data-select-every]")) {
      button.hidden = all || count >= known();
      if (!button.textContent) button.textContent = word("select_every", known() ? number(known()) : "");
    }
    for (const field of place.querySelectorAll("input[data-selected]")) field.value = asText();
  }

  // What is not on the screen cannot be added up here; then the server's total stands.
  function showSum(words) {
    const known = rows().filter((row) => row.dataset.value !== undefined);
    const seen = new Set(known.map((row) => row.dataset.id));
    const complete = all ? excepted.size === 0 : [...ids].every((id) => seen.has(id));
    words.hidden = !complete || (all && !list.dataset.total);
    if (words.hidden) return;
    const sum = known.filter(isSelected).reduce((total, row) => total + Number(row.dataset.value), 0);
    const shown = all ? Number(list.dataset.total) : sum;
    words.textContent = words.dataset.sumWords.replace("%s", number(shown));
  }

  // "a,b,c" or "all" or "all-d,e": what a bulk action is about.
  function asText() {
    if (!all) return [...ids].join(",");
    return excepted.size ? `all-${[...excepted].join(",")}` : "all";
  }

  function selectRange(to, on) {
    const order = rows();
    const [from, until] = [order.indexOf(anchor ?? to), order.indexOf(to)].sort((a, b) => a - b);
    for (const row of order.slice(Math.max(0, from), until + 1)) set(row, on);
  }

  function clear() {
    all = false;
    ids.clear();
    excepted.clear();
    for (const row of rows()) paint(row);
    announce();
  }

  function selectAll() {
    all = true;
    ids.clear();
    excepted.clear();
    for (const row of rows()) paint(row);
    announce();
  }

  list.addEventListener(
    "click",
    (event) => {
      const tick = event.target.closest(ROW_TICK);
      if (tick) {
        const row = tick.closest("tr");
        if (event.shiftKey) selectRange(row, tick.checked);
        else set(row, tick.checked);
        anchor = row;
        go(row, false);
        announce();
        return;
      }
      if (event.target.closest(ALL_TICK)) {
        if (chosenCount()) clear();
        else {
          for (const row of rows()) set(row, true);
          announce();
        }
        return;
      }
      const row = event.target.closest("tr[data-id]");
      if (row && !event.target.closest("a, button, input, label, .is-editing")) go(row, false);
    },
    { signal },
  );

  document.addEventListener(
    "click",
    (event) => {
      if (event.target.closest("[data-select-every]")) selectAll();
      if (event.target.closest("[data-select-none]")) clear();
    },
    { signal },
  );

  // A bulk deed carries what it is about.
  document.addEventListener(
    "htmx:config:request",
    (event) => {
      const { ctx } = event.detail;
      if (!ctx.sourceElement.closest("[data-selection], [data-bulk]")) return;
      ctx.request.body.set("selected", asText());
      ctx.request.body.set("selected_count", String(chosenCount()));
    },
    { signal },
  );
  document.addEventListener("selection:done", clear, { signal });

  // ---- the keyboard row ----

  function go(row, scroll = true) {
    if (!row) return;
    if (current !== row) {
      current?.classList.remove("is-current");
      current?.removeAttribute("tabindex");
    }
    current = row;
    row.classList.add("is-current");
    row.tabIndex = -1;
    if (!scroll) return;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const order = rows();
    if (!order.length) return false;
    const at = current?.isConnected ? order.indexOf(current) : -1;
    go(order[Math.max(0, Math.min(order.length - 1, at < 0 ? 0 : at + by))]);
    return true;
  }

  ownKey("j", "key_next", () => step(1), signal);
  ownKey("k", "key_previous", () => step(-1), signal);
  ownKey("ArrowDown", "", (event) => list.contains(event.target) && step(1), signal);
  ownKey("ArrowUp", "", (event) => list.contains(event.target) && step(-1), signal);
  ownKey(
    "x",
    "key_select",
    (event) => {
      if (!current?.isConnected) return false;
      const on = !isSelected(current);
      if (event.shiftKey) selectRange(current, on);
      else set(current, on);
      anchor = current;
      announce();
      return true;
    },
    signal,
  );
  const open = (event) => {
    if (!current?.isConnected || event.target.closest?.("a, button, input")) return false;
    current.querySelector("a.name, a[data-open]")?.click();
    return true;
  };
  ownKey("o", "key_open", open, signal);
  ownKey("Enter", "", open, signal);
  ownKey(
    "e",
    "key_edit",
    () => {
      const cell = current?.querySelector("[data-edit]");
      cell?.dispatchEvent(new CustomEvent("edit:start", { bubbles: true }));
      return Boolean(cell);
    },
    signal,
  );
  ownKey("Escape", "", () => (chosenCount() ? (clear(), true) : false), signal);

  // ---- more rows came: they are painted as chosen already when all are ----

  new MutationObserver(() => {
    if (all || ids.size) for (const row of rows()) paint(row);
  }).observe(list, { childList: true, subtree: true });

  // ---- columns by drag ----

  const head = list.querySelector("thead tr[data-columns-url]");
  if (head) {
    const sorting = Sortable.create(head, {
      draggable: "th[data-column]",
      filter: "a, button, input",
      preventOnFilter: false,
      direction: "horizontal",
      animation: 0,
      ghostClass: "is-dragged",
      onEnd: () => keepColumns(head),
    });
    signal.addEventListener("abort", () => sorting.destroy());
  }

  // ---- Back brings the same rows, the same row under the keyboard, the same choice ----

  keeper(
    "rows",
    () => ({
      count: rows().length,
      current: current?.dataset.id,
      ids: [...ids].slice(0, 5000),
      all,
      excepted: [...excepted],
    }),
    (kept) => {
      all = kept.all;
      for (const id of kept.ids) ids.add(id);
      for (const id of kept.excepted) excepted.add(id);
      for (const row of rows()) {
        paint(row);
        if (row.dataset.id === kept.current) go(row, false);
      }
      announce();
    },
    signal,
  );
  announce();
  document.querySelector(".views [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
});

async function keepColumns(head) {
  const columns = [...head.querySelectorAll("th[data-column]")].map((cell) => cell.dataset.column);
  reorder(head.closest("table"), columns);
  await fetch(head.dataset.columnsUrl, {
    method: "POST",
    body: new URLSearchParams(columns.map((column) => ["column", column])),
    headers: { "X-CSRFToken": csrf(), Accept: "application/json" },
  });
}

// The cells follow their heads at once; nothing is fetched again.
function reorder(table, columns) {
  for (const row of table.querySelectorAll("tbody tr, tfoot tr")) {
    const cells = new Map([...row.cells].map((cell) => [cell.dataset.column, cell]));
    const last = [...row.cells].filter((cell) => !columns.includes(cell.dataset.column) && cell.dataset.last);
    for (const column of columns) if (cells.has(column)) row.append(cells.get(column));
    row.append(...last);
  }
}
