// The proof that goes with a new ticket: a challenge of the service, solved in a worker while the person slides.

import { call, here, Problem } from "./api.js";

const solver = new URL("solver.js", import.meta.url).href;

// The one address that the page makes a script of: Trusted Types, which its policy demands, take no other.
const policy = globalThis.trustedTypes?.createPolicy("reset", { createScriptURL: () => solver });

// A proof must still be good when the call that brings it arrives, however slow the line.
const margin = 15_000;

let current;

/** Begins, where it has not begun already: on a challenge that the service handed out, or on a fresh one. */
export function prepare(challenge) {
    if (challenge) current = begin(Promise.resolve(challenge));
    else if (!current || current.expiresAt - margin < Date.now()) current = begin(call("GET", "v1/challenges"));
    return current.proof;
}

/** Forgets the proof: a call takes it along. */
export function spend() {
    current = undefined;
}

function begin(challenge) {
    const begun = { expiresAt: Infinity };
    begun.proof = challenge.then(async work => {
        begun.expiresAt = here(work.parameters.expiresAt * 1000);
        return encode(work, await solve(work.parameters));
    }).catch(problem => {
        if (problem instanceof Problem && problem.code === "not-found") return undefined; // no human check of this kind
        if (current === begun) current = undefined;
        throw problem;
    });
    return begun;
}

function solve(parameters) {
    return new Promise((resolve, reject) => {
        const worker = new Worker(policy?.createScriptURL("") ?? solver, { type: "module" });
        worker.onmessage = ({ data: solution }) => {
            worker.terminate();
            resolve(solution);
        };
        worker.onerror = () => {
            worker.terminate();
            reject(new Problem("internal-error"));
        };
        worker.postMessage(parameters);
    });
}

const encode = (challenge, solution) => btoa(JSON.stringify({ challenge, solution }));
