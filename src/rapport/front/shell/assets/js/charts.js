// A chart and the table behind it. The drawing library comes only when a page has a chart.
//   <figure class="chart" data-island="chart"> <script type="application/json"> … </script>
//     <div class="drawing"></div> <div class="chart-table" hidden><table>…</table></div>
import { island } from "./islands.js";

island("chart", async (figure, signal) => {
  const source = figure.querySelector('script[type="application/json"]');
  const drawing = figure.querySelector(".drawing");
  if (!source || !drawing) return;
  figure.addEventListener(
    "click",
    (event) => {
      const button = event.target.closest("[data-table]");
      if (!button) return;
      const table = figure.querySelector(".chart-table");
      table.hidden = !table.hidden;
      drawing.hidden = !table.hidden;
      button.setAttribute("aria-pressed", String(!table.hidden));
    },
    { signal },
  );
  const { draw } = await import("./chart-drawing.js");
  if (!signal.aborted) draw(drawing, JSON.parse(source.textContent), signal);
});
