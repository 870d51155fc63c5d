// Judging by keys, reading beside the list, choosing rows. Every act is a form that works without this.
"use strict";
(() => {
  const typing = (element) => element && element.matches("input:not([type=checkbox]), textarea, select");
  const pane = () => document.getElementById("pane");
  const shown = (element) => Boolean(element) && getComputedStyle(element).display !== "none";
  const row = () => document.activeElement?.closest("[data-row]") || document.querySelector("[data-row].here");
  const strip = () => document.querySelector("#pane [data-strip], .paper [data-strip], main > [data-strip], .story-strip [data-strip]");

  // The reading pane follows the row, after a breath, so that holding `j` loads one article only.
  let wait = 0;
  let loaded = "";
  const read = (one) => {
    if (!one?.dataset.pane || !shown(pane()) || loaded === one.dataset.pane) return;
    clearTimeout(wait);
    wait = setTimeout(() => {
      loaded = one.dataset.pane;
      one.classList.remove("unseen");
      window.htmx.ajax("GET", one.dataset.pane, { target: "#pane", swap: "innerHTML" }).then(() => { pane().scrollTop = 0; });
    }, 140);
  };
  document.addEventListener("focusin", (event) => {
    const one = event.target.closest?.("[data-row]");
    if (!one) return;
    document.querySelectorAll("[data-row].here").forEach((other) => { if (other !== one) other.classList.remove("here"); });
    one.classList.add("here");
    read(one);
  });

  const step = (by) => {
    const all = [...document.querySelectorAll("[data-row]")];
    const at = all.findIndex((one) => one.classList.contains("here"));
    all[Math.min(all.length - 1, Math.max(0, at + by))]?.querySelector("[data-link]")?.focus({ preventScroll: true });
    row()?.scrollIntoView({ block: "nearest" });
  };
  let judged = false;
  document.addEventListener("htmx:afterSwap", () => {
    if (!judged) return;
    judged = false;
    document.querySelector("[data-row].here")?.classList.add("done");
    if (document.querySelector("[data-advance]")) step(1);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-strip] button[name=tone]");
    judged = Boolean(button && button.value && button.closest("#pane"));
  });

  // Chosen rows.
  const chosen = () => document.querySelectorAll("[data-pick]:checked").length;
  const bar = () => document.querySelector("[data-actionbar]");
  const count = () => {
    if (!bar()) return;
    bar().hidden = chosen() === 0;
    bar().querySelector("[data-chosen]").textContent = chosen().toLocaleString("fa-IR");
    bar().querySelectorAll("[data-wake]").forEach((field) => { field.disabled = false; });
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick]")) count();
    if (event.target.matches("[data-submit]")) event.target.form.submit();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-none]")) {
      document.querySelectorAll("[data-pick]").forEach((box) => { box.checked = false; });
      count();
    }
  });
  // An empty choice of the bar is no wish to take anything away.
  document.addEventListener("formdata", (event) => {
    if (!event.target.matches("[data-actionbar]")) return;
    for (const name of ["add_label", "assignee"]) if (!event.formData.get(name)) event.formData.delete(name);
  });

  // The palette.
  const palette = document.getElementById("palette");
  const entries = () => [...palette.querySelectorAll("li")].filter((one) => !one.hidden);
  const light = (number) => entries().forEach((one, at) => one.firstElementChild.classList.toggle("on", at === number));
  let lit = 0;
  palette?.addEventListener("input", () => {
    const wanted = palette.querySelector("[data-palette]").value.trim();
    palette.querySelectorAll("li").forEach((one) => { one.hidden = !one.textContent.includes(wanted); });
    lit = 0;
    light(0);
  });
  palette?.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      lit = Math.min(entries().length - 1, Math.max(0, lit + (event.key === "ArrowDown" ? 1 : -1)));
      light(lit);
    } else if (event.key === "Enter") entries()[lit]?.firstElementChild.click();
    else return;
    event.preventDefault();
  });

  const press = (key) => {
    const button = strip()?.querySelector(`[data-key="${key}"]`);
    button?.click();
    return Boolean(button);
  };
  const cycle = () => {
    const group = strip()?.querySelector("[data-cycle=i]");
    if (!group) return false;
    const buttons = [...group.querySelectorAll("button")];
    const at = buttons.findIndex((one) => one.getAttribute("aria-pressed") === "true");
    buttons[(at + 1) % buttons.length].click();
    return true;
  };
  const into = (key) => {
    const field = strip()?.querySelector(`[data-key-focus="${key}"]`);
    field?.focus();
    return Boolean(field);
  };
  const toggleSeen = () => {
    const one = row();
    if (!one?.dataset.id) return false;
    const unseen = one.classList.toggle("unseen");
    const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value || "";
    fetch("/review/seen", { method: "POST", headers: { "X-CSRFToken": token, "HX-Request": "true" }, body: new URLSearchParams({ article: one.dataset.id, seen: unseen ? "0" : "1" }) });
    return true;
  };
  const digits = "۰۱۲۳۴۵۶۷۸۹";
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.code === "KeyK") {
      palette?.showModal();
      palette?.querySelector("input").select();
      light(lit = 0);
      event.preventDefault();
      return;
    }
    if (event.key === "Escape") document.querySelectorAll("details.me[open], details.tools[open]").forEach((box) => { box.open = false; box.querySelector("summary").focus(); });
    if (event.ctrlKey || event.metaKey || event.altKey || typing(document.activeElement) || document.querySelector("dialog[open]")) return;
    if (window.rasadPrefix) return;
    const digit = digits.includes(event.key) ? String(digits.indexOf(event.key)) : event.key;
    const key = event.code.startsWith("Key") && !event.shiftKey ? event.code[3].toLowerCase() : digit;
    const done = {
      1: () => press("1"), 2: () => press("2"), 3: () => press("3"), 4: () => press("4"),
      b: () => press("b"), i: cycle, t: () => into("t"), n: () => into("n"), a: () => into("a"),
      x: () => { const box = row()?.querySelector("[data-pick]"); if (box) { box.checked = !box.checked; count(); } return Boolean(box); },
      m: toggleSeen,
      z: () => { const button = [...document.querySelectorAll("[data-undo]")].pop(); button?.click(); return Boolean(button); },
      v: () => { const button = document.querySelector("[data-as-written]"); button?.click(); return Boolean(button); },
      c: () => { const button = document.querySelector("[data-cite]"); button?.click(); return Boolean(button); },
      l: () => { const link = document.querySelector("[data-following]"); link?.click(); return Boolean(link); },
      h: () => { const link = document.querySelector("[data-preceding]"); link?.click(); return Boolean(link); },
    }[key];
    if (done?.()) { event.preventDefault(); event.stopImmediatePropagation(); }
  }, true);

  // Citation to the clipboard; reading text and the text as it was written.
  document.addEventListener("click", async (event) => {
    const cite = event.target.closest("[data-cite]");
    if (cite) {
      await navigator.clipboard?.writeText(document.getElementById(cite.dataset.cite).value);
      cite.textContent = "رونوشت شد";
    }
    const written = event.target.closest("[data-as-written]");
    if (written) {
      const on = document.querySelector(".paper").classList.toggle("as-written");
      written.setAttribute("aria-pressed", String(on));
    }
    const density = event.target.closest("[data-density]");
    if (density) {
      document.querySelector("main").classList.toggle("density-wide");
      localStorage.setItem("density", document.querySelector("main").classList.contains("density-wide") ? "wide" : "");
    }
  });
  if (localStorage.getItem("density") === "wide") document.querySelector("main")?.classList.add("density-wide");

  // The row one came from is found again after «back».
  const place = `row:${location.pathname}${location.search}`;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-row] [data-link]");
    if (link) {
      sessionStorage.setItem(`row:${location.pathname}${location.search}`, link.closest("[data-row]").dataset.id || "");
      sessionStorage.setItem("list", JSON.stringify([...document.querySelectorAll("[data-row] [data-link]")].map((one) => one.getAttribute("href"))));
    }
  });
  const back = sessionStorage.getItem(place);
  if (back) document.querySelector(`[data-row][data-id="${CSS.escape(back)}"] [data-link]`)?.focus({ preventScroll: false });
  // Next and previous of the list one came from.
  const list = JSON.parse(sessionStorage.getItem("list") || "[]");
  const at = list.findIndex((href) => new URL(href, location.href).pathname === location.pathname);
  const beside = document.querySelector("[data-beside]");
  if (at >= 0 && beside) {
    for (const [number, mark, text] of [[at - 1, "preceding", "مطلب قبلی"], [at + 1, "following", "مطلب بعدی"]]) {
      if (!list[number]) continue;
      const link = document.createElement("a");
      link.href = list[number];
      link.dataset[mark] = "";
      link.textContent = text;
      beside.append(link);
    }
  }

  // Dragging over the bars chooses from the first to the last of them.
  let begun = null;
  const bars = () => [...document.querySelectorAll(".chart a")];
  const brushed = (one) => {
    const all = bars();
    const [low, high] = [all.indexOf(begun), all.indexOf(one)].sort((first, second) => first - second);
    return all.slice(low, high + 1);
  };
  document.addEventListener("pointerdown", (event) => {
    begun = event.target.closest?.(".chart a") || null;
  });
  document.addEventListener("dragstart", (event) => { if (event.target.closest?.(".chart")) event.preventDefault(); });
  document.addEventListener("pointermove", (event) => {
    const one = event.target.closest?.(".chart a");
    if (!begun || !one) return;
    bars().forEach((bar) => bar.classList.toggle("brushed", brushed(one).includes(bar)));
  });
  document.addEventListener("pointerup", (event) => {
    const one = event.target.closest?.(".chart a");
    if (begun && one && one !== begun && bars().includes(begun)) {
      const chosen = brushed(one).map((bar) => new URLSearchParams(bar.getAttribute("href")));
      const wanted = chosen[0];
      wanted.set("to", chosen[chosen.length - 1].get("to"));
      window.location.assign(`/search?${wanted}`);
    }
    begun = null;
  });
})();
