// The reading page: copies citations and links, by mouse or keyboard.
document.addEventListener("DOMContentLoaded", () => {
  const said = document.querySelector("[data-copied]");
  const citation = document.querySelector("[data-citation]");
  if (!citation) return;

  // Browsers offer the clipboard on https only; offices often have http.
  const copyTheOldWay = (text) => {
    const field = document.createElement("textarea");
    field.value = text;
    field.setAttribute("readonly", "");
    field.className = "visually-hidden";
    document.body.append(field);
    field.select();
    const isDone = document.execCommand("copy");
    field.remove();
    return isDone;
  };
  const copy = async (text, button) => {
    let isDone = false;
    try {
      await navigator.clipboard.writeText(text);
      isDone = true;
    } catch {
      isDone = copyTheOldWay(text);
      button.focus();
    }
    const words = isDone ? `已复制：${text}` : `请手工复制：${text}`;
    if (said) said.textContent = words;
    const label = button.querySelector("span") ?? button;
    const before = button.dataset.label ?? label.textContent;
    button.dataset.label = before;
    label.textContent = isDone ? "已复制" : "未能复制";
    setTimeout(() => { label.textContent = before; }, 2000);
    if (!isDone) window.prompt("请手工复制", text);
  };

  const whole = document.querySelector("[data-copy-citation]");
  if (whole) {
    whole.hidden = false;
    whole.addEventListener("click", () => copy(citation.textContent.trim(), whole));
  }

  const data = document.getElementById("places");
  const places = data ? JSON.parse(data.textContent) : {};
  const button = (text, action) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", () => action(made));
    return made;
  };
  const linkTo = (anchor) => {
    const address = new URL(window.location.href);
    address.hash = anchor;
    return address.href;
  };

  // One button a clause, so that the text is not full of stops for the keyboard; it
  // opens the two others.
  for (const [anchor, number] of Object.entries(places)) {
    const place = document.getElementById(anchor);
    if (!place) continue;
    const tools = document.createElement("span");
    tools.className = "clause-tools";
    const choices = document.createElement("span");
    choices.className = "clause-choices";
    choices.hidden = true;
    choices.append(
      button("复制引用", (self) => copy(`${citation.textContent.trim()}，${number}`, self)),
      button("复制链接", (self) => copy(linkTo(anchor), self)),
    );
    const opener = button("引用", () => {
      choices.hidden = !choices.hidden;
      opener.setAttribute("aria-expanded", String(!choices.hidden));
    });
    opener.className = "clause-opener";
    opener.setAttribute("aria-expanded", "false");
    opener.setAttribute("aria-label", `引用 ${number}`);
    tools.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || choices.hidden) return;
      choices.hidden = true;
      opener.setAttribute("aria-expanded", "false");
      opener.focus();
    });
    tools.append(opener, choices);
    // A list item is a row of its marker and its text.
    const isRow = place.classList.contains("list-item");
    (isRow ? place.lastElementChild : place).append(tools);
  }

  // The table of contents shows where one is.
  const links = new Map(
    [...document.querySelectorAll(".side-contents a")].map((link) => [link.hash.slice(1), link]),
  );
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      for (const link of links.values()) link.removeAttribute("aria-current");
      links.get(entry.target.id)?.setAttribute("aria-current", "true");
    }
  }, { rootMargin: "0px 0px -70% 0px" });
  for (const anchor of links.keys()) {
    const place = document.getElementById(anchor);
    if (place) seen.observe(place);
  }
});
