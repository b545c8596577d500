// Keys for review, and ends of a content that move. Every form works without.
"use strict";
const typing = (event) => event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
const items = [...document.querySelectorAll("[data-item]")];
let at = -1;

function go(to) {
  if (!items.length) return;
  at = Math.max(0, Math.min(items.length - 1, to));
  items[at].focus();
  items[at].scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (typing(event)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.key === "j" || event.key === "k") return go(event.key === "j" ? at + 1 : at - 1);
  const scope = items.length && at < 0 ? items[0] : items[at];
  const target =
    (scope && scope.querySelector(`[data-item-key="${CSS.escape(event.key)}"]`)) ||
    document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.matches("input, textarea")) {
    target.focus();
    target.select();
  }
  else target.click();
});

// ---------------------------------------------------------------------------- the ends of the content

const passage = document.getElementById("passage");
const field = document.getElementById("spans");
if (passage && field) {
  // The words stand in the middle of the box, however small it is.
  const words = passage.querySelector("mark.content");
  if (words) {
    const place = words.getBoundingClientRect().top - passage.getBoundingClientRect().top;
    passage.scrollTop += place - passage.clientHeight / 3;
  }
  const base = Number(passage.dataset.start);
  // The passage by code points, as the record counts: a mark for a steering character is one of them.
  const points = [];
  (function walk(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      let offset = 0;
      for (const point of node.data) {
        points.push({ node, offset, point });
        offset += point.length;
      }
    } else if (node.classList && node.classList.contains("odd")) {
      points.push({ node, offset: 0, point: " ", odd: true });
    } else {
      node.childNodes.forEach(walk);
    }
  })(passage);
  const text = points.map((p) => p.point);

  const read = () => [...field.value.matchAll(/(\d+)\s*[-–]\s*(\d+)/g)].map((m) => [m[1] - base, m[2] - base]);

  function write(spans) {
    field.value = spans.map(([s, e]) => `${s + base}-${e + base}`).join(" ");
    show(spans);
  }

  function show(spans) {
    if (!window.CSS || !CSS.highlights) return;
    const ranges = spans.filter(([s, e]) => s >= 0 && s < e && e <= points.length).map(([s, e]) => {
      const range = new Range();
      place(range, "setStart", s, false);
      place(range, "setEnd", e - 1, true);
      return range;
    });
    passage.querySelectorAll("mark.content").forEach((mark) => mark.classList.remove("content"));
    CSS.highlights.set("content", new Highlight(...ranges));
    hang(ranges);
  }

  function place(range, way, index, after) {
    const { node, offset, point, odd } = points[index];
    if (odd) range[way === "setStart" ? "setStartBefore" : "setEndAfter"](node);
    else range[way](node, offset + (after ? point.length : 0));
  }

  // How many code points of the passage stand before a place of the document.
  function before(node, offset) {
    const range = new Range();
    range.setStart(passage, 0);
    range.setEnd(node, offset);
    return points.filter((p) => {
      const end = p.odd ? null : p.offset + p.point.length;
      if (p.odd) return range.intersectsNode(p.node) && range.comparePoint(p.node, 0) <= 0;
      return range.comparePoint(p.node, end) <= 0;
    }).length;
  }

  const letter = (c) => c !== undefined && !/\s/.test(c);
  const ahead = (i) => { while (i < text.length && letter(text[i])) i++; while (i < text.length && !letter(text[i])) i++; return i; };
  const back = (i) => { while (i > 0 && !letter(text[i - 1])) i--; while (i > 0 && letter(text[i - 1])) i--; return i; };
  const aheadEnd = (i) => { while (i < text.length && !letter(text[i])) i++; while (i < text.length && letter(text[i])) i++; return i; };
  const backEnd = (i) => { while (i > 0 && letter(text[i - 1])) i--; while (i > 0 && !letter(text[i - 1])) i--; return i; };

  // Two handles hang at the ends, to be dragged by a finger, a pen or a mouse.
  const [head, tail] = ["begins", "ends"].map((name) => {
    const handle = document.createElement("span");
    handle.className = `handle ${name}`;
    handle.setAttribute("aria-hidden", "true"); // the buttons do the same, and can be heard
    let x = 0, y = 0; // how far the finger is from the end, which it would else hide
    handle.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // no text is selected meanwhile
      handle.setPointerCapture(event.pointerId);
      const box = handle.getBoundingClientRect();
      x = event.clientX - (name === "begins" ? box.right : box.left);
      y = event.clientY - box.top + 6; // within the line
    });
    handle.addEventListener("pointermove", (event) => {
      if (handle.hasPointerCapture(event.pointerId)) drag(name, event.clientX - x, event.clientY - y);
    });
    return handle;
  });
  passage.append(head, tail);

  function hang(ranges) {
    const boxes = ranges.flatMap((range) => [...range.getClientRects()]).filter((box) => box.width);
    head.hidden = tail.hidden = !boxes.length;
    if (!boxes.length) return;
    const around = passage.getBoundingClientRect();
    const [first, last] = [boxes[0], boxes[boxes.length - 1]];
    const left = passage.scrollLeft - around.left - passage.clientLeft, top = passage.scrollTop - around.top - passage.clientTop;
    Object.assign(head.style, { left: `${first.left + left}px`, top: `${first.bottom + top}px` });
    Object.assign(tail.style, { left: `${last.right + left}px`, top: `${last.bottom + top}px` });
  }

  // The end comes to the end of the word that is there.
  function drag(name, x, y) {
    const spans = read();
    const [node, offset] = under(x, y);
    if (!spans.length || !node || !passage.contains(node) || node.nodeType !== Node.TEXT_NODE) return;
    let at = before(node, offset);
    const first = spans[0], last = spans[spans.length - 1];
    if (name === "begins") {
      while (at > 0 && letter(text[at - 1])) at--;
      while (at < text.length && !letter(text[at])) at++;
      if (at < first[1]) first[0] = at;
    } else {
      while (at < text.length && letter(text[at])) at++;
      while (at > 0 && !letter(text[at - 1])) at--;
      if (at > last[0]) last[1] = at;
    }
    write(spans);
  }

  function under(x, y) {
    if (document.caretPositionFromPoint) {
      const found = document.caretPositionFromPoint(x, y);
      return found ? [found.offsetNode, found.offset] : [];
    }
    const found = document.caretRangeFromPoint && document.caretRangeFromPoint(x, y);
    return found ? [found.startContainer, found.startOffset] : [];
  }

  // Buttons, for fingers and for keys: the key of each clicks it.
  document.querySelectorAll("[data-move]").forEach((button) => button.addEventListener("click", () => {
    const spans = read();
    if (!spans.length) return;
    const first = spans[0], last = spans[spans.length - 1], way = button.dataset.move;
    if (way === "[") first[0] = back(first[0]);
    if (way === "]") first[0] = Math.min(ahead(first[0]), first[1] - 1);
    if (way === "<") last[1] = Math.max(backEnd(last[1]), last[0] + 1);
    if (way === ">") last[1] = aheadEnd(last[1]);
    write(spans);
  }));

  document.querySelector("[data-select]").addEventListener("click", () => {
    const chosen = document.getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed) return;
    const range = chosen.getRangeAt(0);
    if (!passage.contains(range.startContainer) || !passage.contains(range.endContainer)) return;
    let start = before(range.startContainer, range.startOffset);
    let end = before(range.endContainer, range.endOffset);
    while (start < end && !letter(text[start])) start++;
    while (end > start && !letter(text[end - 1])) end--;
    if (start < end) write([[start, end]]);
  });
  document.querySelectorAll("[data-scripted]").forEach((element) => { element.hidden = false; });
  field.addEventListener("input", () => show(read()));
  new ResizeObserver(() => show(read())).observe(passage);
  document.fonts.ready.then(() => show(read()));
}
