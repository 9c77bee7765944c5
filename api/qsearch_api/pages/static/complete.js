// Name what a query may become while it is typed: an editable combobox with a list, as the ARIA
// Authoring Practices describe it. Without JavaScript the field is a plain search field.
"use strict";

const WAIT = 120; // milliseconds without a key before the server is asked
const LIMIT = 8;

for (const input of document.querySelectorAll("input[data-complete]")) {
  const list = document.createElement("ul");
  list.id = `${input.id}-completions`;
  list.className = "completions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "建議");
  list.hidden = true;
  const status = document.createElement("span");
  status.className = "unseen";
  status.setAttribute("role", "status");
  const frame = document.createElement("div");
  frame.className = "completed";
  input.replaceWith(frame);
  frame.append(input, list, status);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);

  let typed = input.value;
  let active = -1;
  let timer = 0;
  let asking = null;

  const close = () => {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const choose = (text) => {
    close();
    input.value = typed = text;
    input.form.requestSubmit();
  };

  const option = (completion, number) => {
    const line = document.createElement("li");
    line.id = `${list.id}-${number}`;
    line.className = completion.kind;
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", "false");
    line.dataset.text = completion.text;
    const text = document.createElement("span");
    text.textContent = completion.text;
    const count = document.createElement("span");
    count.className = "count";
    count.textContent = `${completion.count.toLocaleString("zh-TW")} 項`;
    line.append(text, " ", count);
    // The field keeps the focus, so that typing goes on.
    line.addEventListener("mousedown", (event) => event.preventDefault());
    line.addEventListener("click", () => choose(completion.text));
    return line;
  };

  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const address = `/v1/complete?limit=${LIMIT}&q=${encodeURIComponent(typed)}`;
    try {
      const answer = await fetch(address, { signal: asking.signal });
      const { completions } = await answer.json();
      if (!answer.ok || document.activeElement !== input) {
        return;
      }
      list.replaceChildren(...completions.map(option));
      active = -1;
      list.hidden = completions.length === 0;
      input.setAttribute("aria-expanded", String(!list.hidden));
      input.removeAttribute("aria-activedescendant");
      status.textContent = list.hidden ? "沒有建議" : `有 ${completions.length} 個建議，按上下鍵選取`;
    } catch {
      // A later key has overtaken this answer, or the server is away: typing goes on without.
    }
  };

  const move = (step) => {
    // What is walked through must not be exchanged meanwhile.
    clearTimeout(timer);
    asking?.abort();
    const lines = [...list.children];
    // One place more than there are lines: there stands what was typed.
    active = ((active + 1 + step + lines.length + 1) % (lines.length + 1)) - 1;
    lines.forEach((line, number) => line.setAttribute("aria-selected", String(number === active)));
    if (active < 0) {
      input.value = typed;
      input.removeAttribute("aria-activedescendant");
    } else {
      input.value = lines[active].dataset.text;
      input.setAttribute("aria-activedescendant", lines[active].id);
      lines[active].scrollIntoView({ block: "nearest" });
    }
  };

  input.addEventListener("input", (event) => {
    // Half a syllable of an input method is no query yet.
    if (event.isComposing) {
      return;
    }
    typed = input.value;
    clearTimeout(timer);
    if (typed.trim()) {
      timer = setTimeout(ask, WAIT);
    } else {
      close();
    }
  });
  input.addEventListener("compositionend", () => {
    typed = input.value;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) {
      return;
    }
    if (list.hidden) {
      if (event.key === "ArrowDown" && input.value.trim()) {
        event.preventDefault();
        typed = input.value;
        ask();
      }
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      input.value = typed;
      close();
    }
  });
  input.addEventListener("blur", close);
  input.form.addEventListener("submit", close);
}
