// LiveSplit's server: its line protocol over TCP and over WebSocket, around a real timer.
//
//     node server.mjs '{"port": 16834, "websocketPort": 16835, "names": ["BoB (1)", "Bowser"]}'
//
// Options besides those of the timer: `isOld` for a LiveSplit that does not know `getsplitcount` and
// `getsplitname`, and ends its lines otherwise.

import { createServer } from "node:net";
import { Timer, now, obey, require } from "./timer.mjs";

const { WebSocketServer } = require("ws");
let options = JSON.parse(process.argv[2]);
let timer = new Timer(options);
let received = []; // the commands that came, with the time at which they did
let delay = 0; // milliseconds before each answer
const connections = new Set();

const COMMANDS = {
    starttimer: () => timer.start(),
    split: () => timer.split(),
    unsplit: () => timer.undo(),
    skipsplit: () => timer.skip(),
    reset: () => timer.reset(),
    pause: () => timer.pause(),
    resume: () => timer.resume(),
    startorsplit: () => (timer.phase === "Running" ? timer.split() : timer.start()),
};
const QUESTIONS = {
    getsplitindex: () => timer.index,
    getcurrenttimerphase: () => timer.phase,
    getcurrentsplitname: () => timer.names[timer.index] ?? "-",
    ping: () => "pong",
};
const NEWER_QUESTIONS = {
    getsplitcount: () => timer.names.length,
    getsplitname: (index) => timer.names[index] ?? "-",
};

/** Does what a line says; returns the answer, or nothing where LiveSplit gives none. */
function handle(line) {
    const [word, argument] = line.split(" ");
    if (word in COMMANDS) {
        received.push([word, now()]);
        COMMANDS[word]();
        return undefined;
    }
    const question = QUESTIONS[word] ?? (options.isOld ? undefined : NEWER_QUESTIONS[word]);
    return question && (String(question(argument)) || undefined);
}

/** Handles lines one after the other, each after the delay. */
function handler(answer) {
    let last = Promise.resolve();
    return (line) => {
        if (!delay) return reply(line);
        last = last.then(() => new Promise((done) => setTimeout(done, delay))).then(() => reply(line));
    };
    function reply(line) {
        const said = handle(line);
        if (said !== undefined) answer(said);
    }
}

createServer((socket) => {
    connections.add(socket);
    socket.setNoDelay(true);
    socket.on("error", () => {});
    socket.on("close", () => connections.delete(socket));
    const take = handler((said) => socket.writable && socket.write(said + (options.isOld ? "\r\n" : "\n")));
    let rest = "";
    socket.on("data", (data) => {
        const lines = (rest + data).split("\n");
        rest = lines.pop();
        lines.forEach((line) => take(line.replace(/\r$/, "")));
    });
}).listen(options.port, "127.0.0.1", () => {
    const server = new WebSocketServer({ port: options.websocketPort, host: "127.0.0.1", path: "/livesplit" });
    server.on("connection", (socket, request) => {
        connections.add(request.socket);
        socket.on("close", () => connections.delete(request.socket));
        const take = handler((said) => socket.send(said));
        socket.on("message", (data) => take(String(data)));
    });
    server.on("listening", () => console.log("ready"));
});

obey({
    renew: (newOptions) => {
        options = newOptions;
        timer = new Timer(options);
        [received, delay] = [[], 0];
    },
    player: (action) => timer[action](), // at the timer itself
    place: () => [timer.phase, timer.index],
    received: () => received,
    hang_up: () => connections.forEach((socket) => socket.destroy()),
    answer_after: (milliseconds) => void (delay = milliseconds),
});
