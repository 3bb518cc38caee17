-- Step 3: trades a code for a pass. The try is counted before anything is compared.
-- KEYS[1] the ticket   KEYS[2] the address's guesses   KEYS[3] when the address last completed a reset   KEYS[4] the events
-- ARGV[2] digest of the token   ARGV[3], ARGV[4] signatures of the code under the current and the previous key (or '')
-- ARGV[5] digest of the pass   ARGV[6] a pass's lifetime, ms   ARGV[7] tries for a ticket   ARGV[8] tries for an address in a day
-- ARGV[9] the ticket's id   ARGV[10] what to tell when its tries are spent, or ''
-- Returns {'ok', when the pass expires, storefront, the sealed account}, {'wrong-code', tries left}, or a refusal
local ticket, guesses, epoch, events = unpack(KEYS)
local _, token, current, previous, pass, lifetime, tries, addressTries, id, told = unpack(ARGV)
lifetime, tries, addressTries = tonumber(lifetime), tonumber(tries), tonumber(addressTries)
local DAY = 86400000

local state, held, created, expires, attempts, code, deadline, account, storefront, locale, partner = unpack(redis.call('HMGET', ticket,
  'state', 'token', 'created', 'expires', 'attempts', 'code', 'deadline', 'account', 'storefront', 'locale', 'partner'))
created, expires, attempts, deadline = tonumber(created), tonumber(expires), tonumber(attempts), tonumber(deadline)

if not state or held ~= token or not created or not expires or now >= expires or not attempts then return {'ticket-not-found'} end
if state == 'open' then return {'code-not-requested'} end
if state == 'linkSent' then return {'link-sent'} end
if state == 'confirmed' then return {'already-confirmed'} end
if state ~= 'codeRequested' or attempts >= tries or spent(guesses, 'all') >= addressTries then return {'ticket-locked'} end

attempts = redis.call('HINCRBY', ticket, 'attempts', 1)
spend(guesses, 'all', DAY)

-- A pass needs all that step 4 reads. That is looked at last: a ticket of an unknown address has no account, and takes the same way through Redis.
local alive = deadline and now < deadline and not superseded(epoch, created) and whole(account, storefront, locale)
if alive and code and (code == current or (previous ~= '' and code == previous)) then
  -- It was no wrong try.
  redis.call('HINCRBY', ticket, 'attempts', -1)
  if redis.call('HINCRBY', guesses, 'all', -1) == 0 then redis.call('DEL', guesses) end -- a window that no wrong try opened would tell of the right one

  redis.call('HDEL', ticket, 'code', 'secret')
  redis.call('HSET', ticket, 'state', 'confirmed', 'pass', pass, 'expires', now + lifetime)
  redis.call('PEXPIRE', ticket, lifetime)
  return {'ok', now + lifetime, storefront, account}
end

if attempts >= tries then
  redis.call('HSET', ticket, 'state', 'locked')
  redis.call('HDEL', ticket, 'code', 'secret')
  tell(events, told, id, partner or '', '', storefront or '')
end
return {'wrong-code', tries - attempts}
