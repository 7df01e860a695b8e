// A box that ticks or unticks all boxes of its name.
document.querySelectorAll("[data-choose-all]").forEach((all) => {
  const boxes = [...document.querySelectorAll(`input[name="${all.dataset.chooseAll}"]`)];
  const show = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  all.addEventListener("change", () => {
    boxes.forEach((box) => { box.checked = all.checked; });
  });
  boxes.forEach((box) => box.addEventListener("change", show));
  show();
});
