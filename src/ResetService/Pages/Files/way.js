// The way through the screens: which can be reached, and what the browser's "back" means.

import { element, show, shown } from "./screens.js";
import { forget, keep, session } from "./session.js";
import { text } from "./texts.js";

const screens = new Map();

/**
 * @param isReachable Whether what this tab knows is enough for it.
 * @param enter Makes it ready to be shown.
 * @param leave Takes away what must not outlast it.
 */
export function screen(name, isReachable, enter = () => {}, leave = () => {}) {
    screens.set(name, { isReachable, enter, leave });
}

screen("over", () => session.over, () => {
    element("over").querySelector("h1").textContent = text(`${session.over}-title`);
    element("over").querySelector("h1 + p").textContent = text(`${session.over}-text`);
});

/** Begins where this tab was: at the same screen after a reload or in another language, else as far as the reset has come. */
export function begin() {
    const name = session.link ? "link" : nearest(history.state?.screen ?? session.screen);
    keep({ screen: undefined });
    history.replaceState({ screen: name }, "");
    enter(name, { focus: false });
}

/** Goes on to a screen, so that "back" leads back here. */
export function go(name) {
    history.pushState({ screen: name }, "");
    enter(name);
}

/** Goes on to a screen from which there is no way back. */
export function moveOn(name) {
    history.replaceState({ screen: name }, "");
    enter(name);
}

/** Ends a reset that can't go on. */
export function end(why) {
    forget("email");
    keep({ over: why });
    moveOn("over");
}

export function restart() {
    forget("email");
    moveOn("email");
}

addEventListener("popstate", ({ state }) => enter(nearest(state?.screen)));

function enter(name, options) {
    if (shown() !== name) screens.get(shown()).leave();
    screens.get(name).enter();
    show(name, options);
}

/** A screen if it can be reached, else the furthest that can. */
function nearest(name) {
    if (screens.get(name)?.isReachable()) return name;
    return ["password", "code", "method", "email"].find(furthest => screens.get(furthest).isReachable());
}
