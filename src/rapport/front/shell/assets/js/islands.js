// An island is a part of a page that a script looks after: <div data-island="list">.
// It is given to its script when it appears, by whatever means, and taken away when it goes.
const scripts = new Map();
const living = new Map();

// `mount(element, signal)` is called once an element; `signal` ends when the element leaves.
export function island(name, mount) {
  scripts.set(name, mount);
}

export function startIslands() {
  settle(document.body);
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) if (node.nodeType === 1) settle(node);
    }
    for (const [element, stops] of living) {
      if (element.isConnected) continue;
      living.delete(element);
      for (const stop of stops.values()) stop.abort();
    }
  }).observe(document.body, { childList: true, subtree: true });
}

function settle(root) {
  if (root.matches("[data-island]")) wake(root);
  for (const element of root.querySelectorAll("[data-island]")) wake(element);
}

function wake(element) {
  const stops = living.get(element) ?? new Map();
  for (const name of element.dataset.island.split(/\s+/)) {
    if (stops.has(name) || !scripts.has(name)) continue;
    const stop = new AbortController();
    stops.set(name, stop);
    scripts.get(name)(element, stop.signal);
  }
  living.set(element, stops);
}
