// What each refusal of the service means to a person, and where it leads.

import { element, failed, wrong } from "./screens.js";
import { keep, session } from "./session.js";
import { fromNow, text } from "./texts.js";
import { end, moveOn } from "./way.js";

const ends = {
    "ticket-not-found": () => end(session.link ? "link-ended" : "ended"),
    "invalid-token": () => end(session.link ? "link-ended" : "ended"), // a link that lost its end on the way
    "ticket-locked": () => end("locked"),
    "already-confirmed": () => end("elsewhere"),
    "code-not-confirmed": () => end("ended"),
    "code-not-requested": () => {
        keep({ sent: undefined });
        moveOn("send");
    },
    "link-sent": () => {
        keep({ sent: { ...session.sent, kind: "link" } });
        moveOn("code");
    },
};

const words = {
    "invalid-request": () => text("refused"),
    "human-check-failed": ({ members }) => text(members.reason === "missing" ? "no-person-here" : "no-person"),
    "too-many-requests": ({ retryAfter }) => text("too-many", { when: fromNow(retryAfter) }),
    "request-in-progress": () => text("unavailable"),
    "service-unavailable": () => text("unavailable"),
};

// What the service found wrong with a field, by the field's name in the call.
const fields = {
    email: ["address", "email-invalid"],
    contactEmail: ["contact", "email-invalid"],
    message: ["message", "message-missing"],
    code: ["digits", "code-missing"],
    password: ["new-password", "password-missing"],
    passwordRepeat: ["repeat", "password-differs"],
};

/** Answers a problem where it arose: by another screen, at the field, or at the form. */
export function explain(problem, form) {
    const { code, members = {} } = problem; // a fault of the page has none
    if (code === "wrong-code" && members.attemptsLeft === 0) return end("locked");
    if (ends[code]) return ends[code]();

    const [field, wordsThere] = mistake(problem) ?? [];
    if (form.contains(element(field))) wrong(field, wordsThere);
    else failed(form, words[code]?.(problem) ?? text("fault"));
}

/** The field that a problem is about, and what to say of it. */
function mistake({ code, members = {} }) {
    if (code === "wrong-code") {
        keep({ sent: { ...session.sent, attemptsLeft: members.attemptsLeft } });
        return ["digits", text("code-wrong", { count: members.attemptsLeft })];
    }
    if (code === "password-rejected") return ["new-password", members.reasons.map(reason => reason.message).join(" ")];

    const [field, key] = fields[Object.keys(members.errors ?? {})[0]] ?? [];
    return field && [field, text(key)];
}
