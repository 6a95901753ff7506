// The independent client `livesplit-client`: what it makes of the server at a port, as one line of JSON.

import { setTimeout as sleep } from "node:timers/promises";
import { require } from "./timer.mjs";

const Client = require("livesplit-client");
const client = new Client(`127.0.0.1:${process.argv[2]}`);
client.timeout = 500; // milliseconds
await client.connect();

const seen = [];
async function look() {
    const phase = await client.getCurrentTimerPhase();
    const index = await client.getSplitIndex();
    const name = await client.getCurrentSplitName();
    seen.push([phase.trim(), Number(index), name && name.trim()]);
}

await look();
for (const act of ["startTimer", "split", "skipSplit", "unsplit", "pause", "resume", "reset"]) {
    await sleep(20); // a split takes no effect at time 0
    client[act]();
    await look();
}
console.log(JSON.stringify(seen));
client.disconnect();
