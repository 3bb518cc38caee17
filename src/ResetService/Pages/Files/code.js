// Steps 5 and 6: how to verify, the mail, and the code from it.

import { call, here } from "./api.js";
import { explain } from "./problems.js";
import { element, fill, onSubmit, say, shown, wrong } from "./screens.js";
import { keep, session } from "./session.js";
import { countdown, text, time } from "./texts.js";
import { end, go, moveOn, screen } from "./way.js";

const confirmation = element("confirmation");
const again = element("again");
const digits = element("digits");

const isUnderWay = () => session.ticket && !session.pass;
screen("method", isUnderWay, () => fill("method", "method-email-text", { address: session.ticket.hint }));
screen("send", isUnderWay, () => fill("send", "send-text", { address: session.ticket.hint }));
screen("code", () => isUnderWay() && session.sent, () => {
    digits.value = "";
    describe();
});

onSubmit(document.querySelector("#send form"), async () => {
    // Whoever comes back here has a code already: another one is asked for there, when its time has come.
    if (!session.sent) await sendCode();
    go("code");
}, explain);

onSubmit(again, async () => {
    if (timeToWait() > 0 || session.sent.sendsLeft === 0) return;

    again.querySelector(".help").textContent = "";
    await sendCode();
    describe();
    again.querySelector(".help").textContent = text("again-sent");
}, explain);

onSubmit(confirmation, async () => {
    if (!/\p{Nd}/u.test(digits.value)) return wrong("digits", text("code-missing"));

    const { pass, expiresAt, passwordPolicy } = await callTicket("POST", "/confirmation", { code: digits.value });
    keep({ until: here(expiresAt), pass: { ticketId: session.ticket.id, pass, passwordPolicy } });
    moveOn("password");
}, explain);

/** After a reload: how the ticket stands by now. */
export async function look() {
    if (!isUnderWay()) return;

    try {
        const { state, attemptsLeft, sendsLeft, resendAt } = await callTicket("GET", "");
        if (state === "locked") return end("locked");
        if (state === "confirmed") return end("elsewhere");

        if (session.sent) keep({ sent: { ...session.sent, attemptsLeft, sendsLeft, resendAt: here(resendAt) } });
    } catch (problem) {
        if (problem.code === "ticket-not-found") end("ended");
    }
}

async function sendCode() {
    const sent = await callTicket("POST", "/code");
    keep({ sent: { ...sent, attemptsLeft: session.sent?.attemptsLeft, expiresAt: here(sent.expiresAt), resendAt: here(sent.resendAt) } });
}

const callTicket = (method, rest, body) =>
    call(method, `v1/reset-tickets/${session.ticket.id}${rest}`, { secret: session.ticket.token, body });

function describe() {
    const { kind, sentTo, reference } = session.sent;
    const isCode = kind === "code";
    element("code").querySelector("h1").textContent = text(isCode ? "code-title" : "code-link-title");
    fill("code", isCode ? "code-sent" : "code-link-sent", { address: sentTo });
    fill("code", "reference", { reference });
    fill("code", "no-mail-address", { address: sentTo });
    confirmation.hidden = !isCode;
    again.querySelector(".help").textContent = session.sent.sendsLeft === 0 ? text("again-none") : "";
    tick();
}

/** What depends on the time. */
function tick() {
    const { expiresAt, attemptsLeft, sendsLeft } = session.sent;
    const life = expiresAt > Date.now() ? text("code-valid", { time: time(expiresAt) }) : text("code-over");
    element("digits-help").textContent = attemptsLeft === undefined || digits.hasAttribute("aria-invalid") ? life : `${life} ${text("tries-left", { count: attemptsLeft })}`;

    const wait = timeToWait();
    again.querySelector("button").setAttribute("aria-disabled", wait > 0 || sendsLeft === 0);
    again.querySelector(".countdown").textContent = wait > 0 && sendsLeft > 0 ? text("again-in", { time: countdown(Math.max(0, wait - lateness)) }) : "";
}

setInterval(() => shown() === "code" && tick(), 1000);

// The header that the service's clock is read from may be two seconds late: a click that comes late is fine, one that comes early is refused.
const lateness = 2000;

const timeToWait = () => Math.max(0, session.sent.resendAt - Date.now());
