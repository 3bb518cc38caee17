// The page: brings the steps together and begins where this tab was.

import "./email.js";
import "./code.js";
import "./link.js";
import "./password.js";
import "./support.js";

import { look } from "./code.js";
import { arrive } from "./link.js";
import { element, shown } from "./screens.js";
import { forget, keep, session } from "./session.js";
import { begin, go, restart } from "./way.js";

for (const button of document.querySelectorAll("[data-go]")) button.addEventListener("click", () => go(targetOf(button)));
for (const button of document.querySelectorAll("[data-restart]")) button.addEventListener("click", restart);

element("language").addEventListener("change", ({ target }) => {
    keep({ screen: shown() });
    const address = new URL(location.href);
    address.searchParams.set("locale", target.value);
    location.replace(address);
});

addEventListener("hashchange", () => readFragment() && begin());

readFragment();
begin();
look();

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
