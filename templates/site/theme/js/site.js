// Larger type, notices that end by the reader's clock, the board's filter, and search.
"use strict";

const root = document.documentElement;
const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

function elderMode() {
  const button = document.querySelector("button.elder");
  if (!button) return;
  const show = () => {
    const on = root.classList.contains("elder-on");
    button.setAttribute("aria-pressed", String(on));
    button.textContent = on ? "标准模式" : "长者模式";
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    const on = root.classList.toggle("elder-on");
    try { localStorage.setItem("elder", on ? "on" : "off"); } catch (refused) { /* this page only */ }
    show();
  });
  show();
}

// A notice carries its last day; from the next day in China on, it is gone from the page.
// The made-up county of the demo stands still in time, so its notices stay.
function endedNotices() {
  const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
  for (const element of all("[data-window-last]:not([data-window-demo])")) {
    if (element.dataset.windowLast >= today) continue;
    const words = element.nextElementSibling;
    if (words && words.matches(".window-over")) words.hidden = false;
    element.remove();
  }
}

// One filter for every list: a field named X keeps the rows whose data-X says its value.
const buckets = { overdue: ["overdue"], 7: ["7"], 30: ["7", "30"] };
const tests = {
  due: (row, value) => buckets[value].includes(row.dataset.bucket),
  words: (row, value) => row.dataset.words.includes(value.trim()),
};

function filter() {
  const form = document.querySelector("form.filter");
  if (!form) return;
  const rows = all("[data-row]");
  const count = form.querySelector("[data-count]");
  const fits = (row, wanted) => Object.entries(wanted).every(([name, value]) =>
    !value || (tests[name] ? tests[name](row, value) : row.dataset[name] === value));
  const apply = () => {
    const wanted = Object.fromEntries(new FormData(form));
    let shown = 0;
    for (const row of rows) {
      row.hidden = !fits(row, wanted);
      if (!row.hidden) shown += 1;
    }
    for (const group of all("[data-group]")) {
      const left = all("[data-row]", group).filter((row) => !row.hidden).length;
      group.hidden = left === 0;
      for (const number of all("[data-group-count]", group)) number.textContent = left;
    }
    for (const number of all("[data-count-of]")) {
      number.textContent = rows.filter((row) => !row.hidden && row.dataset.bucket === number.dataset.countOf).length;
    }
    if (count) count.textContent = shown === rows.length ? `共 ${shown} 项` : `筛选出 ${shown} 项，共 ${rows.length} 项`;
    const kept = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value));
    history.replaceState(null, "", kept.size ? `#${kept}` : location.pathname + location.search);
  };
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
    const field = form.elements.namedItem(name);
    if (field) field.value = value;
  }
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  apply();
}

// Search: window.searchIndex is a list of {t: title, u: address from the site's root, s: column,
// x: text, k: what readers call it}. What is called so comes first, then text pages, then offices.
function search() {
  const list = document.querySelector("[data-search]");
  if (!list) return;
  const words = (new URLSearchParams(location.search).get("q") || "").trim();
  const status = document.querySelector("[data-search-status]");
  for (const field of all("input[name=q]")) field.value = words;
  if (!words) return void (status.textContent = "请输入要查找的词语。");
  let terms = words.toLowerCase().split(/[\s，、。？！；：]+/).filter(Boolean);
  let hits = hitsFor(terms);
  if (!hits.length) {
    terms = segments(terms).filter((term) => term.length > 1);
    hits = hitsFor(terms, 1);
  }
  status.textContent = hits.length
    ? `“${words}”共找到 ${hits.length} 页。`
    : `没有找到“${words}”。${status.dataset.none}`;
  for (const hit of hits.slice(0, 60)) list.append(resultOf(hit.page, terms, list.dataset.search));
}

// "外出审批期限" stands on no page as one run of text: look for its words instead.
function segments(terms) {
  if (!("Segmenter" in Intl)) return terms;
  const cut = new Intl.Segmenter("zh", { granularity: "word" });
  return terms.flatMap((term) => Array.from(cut.segment(term), (part) => part.segment));
}

// The pages that hold all terms, or at least `least` of them.
function hitsFor(terms, least = terms.length) {
  return (window.searchIndex || [])
    .map((page) => ({ page, score: scoreOf(page, terms, least) }))
    .filter((hit) => hit.score > 0)
    .sort((a, b) => b.score - a.score || (a.page.u < b.page.u ? -1 : 1));
}

function scoreOf(page, terms, least) {
  const title = page.t.toLowerCase();
  const text = page.x.toLowerCase();
  const called = (page.k || "").split(" ").filter(Boolean);
  let score = 0;
  let found = 0;
  for (const term of terms) {
    const inTitle = title.includes(term);
    const inText = text.split(term).length - 1;
    const place = called.findIndex((word) => term.includes(word) || (term.length > 1 && word.includes(term)));
    if (inTitle || inText || place >= 0) found += 1;
    score += (inTitle ? 20 : 0) + Math.min(inText, 8) + (place >= 0 ? 60 : 0);
  }
  if (page.u.startsWith("offices/")) score -= 20;
  return found && found >= least ? Math.max(score, 1) + 50 * found : 0;
}

function resultOf(page, terms, base) {
  const item = make("li", "hit");
  const link = make("a", "hit__title");
  link.href = base + page.u;
  link.append(...marked(page.t, terms));
  item.append(link);
  if (page.s) item.append(make("span", "hit__column", page.s));
  const text = make("p", "hit__text");
  text.append(...marked(snippet(page.x, terms), terms));
  item.append(text);
  return item;
}

function snippet(text, terms) {
  const found = terms.map((term) => text.toLowerCase().indexOf(term)).filter((place) => place >= 0);
  const start = found.length ? Math.max(0, Math.min(...found) - 30) : 0;
  return (start ? "……" : "") + text.slice(start, start + 110) + (text.length > start + 110 ? "……" : "");
}

function marked(text, terms) {
  const safe = terms.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return text.split(new RegExp(`(${safe.join("|")})`, "i")).map((part, place) =>
    place % 2 ? make("mark", "", part) : document.createTextNode(part));
}

// A wide table of a text page scrolls inside its own box, by keyboard too.
function wideTables() {
  all(".md-typeset table:not([class])").forEach((table, place) => {
    const box = make("div", "scroll");
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", `表格 ${place + 1}`);
    table.replaceWith(box);
    box.append(table);
  });
}

// On a phone the contents of a long page start folded.
function foldedContents() {
  if (!matchMedia("(max-width: 60em)").matches) return;
  for (const fold of all(".toc details")) if (all("li", fold).length > 8) fold.open = false;
}

elderMode();
foldedContents();
wideTables();
endedNotices();
filter();
search();
