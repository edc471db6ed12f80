// Says what is wrong with a form as the server's pages say it: a summary with links on top, each error at its field.
// Words: { title, error, at } with "%{field}" and "%{error}" in `at`.

const element = (tag, className, ...children) => {
  const made = Object.assign(document.createElement(tag), { className });
  made.append(...children);
  return made;
};

const labelOf = (field) => field.labels[0].textContent.trim();
const groupOf = (field) => field.closest(".govuk-form-group");
const looksOf = (field) => ({ TEXTAREA: "govuk-textarea--error", INPUT: field.type === "file" ? "govuk-file-upload--error" : "govuk-input--error" })[field.tagName];

export const clearErrors = () => {
  document.querySelectorAll(".govuk-error-summary, .govuk-error-message").forEach((each) => each.remove());
  document.querySelectorAll(".govuk-form-group--error").forEach((group) => group.classList.remove("govuk-form-group--error"));
  document.querySelectorAll("[aria-invalid]").forEach((field) => {
    field.removeAttribute("aria-invalid");
    field.classList.remove(looksOf(field));
    const described = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== `${field.id}-error`);
    if (described.length) field.setAttribute("aria-describedby", described.join(" "));
    else field.removeAttribute("aria-describedby");
  });
};

const mark = (field, message, words) => {
  const said = element("p", "govuk-error-message", element("span", "govuk-visually-hidden", `${words.error}:`), ` ${message}`);
  said.id = `${field.id}-error`;
  groupOf(field).classList.add("govuk-form-group--error");
  const box = field.closest(".govuk-input__wrapper, .govuk-checkboxes") ?? field;
  box.before(said);
  field.setAttribute("aria-invalid", "true");
  field.classList.add(looksOf(field));
  field.setAttribute("aria-describedby", [field.getAttribute("aria-describedby"), said.id].filter(Boolean).join(" "));
};

// `errors`: [{ field, message }]; `field` is the input, or nothing for what concerns the whole form.
export const showErrors = (form, errors, words) => {
  clearErrors();
  const list = element("ul", "govuk-list govuk-error-summary__list");
  for (const { field, message } of errors) {
    if (field) {
      mark(field, message, words);
      const link = Object.assign(element("a", "", words.at.replace("%{field}", labelOf(field)).replace("%{error}", message)), { href: `#${field.id}` });
      link.addEventListener("click", (event) => {
        event.preventDefault();
        field.focus();
      });
      list.append(element("li", "", link));
    } else {
      list.append(element("li", "", message));
    }
  }
  const alert = element("div", "", element("h2", "govuk-error-summary__title", words.title), element("div", "govuk-error-summary__body", list));
  alert.setAttribute("role", "alert");
  const summary = element("div", "govuk-error-summary", alert);
  summary.tabIndex = -1;
  form.closest(".columns__main").prepend(summary);
  summary.focus();
};
