// LiveSplit One's side: a WebSocket client around a real timer, which takes JSON commands.
//
//     node livesplit_one.mjs '{"port": 16834, "names": ["BoB (1)", "Bowser"]}'
//
// livesplit-core 0.10.2 does not handle the commands itself yet, so the answers follow its later
// src/networking/server_protocol.rs.

import { Timer, now, obey, require } from "./timer.mjs";

const WebSocket = require("ws");
let options = JSON.parse(process.argv[2]);
let timer = new Timer(options);
let received = [];
let asked = null; // the answers that wait while a question is open in the window
let isBusy = false; // a menu is open

const COMMANDS = {
    start: [() => timer.start(), "Started", { Running: "RunAlreadyInProgress", Paused: "RunAlreadyInProgress" }],
    split: [() => timer.split(), "Splitted", {}],
    undoSplit: [() => timer.undo(), "SplitUndone", {}],
    skipSplit: [() => timer.skip(), "SplitSkipped", {}],
    reset: [() => timer.reset(), "Reset", {}],
    pause: [() => timer.pause(), "Paused", { Paused: "AlreadyPaused", Ended: "RunFinished" }],
    resume: [() => timer.resume(), "Resumed", { Running: "NotPaused", Ended: "RunFinished" }],
};

/** Why a command is refused in a phase. */
function refusal(name, phase) {
    if (isBusy) return "Busy";
    const errors = COMMANDS[name][2];
    if (phase in errors) return errors[phase];
    if (phase === "NotRunning" && name !== "start") return "NoRunInProgress";
    if (name === "split" && phase === "Ended") return "RunFinished";
    if (name === "split" && phase === "Paused") return "TimerPaused";
    if (name === "undoSplit" && timer.index === 0) return "CantUndoFirstSplit";
    if (name === "skipSplit" && timer.index >= timer.names.length - 1) return "CantSkipLastSplit";
    return null;
}

function handle(message) {
    const name = message.command;
    if (name === "getCurrentState") {
        const hasIndex = ["Running", "Paused"].includes(timer.phase);
        return { success: { state: timer.phase, ...(hasIndex && { index: timer.index }) } };
    }
    if (name === "getSegmentName") {
        const segment = timer.names[message.index];
        return segment === undefined ? { error: { code: "InvalidIndex" } } : { success: segment };
    }
    if (name === "ping") return { success: null };
    if (!(name in COMMANDS)) return { error: { code: "InvalidCommand", message: "unknown variant" } };
    received.push([name, now()]);
    const code = refusal(name, timer.phase);
    if (code) return { error: { code } };
    const [act, event] = COMMANDS[name];
    act();
    send({ event });
    return { success: null };
}

function send(message) {
    const text = JSON.stringify(message);
    if (asked) asked.push(text);
    else socket?.send(text);
}

let socket = null;

/** Connects; a player whose attempt fails presses the button again, as long as there is that port. */
function connect(port) {
    const attempt = new WebSocket(`ws://127.0.0.1:${port}`, { origin: "https://one.livesplit.org" });
    attempt.on("open", () => (socket = attempt));
    attempt.on("message", (data) => send(handle(JSON.parse(String(data)))));
    attempt.on("close", () => socket === attempt && (socket = null));
    attempt.on("error", () => port === options.port && setTimeout(() => connect(port), 50));
}

connect(options.port);
console.log("ready");
obey({
    renew: (newOptions) => {
        options = newOptions;
        timer = new Timer(options);
        [received, asked, isBusy] = [[], null, false];
        socket?.terminate();
        connect(options.port);
    },
    player: (action) => timer[action](),
    place: () => [timer.phase, timer.index],
    received: () => received,
    hang_up: () => socket?.terminate(),
    connect: () => connect(options.port),
    ask: () => void (asked = []),
    answer: () => {
        const waiting = asked;
        asked = null;
        waiting.forEach((text) => socket?.send(text));
    },
    open_menu: (isOpen) => void (isBusy = isOpen),
});
