// A lesson's page: the document that it was made of lies in #document.
"use strict";
(() => {
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // ---- Light and dark ----
  const theme = document.getElementById("theme");
  if (theme) {
    theme.hidden = false;
    theme.addEventListener("click", () => {
      const dark = root.dataset.theme
        ? root.dataset.theme === "dark"
        : window.matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
    });
  }

  const data = document.getElementById("document");
  if (!data) return;
  const lesson = JSON.parse(data.textContent);

  // ---- A number and the terms that it came from ----
  const show = (number) => {
    const text = number.scientific ? number.value.toExponential(number.digits) : number.value.toFixed(number.digits);
    return text.replace(/e([+-])(\d)$/, "e$10$2");
  };
  const formulas = new Map();
  for (const block of lesson.blocks) if (block.kind === "formula") formulas.set(block.name, block);
  const inBrackets = (text) => (text.startsWith("-") ? `(${text})` : text);
  const derivation = (name) => {
    const formula = formulas.get(name);
    if (!formula) return "";
    const wrap = (text) => (formula.function ? `${formula.function}( ${text} )` : text);
    const sum = (part) => formula.terms.map((term) => term.map(part).join("·")).join(" + ");
    const names = sum((factor) => factor.name);
    const values = sum((factor) => inBrackets(show(factor)));
    return `${name} = ${wrap(names)}\n${" ".repeat(name.length)} = ${wrap(values)} = ${show(formula.result)}`;
  };
  const status = document.getElementById("derivation");
  const named = (name) => {
    const quoted = CSS.escape(name);
    return all(`[data-name="${quoted}"], [data-ref="${quoted}"], [data-to="${quoted}"]`);
  };
  let lit = [];
  const clear = () => {
    for (const element of lit) element.classList.remove("lit");
    lit = [];
    status.classList.remove("shown");
  };
  const light = (elements) => {
    lit.push(...elements);
    for (const element of elements) element.classList.add("lit");
  };
  const explain = (target) => {
    clear();
    if (target.dataset.because) {
      for (const place of target.dataset.because.split(" ")) light(all(`[data-place="${CSS.escape(place)}"]`));
      return;
    }
    const name = target.dataset.name ?? target.dataset.ref;
    light(named(name));
    const formula = formulas.get(name);
    if (!formula) return;
    for (const term of formula.terms) for (const factor of term) light(all(`[data-name="${CSS.escape(factor.name)}"]`));
    status.textContent = derivation(name);
    status.classList.add("shown");
  };
  const target = (event) => event.target.closest?.("[data-name], [data-ref], [data-because]");
  for (const kind of ["pointerover", "focusin"]) {
    document.addEventListener(kind, (event) => {
      const found = target(event);
      if (found) explain(found);
      else clear();
    });
  }

  // ---- Step by step ----
  const slider = document.getElementById("step");
  if (!slider) return;
  const said = document.getElementById("step-shown");
  const go = (step) => {
    slider.value = step;
    const value = Number(slider.value);
    said.textContent = value === 0 ? said.dataset.all : said.dataset.one.replace("{t}", value);
    for (const section of all("section[data-step]")) section.hidden = value !== 0 && Number(section.dataset.step) !== value;
    for (const part of all("svg [data-step]")) {
      part.classList.toggle("faded", value !== 0 && Number(part.dataset.step) > value);
    }
    for (const row of all("tr[data-step]")) row.classList.toggle("lit", value !== 0 && Number(row.dataset.step) === value);
  };
  slider.addEventListener("input", () => go(slider.value));
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowRight") go(Number(slider.value) + 1);
    if (event.key === "ArrowLeft") go(Number(slider.value) - 1);
    if (event.key === "Escape") go(0);
  });
  go(0);
})();
