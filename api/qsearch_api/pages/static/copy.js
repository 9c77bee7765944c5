// Let citations be copied; without JavaScript the buttons stay hidden.
"use strict";

if (navigator.clipboard) {
  const status = document.querySelector("[data-copied]");
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const name = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(source.textContent);
        button.textContent = "已複製";
      } catch {
        getSelection().selectAllChildren(source);
        button.textContent = "請按 Ctrl+C";
      }
      if (status) {
        status.textContent = button.textContent;
      }
      setTimeout(() => { button.textContent = name; }, 2000);
    });
  }
}
