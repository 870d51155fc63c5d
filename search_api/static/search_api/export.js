// An export with its progress in the page. Without this script the link is a plain download.
"use strict";
(() => {
  const panel = document.getElementById("export");
  if (!panel || !window.TransformStream) return;
  const bar = panel.querySelector("progress");
  const [said, told, stop] = ["[data-said]", "[data-told]", "button"].map((one) => panel.querySelector(one));
  // A row ends with these bytes, and no cell or string holds them: `rasad/desk/transfer/exports.py`, `rasad/desk/transfer/workbook.py`.
  const ENDS = { jsonl: [0x0a], csv: [0x0d], xlsx: [0, 0, 0xff, 0xff] };
  const HEADS = { csv: 1 };
  const UNITS = ["بایت", "کیلوبایت", "مگابایت", "گیگابایت"];
  const EVERY = 100; // ms between two paints
  let under = null; // the AbortController of the export under way

  const fa = (number) => number.toLocaleString("fa-IR");
  const size = (bytes) => {
    let place = 0;
    for (; bytes >= 1024 && place < UNITS.length - 1; place += 1) bytes /= 1024;
    return `${bytes.toLocaleString("fa-IR", { maximumFractionDigits: bytes < 10 && place ? 1 : 0 })} ${UNITS[place]}`;
  };

  class Refusal extends Error {}

  // What the answer that is no file says, for a reader.
  const refusal = async (response) => {
    if (response.redirected) return "نشست شما پایان یافته است. صفحه را تازه کنید و دوباره وارد شوید.";
    if (response.status === 403) return "حساب شما اجازهٔ بیرون‌بردن ندارد. از مدیر سامانه بخواهید.";
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return page.querySelector(".fault h1")?.textContent || `پاسخ سامانه خطا بود (${fa(response.status)}). کمی بعد دوباره بکوشید.`;
  };

  // Passes the bytes on, and shows how many rows have come.
  const counter = (form, total, count) => {
    const ends = ENDS[form];
    let painted = 0;
    let met = 0; // bytes of an end that a part may break off in
    const paint = () => {
      told.textContent = total ? `${fa(count.rows)} از ${fa(total)} مطلب` : `${fa(count.rows)} مطلب`;
      if (total) bar.value = Math.min(count.rows, total);
    };
    return new TransformStream({
      transform(part, out) {
        count.bytes += part.length;
        for (const byte of part) {
          if (byte === ends[met]) met += 1;
          else met = byte !== ends[0] ? 0 : met === 2 ? 2 : 1; // of three zeros the last two may begin an end
          if (met === ends.length) {
            met = 0;
            if (count.heads) count.heads -= 1; else count.rows += 1;
          }
        }
        if (performance.now() - painted > EVERY) { painted = performance.now(); paint(); }
        out.enqueue(part);
      },
      flush: paint,
    });
  };

  const hand = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };

  const ready = (name) => {
    panel.hidden = false;
    panel.classList.remove("bad");
    bar.hidden = false;
    bar.removeAttribute("value");
    said.textContent = `آماده‌سازی ${name}…`;
    told.textContent = "";
    stop.textContent = "لغو";
  };
  const end = (text, detail = "", bad = false) => {
    under = null;
    panel.classList.toggle("bad", bad);
    bar.hidden = bad;
    bar.value = bar.max;
    said.textContent = text;
    told.textContent = detail;
    stop.textContent = "بستن";
  };

  const take = async (link) => {
    const form = link.dataset.export;
    const stopped = (under = new AbortController()).signal;
    ready(link.textContent);
    try {
      const response = await fetch(link.href, { signal: stopped });
      if (!response.ok || response.redirected || !response.body) throw new Refusal(await refusal(response));
      const name = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") || "")?.[1] || `rasad.${form}`;
      const total = Number(response.headers.get("X-Rasad-Total") || 0);
      const count = { rows: 0, bytes: 0, heads: HEADS[form] || 0 };
      if (total) { bar.max = total; bar.value = 0; }
      said.textContent = `دریافت ${name}`;
      // The browser keeps the bytes of a blob where it will, a large one on the disk.
      const type = response.headers.get("Content-Type") || "";
      const blob = await new Response(response.body.pipeThrough(counter(form, total, count)), { headers: { "Content-Type": type } }).blob();
      // A file that broke off says so in a last row, which is none of those counted here.
      if (!count.bytes && (total || form !== "jsonl")) throw new Refusal("پاسخ سامانه تهی بود. کمی بعد دوباره بکوشید.");
      // A workbook without its directory, which stands in the last 22 bytes, opens nowhere.
      if (form === "xlsx" && (await blob.slice(-22, -18).text()) !== "PK\x05\x06") throw new Refusal("فایل نیمه‌کاره رسید. دوباره بکوشید.");
      hand(blob, name);
      if (count.rows < total) end(`${name} شاید ناقص است.`, `${fa(count.rows)} از ${fa(total)} مطلب رسید؛ دوباره بگیرید.`, true);
      else end(`${name} آماده شد.`, `${fa(count.rows)} مطلب، ${size(count.bytes)}`);
    } catch (error) {
      if (stopped.aborted) end("لغو شد.", "فایلی ذخیره نشد.", true);
      else if (error instanceof Refusal) end("فایل ساخته نشد.", error.message, true);
      else end("دریافت نیمه‌کاره ماند؛ فایلی ذخیره نشد.", "اتصال را ببینید و دوباره بکوشید.", true);
    }
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-export]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (under) return; // a second one at a time goes the browser's own way
    event.preventDefault();
    link.closest("details")?.removeAttribute("open");
    take(link);
  });
  stop.addEventListener("click", () => { if (under) under.abort(); else panel.hidden = true; });
  window.addEventListener("beforeunload", (event) => { if (under) event.preventDefault(); });
})();
