-- Step 2: counts a mail against the ticket's and the address's budgets, decides whether it carries a code or a link, and queues it.
-- KEYS[1] the ticket   KEYS[2] the address's guesses   KEYS[3] its mails of the hour   KEYS[4] of the day   KEYS[5] the mail queue
-- ARGV[2] digest of the token   ARGV[3] the ticket's id   ARGV[4] digest of the network   ARGV[5] a reference, for a fresh code
-- ARGV[6] a code's lifetime, ms   ARGV[7] pause between mails, ms   ARGV[8] mails for a ticket   ARGV[9] tries for an address
-- ARGV[10] mails for an address in an hour   ARGV[11] in a day   ARGV[12] where every mail carries a link: its lifetime, ms; else 0
-- Returns {'ok', kind, reference, deadline, when a resend is due, mails left, sealed address}, or a refusal
local ticket, guesses, hour, day, queue = unpack(KEYS)
local _, token, id, network, reference = unpack(ARGV)
local lifetime, pause, mails, tries, hourly, daily, linkLifetime = unpack(ARGV, 6)
lifetime, pause, mails, tries, hourly, daily, linkLifetime =
  tonumber(lifetime), tonumber(pause), tonumber(mails), tonumber(tries), tonumber(hourly), tonumber(daily), tonumber(linkLifetime)
local HOUR, DAY = 3600000, 86400000

local state, held, address, kind, created, expires, sends, resend, deadline, old = unpack(redis.call('HMGET', ticket,
  'state', 'token', 'address', 'kind', 'created', 'expires', 'sends', 'resend', 'deadline', 'reference'))
created, expires, sends, resend, deadline = tonumber(created), tonumber(expires), tonumber(sends), tonumber(resend), tonumber(deadline)

if not state or held ~= token or not created or not expires or now >= expires or not sends or not whole(address) then return {'ticket-not-found'} end
if state == 'confirmed' then return {'already-confirmed'} end
if state == 'locked' then return {'ticket-locked'} end
if state ~= 'open' and state ~= 'codeRequested' and state ~= 'linkSent' then return {'ticket-not-found'} end
if sends >= mails then return {'too-many-requests', 'ticket-mails', mails, expires - created, expires - now} end
if resend and now < resend then return {'too-many-requests', 'resend', 1, pause, resend - now} end

-- One network can use half of an address's budget, so that a stranger alone can't use it up.
for _, budget in ipairs({{hour, hourly, HOUR, 'address-mails-hour'}, {day, daily, DAY, 'address-mails-day'}}) do
  local all, ends = spent(budget[1], 'all')
  local own = spent(budget[1], network)
  if all >= budget[2] or own >= math.max(1, math.floor(budget[2] / 2)) then return {'too-many-requests', budget[4], budget[2], budget[3], ends - now} end
end

local hourEnds = spend(hour, 'all', HOUR)
local dayEnds = spend(day, 'all', DAY)
spend(hour, network, HOUR)
spend(day, network, DAY)

-- The owner's way: where no more codes can be had or compared, or none are mailed, the mail carries a link that lives until they can again,
-- and no shorter than a code.
local linkEnds = linkLifetime > 0 and now + linkLifetime or 0
local wrong, wrongEnds = spent(guesses, 'all')
if wrong >= tries then linkEnds = math.max(linkEnds, wrongEnds) end
if spent(hour, 'all') >= hourly then linkEnds = math.max(linkEnds, hourEnds) end
if spent(day, 'all') >= daily then linkEnds = math.max(linkEnds, dayEnds) end
local wanted = linkEnds > 0 and 'link' or 'code'

-- A living code is mailed again as it is, so that mails out of order don't matter; else the worker draws a fresh one.
-- Links are always fresh, since the one before may be used up; where it isn't, both work.
if wanted == 'code' and kind == 'code' and deadline and now < deadline and whole(old) then
  reference = old
else
  redis.call('HDEL', ticket, 'code', 'secret', 'account')
  deadline = wanted == 'link' and math.max(linkEnds, now + lifetime) or math.min(now + lifetime, expires)
end

-- The mail is worth sending until then. A link's outlives its ticket, whoever asked for it and whatever becomes of that.
redis.call('PEXPIRE', ticket, math.max(expires, deadline) - now)

resend = now + pause
redis.call('HSET', ticket, 'state', wanted == 'link' and 'linkSent' or 'codeRequested', 'kind', wanted, 'reference', reference,
  'deadline', deadline, 'resend', resend, 'sends', sends + 1, 'mailTries', 0)
redis.call('ZADD', queue, now, id)
return {'ok', wanted, reference, deadline, resend, mails - sends - 1, address}
