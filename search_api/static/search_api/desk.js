// Keys for those who read all day, and small manners. The pages work without it.
"use strict";
(() => {
  const typing = (element) => element && (element.matches("input, textarea, select") || element.isContentEditable);
  const rows = () => [...document.querySelectorAll("[data-row]")];
  let here = -1;
  let prefix = "";

  const go = (step) => {
    const all = rows();
    if (!all.length) return;
    const focused = all.findIndex((row) => row.contains(document.activeElement));
    if (focused >= 0) here = focused;
    here = Math.min(all.length - 1, Math.max(0, here + step));
    all.forEach((row, number) => row.classList.toggle("here", number === here));
    const link = all[here].querySelector("[data-link]");
    if (link) link.focus({ preventScroll: true });
    all[here].scrollIntoView({ block: "nearest" });
  };
  // Back to the very page of results one came from, filters and all; the link alone only knows the query.
  const cameFrom = (link) => {
    try {
      const from = new URL(document.referrer);
      return from.origin === location.origin && from.pathname === new URL(link.href).pathname && history.length > 1;
    } catch { return false; }
  };
  const follow = (selector) => {
    const link = document.querySelector(selector);
    if (link) link.click();
    return Boolean(link);
  };
  const places = {};
  document.querySelectorAll(".palette-list a").forEach((link) => {
    const key = link.querySelector("kbd:last-child")?.textContent;
    if (key && link.querySelector("kbd")?.textContent === "g") places[key] = link.getAttribute("href");
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && typing(document.activeElement)) {
      document.activeElement.blur();
      return;
    }
    const inRow = document.activeElement?.closest("[data-row]");
    if (event.key === "ArrowDown" && document.activeElement?.id === "q" && rows().length) {
      here = -1;
      go(1);
      event.preventDefault();
      return;
    }
    if (typing(document.activeElement) || document.querySelector("dialog[open]")) return;
    // By the key's place, so that they answer on the Persian keyboard too.
    const key = event.code.startsWith("Key") && !event.shiftKey ? event.code[3].toLowerCase() : event.key;
    if (prefix === "g" && places[key]) {
      prefix = window.rasadPrefix = "";
      window.location.assign(places[key]);
      return;
    }
    prefix = key === "g" ? "g" : "";
    window.rasadPrefix = prefix;
    switch (key) {
      case "j": go(1); break;
      case "k": go(-1); break;
      case "ArrowDown": if (!inRow) return; go(1); break;
      case "ArrowUp": if (!inRow) return; go(-1); break;
      case "n": if (!follow("[data-next]")) return; break;
      case "p": if (!follow("[data-first]")) return; break;
      case "u": if (!follow("[data-back]")) return; break;
      case "?": case "؟": document.getElementById("keys").showModal(); break;
      case "/": {
        const box = document.getElementById("q");
        if (!box) { window.location.assign("/search"); return; }
        box.focus();
        box.select();
        break;
      }
      default: return;
    }
    event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener) document.getElementById(opener.dataset.open).showModal();
    const back = event.target.closest("a[data-back]");
    if (back && !event.button && !event.ctrlKey && !event.metaKey && !event.shiftKey && cameFrom(back)) {
      event.preventDefault();
      history.back();
    }
    document.querySelectorAll("details.me[open], details.tools[open]").forEach((box) => {
      if (!box.contains(event.target)) box.removeAttribute("open");
    });
  });
  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm || event.target.dataset.confirm;
    if (question && !window.confirm(question)) event.preventDefault();
  });

  const fold = () => {
    document.querySelectorAll("details[data-wide-open]").forEach((box) => {
      box.open = window.matchMedia("(min-width: 901px)").matches;
    });
  };
  fold();
  document.querySelector(".nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  document.addEventListener("htmx:afterSettle", () => { here = -1; fold(); });
  const toast = document.getElementById("toast");
  const unanswered = toast.textContent;
  const complain = (text) => {
    toast.textContent = text;
    toast.hidden = false;
    setTimeout(() => { toast.hidden = true; }, 6000);
  };
  document.addEventListener("htmx:sendError", () => complain(unanswered));
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status === 403 || event.detail.xhr.status === 401) window.location.reload();
    else if (event.detail.xhr.status === 429) {
      const seconds = Number(event.detail.xhr.getResponseHeader("Retry-After")) || 60;
      complain(`در یک دقیقهٔ گذشته بیش از اندازه درخواست فرستاده‌اید؛ ${seconds.toLocaleString("fa-IR")} ثانیهٔ دیگر بکوشید.`);
    } else complain(unanswered);
  });
})();
