// One screen at a time; what is shown for a while; what is wrong.

import { text, write } from "./texts.js";

const steps = { email: 0, method: 1, send: 1, support: 1, code: 2, link: 2, password: 3, done: 4 };
const status = document.getElementById("status");
const title = document.title;

// An answer that comes sooner needs no word.
const noticeable = 500;

export const element = id => document.getElementById(id);

/** Writes a text into its place on a screen. */
export const fill = (screen, key, values) => write(element(screen).querySelector(`[data-text~="${key}"]`), key, values);

/** Shows a screen, and leads whoever can't see it to its heading. */
export function show(name, { focus = true } = {}) {
    for (const section of document.querySelectorAll("main > section")) section.hidden = section.id !== name;

    const items = document.querySelectorAll(".steps li");
    items[0].parentElement.hidden = !(name in steps);
    items.forEach((item, index) => {
        item.classList.toggle("past", index < steps[name]);
        if (index === steps[name]) item.setAttribute("aria-current", "step");
        else item.removeAttribute("aria-current");
    });

    const heading = element(name).querySelector("h1");
    document.title = name === "email" ? title : `${heading.textContent} · ${title}`;
    scrollTo(0, 0);
    if (focus) heading.focus({ preventScroll: true });
}

export const shown = () => document.querySelector("main > section:not([hidden])").id;

/** Says something that passes, to eyes and ears. */
export function say(key, values) {
    status.textContent = text(key, values);
}

export function silence() {
    status.textContent = "";
}

/** Runs what a form stands for: once at a time, with a word where it takes long, and without the errors of the last try. */
export function onSubmit(form, work, explain) {
    form.addEventListener("submit", async event => {
        event.preventDefault();
        if (form.getAttribute("aria-busy") === "true") return;

        clear(form);
        form.setAttribute("aria-busy", "true");
        const soon = setTimeout(() => status.textContent || say("working"), noticeable);
        try {
            await work();
        } catch (problem) {
            explain(problem, form);
        } finally {
            clearTimeout(soon);
            form.setAttribute("aria-busy", "false");
            silence();
        }
    });
}

/** Says what is wrong with a field, and leads there. */
export function wrong(id, words) {
    element(`${id}-error`).textContent = words;
    const field = element(id);
    field.setAttribute("aria-invalid", "true");
    field.focus();
    field.select?.();
}

/** Says why a form could not be sent. */
export function failed(form, words) {
    form.querySelector("[role=alert]").textContent = words;
}

function clear(form) {
    for (const error of form.querySelectorAll(".error")) error.textContent = "";
    for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
}

/** A mistake that is being mended is none any more. */
export function mended(field) {
    if (!field.hasAttribute("aria-invalid")) return;

    field.removeAttribute("aria-invalid");
    element(`${field.id}-error`).textContent = "";
}

document.addEventListener("input", ({ target }) => mended(target));
