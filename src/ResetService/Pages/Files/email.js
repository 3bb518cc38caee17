// Steps 1 to 4: the address, the slide, and the ticket they open.

import { call, here, pause } from "./api.js";
import { explain } from "./problems.js";
import * as proof from "./proof.js";
import { element, failed, onSubmit, say, wrong } from "./screens.js";
import { forget, keep, session } from "./session.js";
import { isSlid, reset, slide } from "./slide.js";
import { text } from "./texts.js";
import { go, screen } from "./way.js";

const form = document.querySelector("#email form");
const address = element("address");

// Each level of difficulty may be asked for once, and one proof may have expired.
const proofsAtMost = 6;

screen("email", () => true, () => {
    address.value = session.email ?? "";
    reset();
});

// The work begins as soon as there is somebody, so that it is done by the time they have slid. What fails is made again when it is needed.
const prepare = () => proof.prepare().catch(() => {});
address.addEventListener("input", prepare, { once: true });
address.addEventListener("input", () => keep({ email: address.value }));

slide(prepare, async () => {
    failed(form, "");
    try {
        await proof.prepare();
        return true;
    } catch (problem) {
        explain(problem, form);
        return false;
    }
});

onSubmit(form, async () => {
    const email = tidy(address.value);
    if (email === "") return wrong("address", text("email-missing"));
    if (!looksRight(email)) return wrong("address", text("email-invalid"));
    if (!isSlid()) return wrong("slide", text("slide-missing"));

    const { id, token, methods, expiresAt } = await openTicket(email);
    forget();
    keep({ email, until: here(expiresAt), ticket: { id, token, email, hint: methods[0].hint } });
    go("method");
}, (problem, where) => {
    if (problem.code === "human-check-failed") reset();
    explain(problem, where);
});

/** Spaces around it, what an input method makes of "@", and how a copied link begins, are no mistakes. */
export const tidy = typed => typed.trim().replace(/^mailto:/i, "").replace("＠", "@");

// What is certainly wrong. The service itself judges by the grammar.
export const looksRight = email => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email);

async function openTicket(email) {
    const { storefront } = document.documentElement.dataset;
    for (let attempt = 1; ; attempt++) {
        const solved = await proof.prepare();
        proof.spend();
        try {
            const body = { email, proof: solved, storefront, locale: document.documentElement.lang };
            return await call("POST", "v1/reset-tickets", { body, once: solved !== undefined });
        } catch (problem) {
            if (solved === undefined || attempt === proofsAtMost || !(await anotherProof(problem, attempt))) throw problem;
        }
    }
}

/** Starts on the proof for the next try, where there is sense in one: the service may ask for more work, or what was solved may be too old. */
async function anotherProof({ code, members, retryAfter }, attempt) {
    if (code === "service-unavailable") await pause(retryAfter, attempt - 1);
    else if (code !== "human-check-failed") return false;

    if (members.challenge) say("checking-longer");
    proof.prepare(members.challenge);
    return true;
}
