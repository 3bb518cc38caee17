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

const contact = element("contact");
const message = element("message");

// The form is written to the end, whatever language it is gone on with.
for (const field of [contact, message]) field.addEventListener("input", () => keep({ draft: { contact: contact.value, message: message.value } }));

screen("support", () => session.ticket && !session.case, () => {
    contact.value = session.draft?.contact ?? "";
    message.value = session.draft?.message ?? "";
});
screen("supported", () => session.case, () => {
    fill("supported", "supported-text", { address: session.case.contactEmail });
    element("supported").querySelector(".number").textContent = session.case.reference;
});

onSubmit(document.querySelector("#support form"), async () => {
    const contactEmail = tidy(contact.value);
    const words = message.value.replace(/[^\P{Cc}\n\r\t]/gu, " ").trim(); // what some programs paste along is no text to the service
    const tooMany = [...words].length - atMost;
    if (contactEmail === "") return wrong("contact", text("email-missing"));
    if (!looksRight(contactEmail)) return wrong("contact", text("email-invalid"));
    if (words === "") return wrong("message", text("message-missing"));
    if (tooMany > 0) return wrong("message", text("message-too-long", { count: tooMany }));

    const { id, token } = session.ticket;
    const { reference } = await call("POST", `v1/reset-tickets/${id}/support-requests`, { secret: token, body: { contactEmail, message: words } });
    keep({ case: { reference, contactEmail }, draft: undefined });
    moveOn("supported");
}, explain);
