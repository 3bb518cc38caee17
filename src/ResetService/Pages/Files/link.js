// The owner's link: it opens the reset when a person presses, and not before. Mail scanners follow links too.

import { call, here } from "./api.js";
import { explain } from "./problems.js";
import { onSubmit } from "./screens.js";
import { forget, keep, session } from "./session.js";
import { moveOn, screen } from "./way.js";

screen("link", () => session.link);

/** Takes what a link carries: an id and a token. */
export function arrive(link) {
    if (!link) return false;

    const [id, token] = link.split(".");
    keep({ link: { id, token } });
    return true;
}

onSubmit(document.querySelector("#link form"), async () => {
    const { id, token } = session.link;
    const { ticketId, pass, expiresAt, passwordPolicy } = await call("POST", `v1/links/${id}/confirmation`, { secret: token, body: {} });
    forget();
    keep({ until: here(expiresAt), pass: { ticketId, pass, passwordPolicy } });
    moveOn("password");
}, explain);
