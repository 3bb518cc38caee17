// The language of the page. One that was chosen is this tab's from then on: "back" leads to pages from before.

import { element, shown } from "./screens.js";
import { keep, session } from "./session.js";

const select = element("language");
const spoken = document.documentElement.lang;

// Keys walk through a closed list, and each step is a "change" already: what they have reached is chosen by Enter, or by going on.
let isWalking = false;
select.addEventListener("keydown", ({ key }) => {
    if (key === "Enter") return choose();

    isWalking = true;
    setTimeout(() => isWalking = false);
});
select.addEventListener("change", () => isWalking || choose());
select.addEventListener("blur", choose);

function choose() {
    if (select.value === spoken) return;

    keep({ language: select.value, isJustChosen: true });
    reload(shown());
}

/** @returns Whether the page is in the language that was chosen. If it isn't, it is loaded anew. */
export function isAsChosen() {
    const { language, isJustChosen } = session;
    const isOffered = [...select.options].some(({ value }) => value === language);
    const isAskedFor = new URLSearchParams(location.search).get("locale") === language;
    if (isOffered && !isAskedFor && language !== spoken) {
        reload(history.state?.screen);
        return false;
    }

    keep({ isJustChosen: undefined });
    if (isJustChosen) select.focus();
    return true;
}

function reload(screen) {
    keep({ screen });
    const address = new URL(location.href);
    address.searchParams.set("locale", session.language);
    location.replace(address);
}
