// Draws every element with data-chart from the JSON block it names. The page is
// complete without it: each chart stands beside a table of the same numbers.
(() => {
  "use strict";
  // Below this width in pixels the names of the phases would run into one another;
  // their marks (①, ②) stand in the line above the chart with the names.
  const ROOM_FOR_NAMES = 620;
  const shorten = (layout, width) => {
    if (width >= ROOM_FOR_NAMES) return;
    (layout.annotations || []).forEach((note) => {
      if (note.name) {
        note.text = note.name;
        note.yshift = 2;
      }
    });
  };
  // Months that would be printed over one another are left out, the last one never.
  const ROOM_FOR_A_MONTH = 64;
  const thin = (axis, width) => {
    const ticks = axis && axis.tickvals;
    const room = Math.max(2, Math.floor(width / ROOM_FOR_A_MONTH));
    if (!ticks || ticks.length <= room) return;
    const step = Math.ceil(ticks.length / room);
    axis.tickvals = ticks.filter((_, place) => (ticks.length - 1 - place) % step === 0);
  };
  const draw = (holder) => {
    const block = document.getElementById(holder.dataset.chart);
    if (!block || !window.Plotly || holder.classList.contains("chart-ready")) return;
    const figure = JSON.parse(block.textContent);
    shorten(figure.layout, holder.clientWidth);
    thin(figure.layout.xaxis, holder.clientWidth);
    holder.classList.add("chart-ready");
    window.Plotly.newPlot(holder, figure.data, figure.layout, {
      displaylogo: false,
      displayModeBar: false,
      locale: "zh-CN",
      responsive: true,
    });
  };
  const drawAll = (place) => place.querySelectorAll("[data-chart]").forEach(draw);
  drawAll(document);
  // A part of the page that came later brings its charts with it.
  document.addEventListener("htmx:afterSettle", (event) => drawAll(event.target));
  // A print shows the charts at the width of the paper.
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("[data-chart]").forEach((holder) => window.Plotly && window.Plotly.Plots.resize(holder));
  });
})();
