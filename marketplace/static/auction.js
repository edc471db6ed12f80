// Keeps a bidder's page of a round at what the platform says: the own place and price, and how much time is left. It listens
// to a stream; where none is free it asks now and then. When a round begins or ends, the page is loaded anew.

const ASK_EVERY = 2000;
const part = document.querySelector("[data-auction]");
const { state, stateAt, eventsAt, left } = JSON.parse(part.dataset.auction);
const find = (name) => part.querySelector(`[data-${name}]`);
const field = part.querySelector("input[name=price]");
const kept = `offer ${location.pathname}`;

let ends = null;
let isLeaving = false;

const show = (said) => {
  if (isLeaving) return;
  if (said.phase !== state.phase || said.step !== state.step) {
    isLeaving = true;
    if (field?.value) sessionStorage.setItem(kept, field.value);
    location.replace(location.pathname + location.search);
    return;
  }
  for (const name of ["said", "price", "rank"]) {
    const place = find(name);
    if (place && place.textContent !== said[name]) place.textContent = said[name];
  }
  ends = said.left === null ? null : performance.now() + said.left * 1000;
  tick();
};

const tick = () => {
  const seconds = ends === null ? null : Math.max(0, Math.round((ends - performance.now()) / 1000));
  find("left").textContent = seconds === null ? "" : left.replace("%{minutes}", Math.floor(seconds / 60)).replace("%{seconds}", seconds % 60);
};

const ask = async () => {
  try {
    const answer = await fetch(stateAt);
    if (answer.ok) show(await answer.json());
  } catch { /* no connection: asked again in a moment */ }
  if (!isLeaving) setTimeout(ask, ASK_EVERY);
};

if (field && !field.value) field.value = sessionStorage.getItem(kept) ?? "";
sessionStorage.removeItem(kept);
show(state);
setInterval(tick, 1000);
if (state.phase !== "over") {
  const stream = new EventSource(eventsAt);
  stream.addEventListener("state", (event) => show(JSON.parse(event.data)));
  stream.addEventListener("error", () => {
    if (stream.readyState === EventSource.CLOSED) ask();
  });
}
