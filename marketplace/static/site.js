// Comforts only: every page works without this file.
(() => {
  "use strict";

  const AUTOSAVE_MS = 1500;
  const LOCK_MS = 5000; // a second press of a button within this time is a slip of the finger

  // What is wrong with a form is read out first.
  document.querySelector(".govuk-error-summary")?.focus();

  // Links that look like buttons answer to the space bar as buttons do.
  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (event.key === " " && target.matches('a[role="button"]')) {
      event.preventDefault();
      target.click();
    }
    if (event.key === "Escape") {
      const menu = target.closest("details[open]");
      if (menu) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    }
  });

  // Drafts save themselves a moment after the last key. Files stay at home: a button seals or attaches them.
  const autosave = (form) => {
    const status = form.querySelector(".autosave");
    let pause, saving, stale = false;
    const save = async () => {
      const typed = new FormData(form);
      form.querySelectorAll('input[type="file"]').forEach((file) => typed.delete(file.name));
      try {
        const answer = await fetch(form.dataset.autosave, { method: "POST", body: typed, redirect: "error" });
        const { said, fields } = await answer.json();
        status.textContent = said;
        Object.entries(fields).forEach(([name, value]) => { form.elements.namedItem(name).value = value; });
        stale = answer.status === 409; // somebody else's state is newer: only the reader decides what becomes of it
        if (answer.ok && !pause) form.dispatchEvent(new Event("saved"));
      } catch {
        status.textContent = form.dataset.notSaved;
      }
    };
    form.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(async () => {
        pause = undefined;
        await saving;
        if (!stale) saving = save().finally(() => { saving = undefined; });
      }, AUTOSAVE_MS);
    });
    // A form that is sent while it saves itself waits, so that it does not seem older than what it has just saved.
    form.addEventListener("submit", (event) => {
      clearTimeout(pause);
      pause = undefined;
      if (!saving) return;
      event.preventDefault();
      event.stopPropagation();
      saving.then(() => form.requestSubmit(event.submitter));
    });
  };
  document.querySelectorAll("form[data-autosave]").forEach(autosave);
  // A form whose script would keep its draft elsewhere asks for this when it cannot.
  document.addEventListener("autosave", (event) => autosave(event.target));

  // A form is sent once. The button is not disabled, or its name and value would stay at home.
  const sent = new WeakMap();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.getAttribute("method") !== "post") return; // form.method may be a field of that name
    if (Date.now() - (sent.get(form) ?? -LOCK_MS) < LOCK_MS) {
      event.preventDefault();
      return;
    }
    sent.set(form, Date.now());
    event.submitter?.setAttribute("aria-disabled", "true");
    setTimeout(() => event.submitter?.removeAttribute("aria-disabled"), LOCK_MS);
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.querySelectorAll('button[aria-disabled="true"]').forEach((button) => button.removeAttribute("aria-disabled"));
    document.querySelectorAll("form").forEach((form) => sent.delete(form));
  });

  // Long forms ask before what was typed is left behind.
  document.querySelectorAll("form[data-unsaved]").forEach((form) => {
    let dirty = false;
    form.addEventListener("input", () => { dirty = true; });
    form.addEventListener("submit", () => { dirty = false; });
    form.addEventListener("saved", () => { dirty = false; });
    window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
  });

  // Characters are counted as the server counts them: by code point, a line break as two.
  document.querySelectorAll(".govuk-character-count[data-maxlength]").forEach((group) => {
    const area = group.querySelector("textarea");
    const message = group.querySelector(".govuk-character-count__message");
    const under = group.getAttribute("data-i18n.characters-under-limit.other");
    const over = group.getAttribute("data-i18n.characters-over-limit.other");
    const spoken = Object.assign(document.createElement("span"), { className: "govuk-visually-hidden" });
    spoken.setAttribute("aria-live", "polite");
    message.after(spoken);
    let pause;
    const show = () => {
      const used = [...area.value].length + (area.value.match(/\n/g)?.length ?? 0);
      const left = Number(group.dataset.maxlength) - used;
      message.textContent = (left < 0 ? over : under).replace("%{count}", Math.abs(left));
      message.classList.toggle("govuk-character-count__message--over", left < 0);
      clearTimeout(pause);
      pause = setTimeout(() => { if (document.activeElement === area) spoken.textContent = message.textContent; }, 1000);
    };
    area.addEventListener("input", show);
    show();
  });

  // Codes can be copied where the browser lets a page write the clipboard.
  if (navigator.clipboard) {
    document.querySelectorAll("[data-copy]").forEach((button) => {
      const label = button.textContent;
      button.hidden = false;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(button.dataset.copy);
        button.textContent = button.dataset.copied;
        button.parentElement.querySelector('[role="status"]').textContent = button.dataset.copied;
        setTimeout(() => { button.textContent = label; }, 2000);
      });
    });
  }
})();
