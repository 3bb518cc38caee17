// "Slide to verify": a native range, so that dragging, keys and assistive technology all work, and a tap on its end too. There it stays.

import { mended } from "./screens.js";
import { text } from "./texts.js";

const input = document.getElementById("slide");
const box = input.parentElement;
const label = box.querySelector("label");

// Let go from here on, it runs to the end by itself. The rest of the way is wider than a finger, for those who tap there.
const closeEnough = 80;

// Percent: a hand moves smoothly, five presses of a key are enough.
const handStep = 1;
const keyStep = 20;

export const isSlid = () => box.dataset.state !== "open";

/**
 * @param begun Called when someone begins to slide.
 * @param verify Called at the end; the slide turns green when what it returns is true, and goes back when it is false.
 */
export function slide(begun, verify) {
    const finish = async () => {
        if (isSlid()) return;

        mended(input);
        show("checking", "slide-checking");
        if (await verify()) show("verified", "slide-verified");
        else reset();
    };

    input.addEventListener("pointerdown", () => {
        input.step = handStep;
        begun();
    });
    input.addEventListener("keydown", event => {
        input.step = keyStep;
        begun();
        if (event.key !== "Enter" || isSlid()) return;

        event.preventDefault(); // it would send the form
        finish();
    });
    input.addEventListener("input", () => {
        move(isSlid() ? 100 : input.value);
        if (input.value === "100") finish();
    });
    input.addEventListener("change", () => settle(input.value));
    input.addEventListener("click", event => settle(placeOf(event))); // not every browser moves a range to where it is tapped

    function settle(place) {
        if (isSlid()) return;
        if (place >= closeEnough) finish();
        else if (Number(input.step) === handStep) rest();
    }

    reset();
}

/** Back to the start, for another try. */
export function reset() {
    rest();
    show("open", "slide-label");
}

// Assistive technology may move it without a key or a pointer: that is no hand.
function rest() {
    move(0);
    input.step = keyStep;
}

function show(state, words) {
    if (state !== "open") move(100);
    box.dataset.state = state;
    label.textContent = text(words);
    if (state !== "open") input.setAttribute("aria-valuetext", text(words));
}

function move(value) {
    input.value = value;
    input.setAttribute("aria-valuetext", `${value}%`);
    box.style.setProperty("--at", value / 100);
}

function placeOf(event) {
    const track = input.getBoundingClientRect();
    const fromLeft = (event.clientX - track.left) / track.width * 100;
    return document.documentElement.dir === "rtl" ? 100 - fromLeft : fromLeft;
}
