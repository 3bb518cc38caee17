// Steps 7 and 8: the new password. Its rules tick themselves off; how strong it is, the service says.

import { call } from "./api.js";
import { explain } from "./problems.js";
import { element, mended, onSubmit, wrong } from "./screens.js";
import { forget, keep, session } from "./session.js";
import { text } from "./texts.js";
import { moveOn, screen } from "./way.js";

const form = document.querySelector("#password form");
const first = element("new-password");
const repeat = element("repeat");
const panel = element("rules");
const meter = document.querySelector(".meter");
const verdict = document.querySelector(".strength output");
const advice = document.querySelector(".advice");

// After the last key: the service is asked for words, not for letters.
const settled = 400;

// What the list of rules says already.
const ruled = ["too-short", "needs-digit", "needs-uppercase", "needs-lowercase", "too-guessable"];

let policy = {};
let rules = [];
let checked = {};
let timer;

screen("password", () => session.pass, () => {
    policy = session.pass.passwordPolicy;
    const { minLength, maxLength, mixBelow } = policy;
    const isMixed = mixBelow > minLength;
    const has = pattern => value => pattern.test(value) || lengthOf(value) >= mixBelow;

    rules = [
        rule(text("rule-length", { count: minLength }), value => lengthOf(value) >= minLength),
        ...(isMixed ? [rule(text("rule-digit"), has(/[0-9]/)), rule(text("rule-upper"), has(/[A-Z]/)), rule(text("rule-lower"), has(/[a-z]/))] : []),
        rule(text("rule-strength"), isStrong),
        rule(text("rule-equal"), value => value !== "" && value === repeat.value),
    ];
    panel.querySelector("ul").replaceChildren(...rules.map(({ item }) => item));
    panel.querySelector("p").textContent = isMixed && mixBelow <= maxLength ? text("rule-any", { count: mixBelow }) : "";
    form.username.value = session.ticket?.email ?? ""; // for password managers
    wipe();
    update();
}, wipe);

screen("done", () => session.done, () => element("done").querySelector("a").href = session.done.signInUrl);

onSubmit(form, async () => {
    const wrongThere = mistake();
    if (wrongThere) return wrong(...wrongThere);

    const { ticketId, pass } = session.pass;
    const body = { password: first.value, passwordRepeat: repeat.value };
    const { signInUrl } = await call("PUT", `v1/reset-tickets/${ticketId}/password`, { secret: pass, body });
    forget();
    keep({ done: { signInUrl } });
    moveOn("done");
}, explain);

function wipe() {
    first.value = repeat.value = "";
    checked = {};
}

/** What is wrong: the field and the words, or null. */
function mistake() {
    const value = first.value;
    const { maxLength } = policy;
    if (value === "") return ["new-password", text("password-missing")];
    if (lengthOf(value) > maxLength) return ["new-password", text("password-too-long", { count: maxLength })];
    if (value !== repeat.value) return ["repeat", text("password-differs")];

    // How strong the last letters make it may not be known yet: the service says so when the password is set.
    const open = rules.filter(({ isMet }) => !isMet(value) && (isMet !== isStrong || checked.value === value));
    return open.length > 0 ? ["new-password", text("password-rules")] : null;
}

first.addEventListener("input", () => {
    mended(repeat); // they may be equal by now
    update();
    clearTimeout(timer);
    timer = setTimeout(check, settled);
});
repeat.addEventListener("input", update);
element("show").addEventListener("change", ({ target }) => {
    first.type = repeat.type = target.checked ? "text" : "password";
});

async function check() {
    const value = first.value;
    if (!session.pass || value === "" || value === checked.value || lengthOf(value) > policy.maxLength) return;

    try {
        const { ticketId, pass } = session.pass;
        const answer = await call("POST", `v1/reset-tickets/${ticketId}/password-check`, { secret: pass, body: { password: value }, quiet: true });
        if (first.value === value) checked = { value, ...answer };
    } catch {
        return; // setPassword asks again, and says what is wrong
    }
    update();
}

function update() {
    const value = first.value;
    for (const { item, isMet } of rules) {
        const met = isMet(value);
        item.classList.toggle("met", met);
        item.querySelector("span").textContent = text(met ? "rule-met" : "rule-open");
    }

    const known = value !== "" && checked.value === value;
    meter.dataset.score = known ? checked.score : "";
    meter.setAttribute("aria-valuenow", known ? checked.score : 0);
    verdict.textContent = known ? text(`strength-${checked.score}`) : "";
    advice.textContent = (known && adviceOn(checked)) || text("password-tip");
}

// One sentence is read, a list is not.
const adviceOn = ({ reasons, advice: ideas }) => reasons.find(({ code }) => !ruled.includes(code))?.message ?? ideas[0];

const isStrong = value => checked.value === value && checked.score >= policy.minScore;

function rule(words, isMet) {
    const item = document.createElement("li");
    const state = document.createElement("span");
    state.className = "unseen";
    item.append(words, " ", state);
    return { item, isMet };
}

// In code points, as the policy counts.
const lengthOf = value => [...value].length;
