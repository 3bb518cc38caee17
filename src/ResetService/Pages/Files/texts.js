// The page's texts, in the subset of ICU's message syntax that the service's own reader takes.

const language = document.documentElement.lang;
const texts = JSON.parse(document.getElementById("texts").textContent);
const plurals = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(language);
const twoDigits = new Intl.NumberFormat(language, { minimumIntegerDigits: 2 });
const times = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" });
const spans = new Intl.RelativeTimeFormat(language);

export function text(key, values) {
    return [...format(texts[key], values)].map(part => part.value ?? part).join("");
}

/** Writes a text whose values are elements of their own: an address must not turn a sentence of another direction around. */
export function write(element, key, values) {
    element.replaceChildren(...[...format(texts[key], values)].map(part => typeof part === "string" ? part : isolated(part.value)));
}

/** A time of day. */
export const time = moment => times.format(moment);

/** A span that counts down, as 0:59. */
export const countdown = milliseconds => {
    const seconds = Math.floor(milliseconds / 1000);
    return `${numbers.format(Math.floor(seconds / 60))}:${twoDigits.format(seconds % 60)}`;
};

/** A span from now, as "in 3 minutes": rounded up, so that whoever waits that long does not come too early. */
export function fromNow(seconds) {
    if (seconds < 60) return spans.format(seconds, "second");
    return seconds < 3600 ? spans.format(Math.ceil(seconds / 60), "minute") : spans.format(Math.ceil(seconds / 3600), "hour");
}

function isolated(value) {
    const element = document.createElement("bdi");
    element.textContent = value;
    return element;
}

function* format(message, values, count) {
    let plain = 0;
    for (let at = 0; at < message.length; at++) {
        const isCount = message[at] === "#" && count !== undefined;
        if (!isCount && message[at] !== "{") continue;

        yield message.slice(plain, at);
        if (isCount) {
            yield numbers.format(count);
        } else {
            const end = closing(message, at);
            yield* argument(message.slice(at + 1, end), values);
            at = end;
        }
        plain = at + 1;
    }
    yield message.slice(plain);
}

function* argument(source, values) {
    const [, name, branches] = /^\s*(\w+)\s*(?:,\s*plural\s*,(.*))?$/s.exec(source);
    const value = values[name];
    if (branches === undefined) {
        yield { value };
        return;
    }

    const branch = new Map();
    for (const start = /(=?\w+)\s*\{/g; ;) {
        const found = start.exec(branches);
        if (!found) break;

        const open = start.lastIndex - 1;
        const end = closing(branches, open);
        branch.set(found[1], branches.slice(open + 1, end));
        start.lastIndex = end + 1;
    }
    yield* format(branch.get(`=${value}`) ?? branch.get(plurals.select(value)) ?? branch.get("other"), values, value);
}

function closing(message, open) {
    for (let at = open, depth = 0; ; at++) {
        if (message[at] === "{") depth++;
        else if (message[at] === "}" && --depth === 0) return at;
    }
}
