/* Dragging in the outline, and Alt+Up/Down on its rows. Every move is one ordinary
   submission of the form; without this script the buttons do the same. */
(function () {
  "use strict";
  const form = document.querySelector("[data-arrange]");
  if (!form) return;
  const START = 4, EDGE = 70, SCROLL = 14, TICK = 30;
  let drag = null, refocus = null;

  const outline = () => document.getElementById("outline");

  function send(values) {
    for (const field of form.querySelectorAll("[data-moved]")) {
      field.value = values[field.dataset.moved] || "";
    }
    form.requestSubmit();
    for (const field of form.querySelectorAll("[data-moved]")) field.value = "";
  }

  function begin(event, grip) {
    const row = grip.closest("[data-kind]");
    drag = {
      row, grip, kind: row.dataset.kind, x: event.clientX, y: event.clientY, moves: false,
      home: row.parentElement, next: row.nextElementSibling, id: event.pointerId,
    };
    // The row is taken out and put in while it is dragged, which frees its own capture.
    form.setPointerCapture(event.pointerId);
  }

  function lift() {
    drag.moves = true;
    drag.row.classList.add("is-dragged");
    outline().classList.add(`moves-${drag.kind}`);
    drag.timer = window.setInterval(scroll, TICK);
  }

  // At the edge of the window the outline goes on scrolling while the pointer rests.
  function scroll() {
    const from = window.scrollY;
    if (drag.y < EDGE) window.scrollBy(0, -SCROLL);
    if (drag.y > window.innerHeight - EDGE) window.scrollBy(0, SCROLL);
    if (window.scrollY !== from) place(drag.x, drag.y);
  }

  function place(x, y) {
    const under = document.elementFromPoint(x, y);
    if (!under || !outline().contains(under)) return;
    const like = under.closest(`[data-kind="${drag.kind}"]`);
    if (like && like !== drag.row) {
      const box = like.getBoundingClientRect();
      like.parentElement.insertBefore(
        drag.row, y < box.top + box.height / 2 ? like : like.nextElementSibling,
      );
      return;
    }
    const above = { step: "item", item: "domain" }[drag.kind];
    const branch = above && under.closest(`[data-kind="${above}"]`);
    const list = branch && branch.querySelector(`[data-list="${drag.kind}"]`);
    if (list && !list.contains(drag.row)) list.append(drag.row);
  }

  function follow(event) {
    if (!drag || event.pointerId !== drag.id) return;
    const far = Math.hypot(event.clientX - drag.x, event.clientY - drag.y);
    if (!drag.moves && far < START) return;
    event.preventDefault();
    drag.x = event.clientX;
    drag.y = event.clientY;
    if (!drag.moves) lift();
    place(drag.x, drag.y);
  }

  function end(isDropped) {
    if (!drag) return;
    const { row, kind, moves, home, next, timer } = drag;
    drag = null;
    window.clearInterval(timer);
    if (!moves) return;
    row.classList.remove("is-dragged");
    outline().classList.remove(`moves-${kind}`);
    if (!isDropped) home.insertBefore(row, next);
    const isThere = row.parentElement === home && row.nextElementSibling === next;
    if (!isDropped || isThere) return;
    const above = row.parentElement.closest("[data-kind]");
    const follower = row.nextElementSibling;
    refocus = { key: `${kind}:${row.dataset.pk}`, name: "grip" };
    send({
      kind, pk: row.dataset.pk, parent: above ? above.dataset.pk : "",
      before: follower ? follower.dataset.pk : "",
    });
  }

  form.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-grip]");
    if (grip && event.button === 0) begin(event, grip);
  });
  form.addEventListener("pointermove", follow);
  form.addEventListener("pointerup", () => end(true));
  form.addEventListener("pointercancel", () => end(false));

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && drag) { end(false); return; }
    const step = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    const row = event.altKey && step && event.target.closest("#outline [data-kind]");
    if (!row) return;
    event.preventDefault();
    const key = `${row.dataset.kind}:${row.dataset.pk}`;
    refocus = { key, name: "grip" };
    row.querySelector(`button[name="${step}"][value="${key}"]`).click();
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=up], button[name=down]");
    if (button && !refocus) refocus = { key: button.value, name: button.name };
  });
  document.body.addEventListener("htmx:afterSettle", () => {
    if (!refocus) return;
    const { key, name } = refocus;
    refocus = null;
    const [kind, pk] = key.split(":");
    // An item or domain is named by its first step, which may be another one now.
    const row = document.getElementById(`place-${kind}-${pk}`);
    if (!row) return;
    const wanted = name === "grip" ? "[data-grip]" : `button[name="${name}"][value="${key}"]`;
    row.querySelector(wanted).focus();
  });
  document.body.addEventListener("htmx:sendError", () => window.location.reload());
  document.body.addEventListener("htmx:responseError", () => window.location.reload());
})();
