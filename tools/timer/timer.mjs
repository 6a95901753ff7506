// A real timer (livesplit-core) that behaves as LiveSplit's does, and what is wrong with it on purpose.

import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";

// The packages lie in build/node, and not beside this file.
export const require = createRequire(join(process.env.NODE_FOLDER, "package.json"));
const core = require("livesplit-core");

// It prints all of itself, which is one line of 4 MB, where something is wrong elsewhere.
process.removeAllListeners("uncaughtException");
process.removeAllListeners("unhandledRejection");

const PHASES = ["NotRunning", "Running", "Ended", "Paused"];

/** The run with a time, in seconds, at which it starts: only a file of splits can tell it. */
function withOffset(run, offset) {
    const time = (offset < 0 ? "-" : "") + `00:00:${Math.abs(offset).toFixed(7).padStart(10, "0")}`;
    const splits = run.saveAsLss().replace(/<Offset>[^<]*</, `<Offset>${time}<`);
    const parsed = core.Run.parseString(splits, "", false);
    if (!parsed.parsedSuccessfully()) throw new Error("livesplit-core does not take the splits");
    return parsed.unwrap();
}

export class Timer {
    /** Options: `names` of the splits, `offset` in seconds at which the time starts. */
    constructor({ names, offset = 0 }) {
        this.names = names;
        const run = core.Run.new();
        run.setGameName("Super Mario 64");
        names.forEach((name) => run.pushSegment(core.Segment.new(name)));
        this.timer = core.Timer.new(offset ? withOffset(run, offset) : run);
        this.splits = core.SplitsComponent.new();
        this.splits.setVisualSplitCount(0); // all of them
        this.settings = core.GeneralLayoutSettings.default();
    }

    get phase() {
        return PHASES[this.timer.currentPhase()];
    }

    get index() {
        if (this.phase === "NotRunning") return -1;
        if (this.phase === "Ended") return this.names.length;
        return this.splits.stateAsJson(this.timer, this.settings).splits.findIndex((one) => one.is_current_split);
    }

    start() {
        this.timer.start();
    }

    split() {
        this.timer.split();
    }

    undo() {
        this.timer.undoSplit();
    }

    skip() {
        this.timer.skipSplit();
    }

    reset() {
        this.timer.reset(true);
    }

    pause() {
        // LiveSplit's own quirk: a pause starts a timer that is not running.
        if (this.phase === "NotRunning") this.timer.start();
        else this.timer.pause();
    }

    resume() {
        this.timer.resume();
    }
}

/** The time in seconds since 1970, exact to microseconds. */
export function now() {
    return (performance.timeOrigin + performance.now()) / 1000;
}

/** Does what the test asks for: a line of JSON such as ["player", "split"] each, answered by one line of JSON. */
export function obey(actions) {
    createInterface({ input: process.stdin }).on("line", (line) => {
        const [name, ...rest] = JSON.parse(line);
        console.log(JSON.stringify(actions[name](...rest) ?? null));
    });
    process.stdin.on("end", () => process.exit()); // the test is gone
}
