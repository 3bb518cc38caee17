-- Step 3 by the owner's link: trades the link for a new ticket, confirmed already, that has a pass and no token.
-- KEYS[1] the link   KEYS[2] when the address last completed a reset   KEYS[3] the new ticket, of the same id
-- ARGV[2] digest of the link's token   ARGV[3] digest of the pass   ARGV[4] a pass's lifetime, ms
-- Returns {'ok', when the pass expires, storefront, the sealed account}, or {'ticket-not-found'}
local link, epoch, ticket = unpack(KEYS)
local _, token, pass, lifetime = unpack(ARGV)
lifetime = tonumber(lifetime)

local held, account, created, expires, storefront, locale = unpack(redis.call('HMGET', link,
  'token', 'account', 'created', 'expires', 'storefront', 'locale'))
created, expires = tonumber(created), tonumber(expires)

if not held or held ~= token or not whole(account, storefront, locale) or not created or not expires or now >= expires or superseded(epoch, created) then
  return {'ticket-not-found'}
end

redis.call('DEL', link)
redis.call('HSET', ticket, 'state', 'confirmed', 'pass', pass, 'account', account, 'storefront', storefront, 'locale', locale,
  'created', now, 'expires', now + lifetime)
redis.call('PEXPIRE', ticket, lifetime)
return {'ok', now + lifetime, storefront, account}
