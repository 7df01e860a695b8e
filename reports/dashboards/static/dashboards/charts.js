// Draws every element with data-chart from the JSON block it names. The page is
// complete without it: each chart stands beside a table of the same numbers.
(() => {
  "use strict";
  const draw = (holder) => {
    const block = document.getElementById(holder.dataset.chart);
    if (!block || !window.Plotly) return;
    const figure = JSON.parse(block.textContent);
    window.Plotly.newPlot(holder, figure.data, figure.layout, {
      displaylogo: false,
      displayModeBar: false,
      locale: "zh-CN",
      responsive: true,
    }).then(() => holder.classList.add("chart-ready"));
  };
  document.querySelectorAll("[data-chart]").forEach(draw);
  // A print shows the charts at the width of the paper.
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("[data-chart]").forEach((holder) => window.Plotly && window.Plotly.Plots.resize(holder));
  });
})();
