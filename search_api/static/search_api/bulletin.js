// Moving the entries of a draft by drag and by keys. Without it the buttons of each entry do the same.
"use strict";
(() => {
  let dragged = null;
  const entryOf = (element) => element?.closest?.(".draft .entry[data-item]");
  const clear = () => document.querySelectorAll(".entry.before, .bulletin-section.over").forEach((one) => one.classList.remove("before", "over"));

  // An entry's own form of moving, with the place as further values.
  const move = (entry, values) => {
    const form = entry.querySelector("form:has([data-up])");
    for (const [name, value] of Object.entries(values)) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      form.append(field);
    }
    form.requestSubmit();
  };

  document.addEventListener("dragstart", (event) => {
    dragged = event.target.matches?.("input, textarea") ? null : entryOf(event.target); // a link of it may be what is held
    if (!dragged) return;
    dragged.classList.add("dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.item);
  });
  document.addEventListener("dragend", () => { dragged?.classList.remove("dragged"); dragged = null; clear(); });
  document.addEventListener("dragover", (event) => {
    const section = dragged && event.target.closest?.(".bulletin-section");
    if (!section) return;
    event.preventDefault();
    clear();
    const over = entryOf(event.target);
    if (over && over !== dragged) over.classList.add("before"); else section.classList.add("over");
  });
  document.addEventListener("drop", (event) => {
    const section = dragged && event.target.closest?.(".bulletin-section");
    if (!section) return;
    event.preventDefault();
    const over = entryOf(event.target);
    const entry = dragged;
    clear();
    if (over !== entry) move(entry, { section: section.dataset.section, before: over ? over.dataset.item : "" });
  });
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    const entry = entryOf(document.activeElement);
    const button = entry?.querySelector(event.key === "ArrowUp" ? "[data-up]" : "[data-down]");
    if (!button) return;
    event.preventDefault();
    button.focus();
    button.click();
  });
})();
