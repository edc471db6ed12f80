// Suggestions while typing: a combobox with a list (ARIA authoring practices). The form works without it.
(() => {
  "use strict";

  const PAUSE_MS = 120;

  document.querySelectorAll("[data-suggest]").forEach((row) => {
    const input = row.querySelector("input");
    const list = Object.assign(document.createElement("ul"), { id: `${input.id}-list`, className: "suggestions", hidden: true });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", row.dataset.found);
    row.append(list);
    Object.entries({ role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })
      .forEach(([name, value]) => input.setAttribute(name, value));

    let pause, asked = 0, chosen = -1;

    const choose = (at) => {
      chosen = at;
      [...list.children].forEach((option, number) => option.setAttribute("aria-selected", String(number === at)));
      if (at < 0) input.removeAttribute("aria-activedescendant");
      else {
        input.setAttribute("aria-activedescendant", list.children[at].id);
        list.children[at].scrollIntoView({ block: "nearest" });
      }
    };
    const close = () => {
      clearTimeout(pause);
      asked += 1; // what is still on its way comes too late
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      choose(-1);
    };
    const show = (suggestions) => {
      list.replaceChildren(...suggestions.map(({ label, kind, href }, number) => {
        const option = Object.assign(document.createElement("li"), { id: `${list.id}-${number}`, className: "suggestions__option" });
        option.setAttribute("role", "option");
        option.dataset.href = href;
        const hint = Object.assign(document.createElement("span"), { className: "suggestions__kind", textContent: kind });
        option.append(label, " ", hint);
        return option;
      }));
      list.hidden = !suggestions.length;
      input.setAttribute("aria-expanded", String(Boolean(suggestions.length)));
      choose(-1);
    };
    const ask = async () => {
      const mine = ++asked;
      const query = new URLSearchParams({ q: input.value, kind: row.dataset.suggest });
      try {
        const answer = await fetch(`/search/suggestions.json?${query}`);
        const found = answer.ok ? await answer.json() : { suggestions: [] };
        if (mine === asked && document.activeElement === input) show(found.suggestions);
      } catch {
        // no suggestions, then
      }
    };

    input.addEventListener("input", (event) => {
      if (event.isComposing) return;
      clearTimeout(pause);
      if (input.value.trim()) pause = setTimeout(ask, PAUSE_MS);
      else close();
    });
    input.addEventListener("compositionend", () => {
      clearTimeout(pause);
      pause = setTimeout(ask, PAUSE_MS);
    });
    input.addEventListener("keydown", (event) => {
      const many = list.children.length;
      if (event.isComposing || list.hidden) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        choose(chosen < 0 ? (step > 0 ? 0 : many - 1) : chosen + step < many ? chosen + step : -1);
      } else if (event.key === "Enter" && chosen >= 0) {
        event.preventDefault();
        location.assign(list.children[chosen].dataset.href);
      } else if (event.key === "Escape") {
        event.preventDefault();
        close();
      }
    });
    input.addEventListener("blur", close);
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays where one types
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) location.assign(option.dataset.href);
    });
  });
})();
