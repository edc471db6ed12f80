// Asks the device for a passkey and sends its answer as a form. The words are the page's own.
(() => {
  "use strict";

  const form = document.querySelector("form[data-passkey]");
  if (!form) return;
  const said = form.querySelector('[role="status"]');
  const button = form.querySelector('button[type="button"]');
  const isNew = form.dataset.passkey === "create";
  const WORDS = { NotAllowedError: "cancelled", InvalidStateError: "known", SecurityError: "elsewhere" };

  // Where the browser does not speak JSON about passkeys itself (before 2024), it is done by hand.
  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const known = (credentials = []) => credentials.map((one) => ({ ...one, id: bytes(one.id) }));

  const question = () => {
    const asked = JSON.parse(form.dataset.options);
    if (isNew) {
      return PublicKeyCredential.parseCreationOptionsFromJSON?.(asked) ?? {
        ...asked,
        challenge: bytes(asked.challenge),
        user: { ...asked.user, id: bytes(asked.user.id) },
        excludeCredentials: known(asked.excludeCredentials),
      };
    }
    return PublicKeyCredential.parseRequestOptionsFromJSON?.(asked) ?? {
      ...asked,
      challenge: bytes(asked.challenge),
      allowCredentials: known(asked.allowCredentials),
    };
  };

  const written = (answer) => {
    if (answer.toJSON) return answer.toJSON();
    const { response } = answer;
    const parts = isNew ? ["clientDataJSON", "attestationObject"] : ["clientDataJSON", "authenticatorData", "signature", "userHandle"];
    return {
      id: answer.id,
      rawId: text(answer.rawId),
      type: answer.type,
      response: {
        ...Object.fromEntries(parts.filter((part) => response[part]).map((part) => [part, text(response[part])])),
        ...(isNew && response.getTransports ? { transports: response.getTransports() } : {}),
      },
    };
  };

  // A press of the button while the device is still being asked asks it anew.
  let asking;
  const ask = async () => {
    asking?.abort();
    const mine = new AbortController();
    asking = mine;
    said.textContent = form.dataset.waiting;
    try {
      const asked = { publicKey: question(), signal: mine.signal };
      const answer = await (isNew ? navigator.credentials.create(asked) : navigator.credentials.get(asked));
      form.elements.namedItem("credential").value = JSON.stringify(written(answer));
      form.submit();
    } catch (error) {
      if (asking !== mine) return;
      said.textContent = form.dataset[WORDS[error.name] ?? "failed"];
      button.focus();
    }
  };

  if (!window.PublicKeyCredential) {
    said.textContent = form.dataset.unsupported;
    return;
  }
  button.hidden = false;
  button.addEventListener("click", ask);
  ask();
})();
