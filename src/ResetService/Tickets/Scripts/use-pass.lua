-- Step 4: lets the holder of the pass check or set a password, a bounded number of times.
-- KEYS[1] the ticket   KEYS[2] when the address last completed a reset
-- ARGV[2] digest of the secret   ARGV[3] what it is used for, a counter's name   ARGV[4] calls allowed   ARGV[5] a pass's lifetime, ms
-- Returns {'ok', sealed account, storefront, locale, partner or '', when the pass expires, now}, or a refusal
local ticket, epoch = unpack(KEYS)
local _, secret, use, calls, lifetime = unpack(ARGV)
calls = tonumber(calls)

local state, token, pass, account, created, expires, storefront, locale, partner, uses = unpack(redis.call('HMGET', ticket,
  'state', 'token', 'pass', 'account', 'created', 'expires', 'storefront', 'locale', 'partner', use))
created, expires, uses = tonumber(created), tonumber(expires), uses and (tonumber(uses) or math.huge) or 0

if not state or not created or not expires or now >= expires then return {'ticket-not-found'} end
if token and token == secret then return {'code-not-confirmed'} end
if not pass or pass ~= secret or state ~= 'confirmed' or not whole(account, storefront, locale) or superseded(epoch, created) then return {'ticket-not-found'} end

-- What is refused here is not counted, since it would not be given back.
if uses >= calls then return {'too-many-requests', use, calls, tonumber(lifetime), expires - now} end

redis.call('HINCRBY', ticket, use, 1)
return {'ok', account, storefront, locale, partner or '', expires, now}
