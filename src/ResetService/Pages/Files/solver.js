// A worker: finds the counter whose key begins as the challenge says (ALTCHA's protocol v2, PBKDF2/SHA-256).

// Attempts at a time: the browser spreads them over its cores.
const atOnce = Math.min(Math.max(navigator.hardwareConcurrency || 2, 2), 8);

onmessage = async ({ data: challenge }) => {
    const nonce = bytes(challenge.nonce);
    for (let first = 0; ; first += atOnce) {
        const keys = await Promise.all(Array.from({ length: atOnce }, (_, next) => derive(challenge, nonce, first + next)));
        const found = keys.findIndex(key => key.startsWith(challenge.keyPrefix));
        if (found < 0) continue;

        postMessage({ counter: first + found, derivedKey: keys[found] });
        return;
    }
};

// What a promise throws would reach nobody: thrown again, it reaches the page.
onunhandledrejection = ({ reason }) => {
    throw reason;
};

async function derive(challenge, nonce, counter) {
    const password = new Uint8Array(nonce.length + 4);
    password.set(nonce);
    new DataView(password.buffer).setUint32(nonce.length, counter);

    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const derivation = { name: "PBKDF2", hash: "SHA-256", salt: bytes(challenge.salt), iterations: challenge.cost };
    return hex(await crypto.subtle.deriveBits(derivation, key, 8 * challenge.keyLength));
}

const bytes = text => Uint8Array.from(text.match(/../g), byte => parseInt(byte, 16));

const hex = buffer => Array.from(new Uint8Array(buffer), byte => byte.toString(16).padStart(2, "0")).join("");
