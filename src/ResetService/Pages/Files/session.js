// What this tab knows of its reset. It survives a reload and ends with the tab; no secret reaches an address, a cookie or another tab.

const name = `reset:${document.documentElement.dataset.storefront}`;

export const session = read();

export function keep(changes) {
    Object.assign(session, changes);
    save();
}

/** Forgets all of a reset but what is named. */
export function forget(...exceptions) {
    for (const member of Object.keys(session)) {
        if (member !== "language" && !exceptions.includes(member)) delete session[member];
    }
    save();
}

function read() {
    try {
        const kept = JSON.parse(sessionStorage.getItem(name)) ?? {};

        // A tab that comes back too late begins anew. One that is reloaded then learns from the service that its time is over.
        return kept.until < Date.now() && history.state === null ? { email: kept.email, language: kept.language } : kept;
    } catch {
        return {}; // a browser that forbids storage: the reset lives as long as the page
    }
}

function save() {
    try {
        sessionStorage.setItem(name, JSON.stringify(session));
    } catch {
        // as above
    }
}
