// A shop's server as a partner of ResetService. Its page calls it and nobody else; token and pass never leave this side.
// Node 20 or later, no packages: RESET=https://reset.example.com RESET_API_KEY=... PORT=3000 node partner-server.mjs
// The key comes from "partners new-key"; createResetTicket, sendCode, confirmCode and setPassword must be among its operations.
//   POST /forgot           {"email":"…"}                         a mail is on its way, if there is such an account
//   POST /forgot/again     {}                                    the same mail again, after a minute
//   POST /forgot/code      {"code":"…"}                          the six digits from it
//   POST /forgot/password  {"password":"…","passwordRepeat":"…"}
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

const { RESET, RESET_API_KEY, PORT } = process.env;
const ATTEMPTS = 5; // of a call
const resets = new Map(); // one for each customer on the way; a real shop keeps them in its sessions, for as long as a ticket lives

const steps = {
  async '/forgot'({ email }, reset, call) {
    const ticket = await call('POST', '', null, { email, locale: 'en', sendCode: true });
    Object.assign(reset, { id: ticket.id, token: ticket.token });
    return ticket.code; // kind link: the customer goes on by the mail itself
  },
  '/forgot/again': (_, reset, call) => call('POST', '/code', reset.token),
  async '/forgot/code'({ code }, reset, call) {
    const { pass, passwordPolicy } = await call('POST', '/confirmation', reset.token, { code });
    reset.pass = pass;
    return { passwordPolicy };
  },
  '/forgot/password': ({ password, passwordRepeat }, reset, call) => call('PUT', '/password', reset.pass, { password, passwordRepeat }),
};

// The same key each time: a call whose answer got lost happens once. Where it still runs its repetition is told to wait.
async function callService(client, path, method, secret, body) {
  const headers = {
    'X-Api-Key': RESET_API_KEY,
    'X-Client-Ip': client,
    'Idempotency-Key': randomUUID(),
    ...(secret && { Authorization: `Bearer ${secret}` }),
    ...(body && { 'Content-Type': 'application/json' }),
  };
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await fetch(`${RESET}/v1/reset-tickets${path}`, { method, headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout(10_000) });
      if (response.ok) return await response.json();
      const problem = await response.json();
      const later = ['service-unavailable', 'request-in-progress'].includes(problem.code);
      if (!later || attempt === ATTEMPTS) throw Object.assign(new Error(problem.code), { problem });
      await pause(1000 * response.headers.get('Retry-After'));
    } catch (failure) {
      if (failure.problem || attempt === ATTEMPTS) throw failure;
      await pause(1000);
    }
  }
}

createServer(async (request, response) => {
  const answer = (status, body) => response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }).end(JSON.stringify(body));
  const begins = request.url === '/forgot';
  const [, cookie] = /(?:^|; )reset=([0-9a-f-]{36})/.exec(request.headers.cookie ?? '') ?? [];
  const [session, reset] = begins ? [randomUUID(), {}] : [cookie, resets.get(cookie)];
  const step = request.method === 'POST' && reset && steps[request.url];
  if (!step) return answer(404, {});

  const client = request.socket.remoteAddress; // behind a proxy: what the proxy says
  try {
    const body = await json(request).catch(() => ({}));
    const result = await step(body, reset, (method, path, ...rest) => callService(client, (begins ? '' : `/${reset.id}`) + path, method, ...rest));
    resets.set(session, reset);
    response.setHeader('Set-Cookie', `reset=${session}; HttpOnly; Secure; SameSite=Strict; Path=/forgot`);
    answer(200, result);
  } catch ({ message, problem }) {
    // What the customer can mend reaches the page. What lies between the two servers is for this one's log.
    const theirs = problem && ![401, 403].includes(problem.status);
    if (!theirs) console.error(message);
    answer(theirs ? problem.status : 502, theirs ? problem : {});
  }
}).listen(PORT, () => console.log(`listening on ${PORT}`));
