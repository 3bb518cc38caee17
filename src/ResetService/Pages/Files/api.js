// Calls of the service. One that got no answer is made again, with the same Idempotency-Key, so that it happens once.

import { say, silence } from "./screens.js";

// Longer than the service itself waits for any of its parts.
const patience = 30_000;

// With pauses of 1, 2, 4, 8 and 15 s, a call gives up after half a minute: longer, and a person has given up before.
const pauses = [1, 2, 4, 8, 15];

let clockDifference = 0;

/** A refusal of the service, by its problem's code. */
export class Problem extends Error {
    constructor(code, members = {}, retryAfter = 0) {
        super(code);
        this.code = code;
        this.members = members;
        this.retryAfter = retryAfter;
    }
}

/** A moment of the service's clock on this device's, which may be minutes off. */
export const here = moment => new Date(moment).getTime() - clockDifference;

/**
 * @param secret What Authorization carries.
 * @param body What is sent as JSON.
 * @param quiet Shows nothing while it waits, and gives up at once.
 * @param once A body that can't be sent a second time after a refusal, because it holds a proof.
 */
export async function call(method, path, { secret, body, quiet = false, once = false } = {}) {
    const headers = { "Accept-Language": document.documentElement.lang };
    if (secret) headers.Authorization = `Bearer ${secret}`;
    if (body) headers["Content-Type"] = "application/json";
    if (method !== "GET") headers["Idempotency-Key"] = crypto.randomUUID();

    for (let attempt = 0; ; attempt++) {
        const answer = await send(path, { method, headers, body: body && JSON.stringify(body) });
        if (answer?.ok) return answer.body;

        const problem = answer ? refusal(answer) : new Problem("service-unavailable");
        const again = !answer || (problem.code === "service-unavailable" && !once) || problem.code === "request-in-progress";
        if (!again || quiet || attempt === pauses.length) throw problem;

        await pause(problem.retryAfter, attempt);
    }
}

/** Waits as long as the service asks for, and longer after each attempt, and says so. Whoever is offline waits until that is over. */
export async function pause(retryAfter, attempt) {
    const seconds = Math.max(retryAfter, pauses[attempt]);
    if (!navigator.onLine) {
        say("offline");
        await new Promise(resolve => addEventListener("online", resolve, { once: true }));
    } else {
        say("retrying", { seconds });
        await new Promise(resolve => setTimeout(resolve, seconds * 1000));
    }
    silence();
}

/** @returns The answer with its body, or null where none came whole, or one that can't be the service's: a network's own page, say. */
async function send(path, request) {
    const end = new AbortController();
    const timer = setTimeout(() => end.abort(), patience);
    try {
        const answer = await fetch(path, { ...request, cache: "no-store", credentials: "omit", signal: end.signal });
        const { ok, status, headers } = answer;
        const date = Date.parse(headers.get("Date"));
        if (date) clockDifference = date - Date.now();

        return { ok, status, headers, body: ok ? await answer.json() : await answer.json().catch(() => null) };
    } catch {
        return null;
    } finally {
        clearTimeout(timer);
    }
}

function refusal({ status, headers, body }) {
    // Without a code it is not the service's own: a proxy's page, in all likelihood because the service is away.
    const code = body?.code ?? (status >= 502 ? "service-unavailable" : "internal-error");
    return new Problem(code, body ?? {}, Number(headers.get("Retry-After")) || 0);
}
