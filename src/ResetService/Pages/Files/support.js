// Whoever can't open the mailbox any more writes to a person.

import { call } from "./api.js";
import { looksRight, tidy } from "./email.js";
import { explain } from "./problems.js";
import { element, fill, onSubmit, wrong } from "./screens.js";
import { keep, session } from "./session.js";
import { text } from "./texts.js";
import { moveOn, screen } from "./way.js";

// As many characters as requestSupport takes.
const atMost = 2000;

const message = element("message");

screen("support", () => session.ticket && !session.case);
screen("supported", () => session.case, () => {
    fill("supported", "supported-text", { address: session.case.contactEmail });
    element("supported").querySelector(".number").textContent = session.case.reference;
});

onSubmit(document.querySelector("#support form"), async () => {
    const contactEmail = tidy(element("contact").value);
    const words = message.value.trim();
    const tooMany = [...words].length - atMost;
    if (contactEmail === "") return wrong("contact", text("email-missing"));
    if (!looksRight(contactEmail)) return wrong("contact", text("email-invalid"));
    if (words === "") return wrong("message", text("message-missing"));
    if (tooMany > 0) return wrong("message", text("message-too-long", { count: tooMany }));

    const { id, token } = session.ticket;
    const { reference } = await call("POST", `v1/reset-tickets/${id}/support-requests`, { secret: token, body: { contactEmail, message: words } });
    keep({ case: { reference, contactEmail } });
    moveOn("supported");
}, explain);
