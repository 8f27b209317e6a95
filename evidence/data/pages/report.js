"use strict";
(() => {
  const all = (css, where = document) => [...where.querySelectorAll(css)];
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const body = document.querySelector("#rows tbody");
  const forms = all("form.filters");
  const rows = body ? [...body.rows].map((tr) => ({ tr, text: fold(tr.textContent), t: fold(tr.dataset.t).split("|"), d: tr.dataset.d.split(" "), g: tr.dataset.g })) : [];
  const names = new Set(rows.flatMap((row) => row.t));
  const state = { q: "", d: "", g: false };

  // one filter, shown beside the table and beside the picture
  const keep = (text, therapies, directions, gap) =>
    (!state.d || directions.includes(state.d)) && (!state.g || gap) &&
    (!state.q || (names.has(state.q) ? therapies.includes(state.q) : text.includes(state.q)));
  function show() {
    let shown = 0;
    for (const row of rows) {
      const kept = keep(row.text, row.t, row.d, row.g);
      row.tr.classList.toggle("away", !kept);
      shown += kept;
    }
    const drawn = graph ? graph.filter() : 0;
    for (const form of forms) {
      const free = !state.q && !state.d && !state.g;
      form.querySelector("output").textContent = free ? "" : form.elements.sort ? `${shown} of ${rows.length} rows` : `${drawn} boxes of claims`;
    }
  }
  for (const form of forms) {
    form.hidden = false;
    const read = () => {
      state.q = fold(form.elements.q.value.trim());
      state.d = form.elements.d.value;
      state.g = form.elements.g.checked;
      for (const other of forms) if (other !== form) {
        other.elements.q.value = form.elements.q.value;
        other.elements.d.value = state.d;
        other.elements.g.checked = state.g;
      }
      show();
    };
    let later = 0;
    form.addEventListener("input", () => { clearTimeout(later); later = setTimeout(read, 60); });
    form.addEventListener("reset", () => setTimeout(() => { if (form.elements.sort) sort(-1, 1); read(); }));
    form.addEventListener("submit", (event) => { event.preventDefault(); read(); });
  }

  // a link to a row or place that is filtered away brings it back
  addEventListener("hashchange", () => {
    const at = document.getElementById(location.hash.slice(1));
    if (at && at.closest(".away")) { forms[0].reset(); setTimeout(() => at.scrollIntoView(), 80); }
  });

  // sorting
  const heads = all("#rows thead th");
  const picker = forms.map((form) => form.elements.sort).find(Boolean);
  const made = rows.map((row) => row.tr);
  function sort(column, way) {
    const value = (tr) => tr.cells[column].textContent.trim();
    const number = column >= 0 && heads[column].classList.contains("number");
    const compare = new Intl.Collator("en", { numeric: true }).compare;
    const keyed = made.map((tr, at) => [column < 0 ? at : number ? Number(value(tr)) : value(tr), at, tr]);
    if (column >= 0) keyed.sort((a, b) => (a[0] === "") - (b[0] === "") || way * (number ? a[0] - b[0] : compare(a[0], b[0])) || a[1] - b[1]);
    body.append(...keyed.map((one) => one[2]));
    heads.forEach((th, at) => at === column ? th.setAttribute("aria-sort", way > 0 ? "ascending" : "descending") : th.removeAttribute("aria-sort"));
    picker.value = column < 0 ? "" : String(column);
  }
  const narrow = matchMedia("(max-width: 76rem)");  // there the list "Sort by" takes over from the column heads
  heads.forEach((th, at) => {
    const button = document.createElement("span");  // browsers do not print real buttons again on the next page
    button.className = "sorts";
    button.setAttribute("role", "button");
    button.textContent = th.textContent;
    th.replaceChildren(button);
    const first = th.classList.contains("number") ? -1 : 1;
    const press = () => {
      const sorted = th.getAttribute("aria-sort");
      sort(at, !sorted ? first : sorted === "ascending" ? -1 : 1);
    };
    button.addEventListener("click", press);
    button.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); press(); } });
    const reach = () => { button.tabIndex = narrow.matches ? -1 : 0; };
    narrow.addEventListener("change", reach);
    reach();
    if (!th.classList.contains("vacant")) picker.append(new Option(button.textContent, at));
  });
  picker?.addEventListener("change", () => sort(picker.value === "" ? -1 : Number(picker.value), picker.value !== "" && heads[picker.value].classList.contains("number") ? -1 : 1));

  // the picture: light up what hangs together, and draw only what the filter keeps
  const graph = ((svg) => {
    if (!svg) return null;
    const nodes = new Map(all(".node", svg).map((g) => [g.dataset.n, { g, kind: g.dataset.k, y: Number(g.dataset.y), text: fold(g.textContent), near: [] }]));
    const edges = all("path[data-a]", svg).map((path) => ({ path, a: nodes.get(path.dataset.a), b: nodes.get(path.dataset.b) }));
    for (const { a, b } of edges) { a.near.push(b); b.near.push(a); }
    const claims = [...nodes.values()].filter((node) => node.kind === "c");
    for (const claim of claims) claim.t = claim.near.filter((node) => node.kind === "t").map((node) => fold(node.g.querySelector("title").textContent));
    const box = svg.viewBox.baseVal, full = box.height, head = svg.querySelector(".idle-head"), paper = svg.querySelector(".paper");

    const light = (node) => {
      const on = new Set(node ? [node, ...node.near] : []);
      if (node && node.kind !== "c") for (const claim of node.near) for (const other of claim.near) if (other.kind !== node.kind) on.add(other);
      svg.classList.toggle("lit", Boolean(node));
      for (const other of nodes.values()) other.g.classList.toggle("on", on.has(other));
      for (const { path, a, b } of edges) path.classList.toggle("on", on.has(a) && on.has(b));
    };
    const under = (event) => nodes.get(event.target.closest?.(".node")?.dataset.n);
    let lit = null;
    for (const type of ["pointerover", "focusin"]) svg.addEventListener(type, (event) => { const node = under(event) ?? null; if (node !== lit) light(lit = node); });
    for (const type of ["pointerleave", "focusout"]) svg.addEventListener(type, () => light(lit = null));

    const place = (column, step) => {  // each beside its neighbours, none on another
      let floor = 44;
      const mean = (node) => { const near = node.near.filter((other) => other.kind === "c" && !other.away); return near.reduce((sum, other) => sum + other.now, 0) / near.length; };
      for (const node of column) { node.now = Math.max(floor + step / 2, step === 0 || node.kind === "c" ? 0 : mean(node) || 0); floor = node.now + step / 2; }
      return floor;
    };
    return {
      filter() {
        const free = !state.q && !state.d && !state.g;
        let drawn = 0;
        for (const claim of claims) {
          claim.away = !free && !keep(`${claim.text} ${claim.near.map((node) => node.text).join(" ")}`, claim.t, [claim.g.dataset.d], claim.g.dataset.g);
          drawn += !claim.away;
        }
        for (const node of nodes.values()) if (node.kind !== "c") node.away = !free && !node.near.some((claim) => !claim.away);
        const kept = [...nodes.values()].filter((node) => !node.away).sort((a, b) => a.y - b.y);
        let bottom = full;
        if (free) for (const node of nodes.values()) node.now = node.y;
        else {
          const height = (kind) => Number(kept.find((node) => node.kind === kind)?.g.querySelector("rect").getAttribute("height") ?? 0) + 8;
          bottom = Math.max(100, ...["c", "t", "s"].map((kind) => place(kept.filter((node) => node.kind === kind), height(kind)))) + 10;
        }
        for (const node of nodes.values()) {
          node.g.classList.toggle("away", Boolean(node.away));
          if (node.now !== node.y && !node.away) node.g.setAttribute("transform", `translate(0 ${node.now - node.y})`);
          else node.g.removeAttribute("transform");
        }
        for (const { path, a, b } of edges) {
          const away = a.away || b.away;
          path.classList.toggle("away", Boolean(away));
          if (away) continue;
          const [x1, bend1, bend2, x2] = (path.made ??= path.getAttribute("d").match(/[-\d.]+/g).map(Number)).filter((_, at) => at % 2 === 0);
          path.setAttribute("d", `M${x1} ${a.now}C${bend1} ${a.now} ${bend2} ${b.now} ${x2} ${b.now}`);
        }
        head?.classList.toggle("away", !free);
        box.height = bottom;
        svg.setAttribute("height", bottom);
        paper.setAttribute("height", bottom);
        return drawn;
      },
    };
  })(document.querySelector(".graph svg"));

  // cards close on Escape and stay inside the page
  addEventListener("keydown", (event) => { if (event.key === "Escape") document.documentElement.classList.add("shut"); });
  for (const type of ["pointerover", "focusin"]) addEventListener(type, (event) => {
    const at = event.target.closest?.(".with-card");
    if (!at) return;
    if (type === "focusin" || event.target !== at) document.documentElement.classList.remove("shut");
    const card = at.lastElementChild;
    card.style.translate = "";
    const { left, right } = card.getBoundingClientRect();
    const over = Math.max(0, right - document.documentElement.clientWidth + 8), under = Math.min(0, left - 8);
    if (over || under) card.style.translate = `${-(over || under)}px`;
  });
})();
