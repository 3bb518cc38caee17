-- Says how a ticket stands.
-- KEYS[1] the ticket   ARGV[2] digest of the token
-- Returns {'ok', state, kind or '', when it expires, wrong tries, mails sent, when a resend is due or 0}, or a refusal
local state, held, kind, expires, attempts, sends, resend = unpack(redis.call('HMGET', KEYS[1],
  'state', 'token', 'kind', 'expires', 'attempts', 'sends', 'resend'))
expires = tonumber(expires)

local known = {open = true, codeRequested = true, linkSent = true, locked = true, confirmed = true}
if not known[state] or held ~= ARGV[2] or not expires or now >= expires then return {'ticket-not-found'} end
return {'ok', state, kind or '', expires, tonumber(attempts) or 0, tonumber(sends) or 0, tonumber(resend) or 0}
