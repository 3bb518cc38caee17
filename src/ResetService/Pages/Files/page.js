// The page: brings the steps together and begins where this tab was.

import "./email.js";
import "./code.js";
import "./link.js";
import "./password.js";
import "./support.js";

import { look } from "./code.js";
import { isAsChosen } from "./language.js";
import { arrive } from "./link.js";
import { forget, keep, session } from "./session.js";
import { begin, go, restart } from "./way.js";

for (const button of document.querySelectorAll("[data-go]")) button.addEventListener("click", () => go(targetOf(button)));
for (const button of document.querySelectorAll("[data-restart]")) button.addEventListener("click", restart);

addEventListener("hashchange", () => readFragment() && begin());

// Kept aside by the browser and shown again, it would know nothing of what the tab has done since.
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());

readFragment();
if (isAsChosen()) {
    begin();
    look();
}

// A reset has one case: whoever asks for support again is shown its number.
function targetOf({ dataset }) {
    return dataset.go === "support" && session.case ? "supported" : dataset.go;
}

/** What a link brings along: the owner's secret, or an address. Neither stays where a glance or a history could find it. */
function readFragment() {
    const fragment = new URLSearchParams(location.hash.slice(1).replaceAll("+", "%2B"));
    if (location.hash) history.replaceState(history.state, "", location.pathname + location.search);

    const email = fragment.get("email");
    if (email !== null) {
        if (email !== session.ticket?.email) forget(); // what has begun is another address's
        keep({ email });
    }
    return arrive(fragment.get("link")) || email !== null;
}
