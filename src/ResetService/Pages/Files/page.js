// The page: brings the steps together and begins where this tab was.

import "./email.js";
import "./code.js";
import "./link.js";
import "./password.js";
import "./support.js";

import { look } from "./code.js";
import { arrive } from "./link.js";
import { element, shown } from "./screens.js";
import { keep } from "./session.js";
import { begin, go, restart } from "./way.js";

for (const button of document.querySelectorAll("[data-go]")) button.addEventListener("click", () => go(button.dataset.go));
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

/** What a link brings along: the owner's secret, or an address. Neither stays where a glance or a history could find it. */
function readFragment() {
    const fragment = new URLSearchParams(location.hash.slice(1).replaceAll("+", "%2B"));
    if (location.hash) history.replaceState(history.state, "", location.pathname + location.search);

    const email = fragment.get("email");
    if (email !== null) keep({ email });
    return arrive(fragment.get("link")) || email !== null;
}
