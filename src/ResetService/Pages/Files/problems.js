// What each refusal of the service means to a person, and where it leads.

import { failed, wrong } from "./screens.js";
import { keep, session } from "./session.js";
import { fromNow, text } from "./texts.js";
import { end, moveOn } from "./way.js";

const ends = {
    "ticket-not-found": () => end(session.link ? "link-ended" : "ended"),
    "invalid-token": () => end("ended"),
    "ticket-locked": () => end("locked"),
    "already-confirmed": () => end("elsewhere"),
    "code-not-confirmed": () => end("ended"),
    "code-not-requested": () => moveOn("send"),
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

// A field that the service found wrong, by its name in the call.
const fields = {
    email: ["address", () => text("email-invalid")],
    contactEmail: ["contact", () => text("email-invalid")],
    message: ["message", () => text("message-missing")],
    code: ["digits", () => text("code-missing")],
    password: ["new-password", () => text("password-missing")],
    passwordRepeat: ["repeat", () => text("password-differs")],
};

/** Answers a problem where it arose: at the field, at the form, or by another screen. */
export function explain(problem, form) {
    const { code, members } = problem;
    const field = code === "invalid-request" && fields[Object.keys(members.errors ?? {})[0]];

    if (ends[code]) ends[code]();
    else if (field) wrong(field[0], field[1]());
    else if (code === "wrong-code") wrongCode(members.attemptsLeft);
    else if (code === "password-rejected") wrong("new-password", members.reasons.map(reason => reason.message).join(" "));
    else failed(form, words[code]?.(problem) ?? text("fault"));
}

function wrongCode(attemptsLeft) {
    if (attemptsLeft === 0) return end("locked");

    keep({ sent: { ...session.sent, attemptsLeft } });
    wrong("digits", text("code-wrong", { count: attemptsLeft }));
}
