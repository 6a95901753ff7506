"use strict";
// Shows what the server says is next, and sends what the person says of it.

const WORDS = { b: "121", w: "122", x: "no_counter", Delete: "no_counter", s: "skip" };
const SCREENS = { black: "121", white: "122" };

const element = (id) => document.getElementById(id);
let state = null; // what the server told last
let typed = "";
let shownAt = Infinity; // since when the picture is seen, in the clock of the key events

async function ask(name, request) {
  const options = request && {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(request),
  };
  let answer = null;
  try {
    answer = await fetch(name, options);
  } catch {
    // told below
  }
  if (!answer?.ok) {
    tell("The star counter does not answer: has it been ended? Start it again in the terminal.");
    return;
  }
  state = await answer.json();
  await show();
}

async function show() {
  const isOver = state.number === null;
  typed = "";
  shownAt = Infinity;
  tell(state.note);
  element("progress").textContent = isOver ? "" : `${state.decided + 1} of ${state.total}`;
  element("from").textContent = isOver ? "" : state.player;
  element("bar").value = state.decided / state.total;
  element("asking").hidden = isOver;
  element("end").hidden = !isOver;
  if (isOver) {
    element("summary").textContent = state.summary;
  } else {
    showAnswer();
    element("picture").src = `picture/${state.number}`;
    await element("picture").decode().catch(() => tell("This picture cannot be shown: is it damaged?"));
  }
  shownAt = performance.now();
}

function showAnswer() {
  const share = state.percent === null ? "" : `the model gives it ${state.percent} %`;
  element("count").textContent = typed || state.guess || "?";
  element("count").className = typed ? "typed" : "";
  element("how").textContent = typed ? "Enter to confirm" : share;
}

function tell(note) {
  element("note").textContent = note;
}

async function confirmCount() {
  const verdict = typed || SCREENS[state.guess] || state.guess;
  if (!verdict) {
    tell("Type the count that the picture shows.");
  } else if (typed && Number(typed) > state.most) {
    tell(`The game has ${state.most} stars at most.`);
    typed = "";
    showAnswer();
  } else {
    await ask("decide", { number: state.number, verdict: String(typed ? Number(typed) : verdict) });
  }
}

async function press({ key, at }) {
  if (/^[0-9]$/.test(key)) {
    typed = (typed + key).slice(0, 3);
    showAnswer();
  } else if (key === "Backspace") {
    typed = typed.slice(0, -1);
    showAnswer();
  } else if (key === "Escape") {
    typed = "";
    showAnswer();
  } else if (at < shownAt) {
    // It was meant for the picture before: nothing is decided on a picture that was not seen.
  } else if (key === "u") {
    await ask("undo", {});
  } else if (state.number === null) {
    // Nothing more to decide.
  } else if (key === "Enter") {
    await confirmCount();
  } else {
    await ask("decide", { number: state.number, verdict: WORDS[key] });
  }
}

// Keys wait for the answer to the one before: none is lost, however fast they come.
const waiting = [];
let isBusy = false;

async function enqueue(key, at) {
  waiting.push({ key, at });
  if (isBusy) return;
  isBusy = true;
  while (waiting.length) await press(waiting.shift());
  isBusy = false;
}

document.addEventListener("keydown", (event) => {
  const isUndo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
  if (!isUndo && (event.ctrlKey || event.metaKey || event.altKey)) return;
  const key = isUndo ? "u" : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isOurs = /^[0-9u]$/.test(key) || key in WORDS || ["Enter", "Backspace", "Escape"].includes(key);
  // A button that has the focus is pressed by Enter itself.
  if (!isOurs || (key === "Enter" && event.target.closest("button"))) return;
  event.preventDefault();
  if (!event.repeat && state) enqueue(key, event.timeStamp);
});

document.addEventListener("click", (event) => {
  const key = event.target.closest("button")?.dataset.key;
  if (key && state) enqueue(key, event.timeStamp);
  event.target.closest("button")?.blur(); // so that Enter is the answer again
});

element("done").addEventListener("click", async () => {
  await ask("done", {});
  document.body.textContent = "The star counter has ended. You can close this page.";
});

ask("state");
