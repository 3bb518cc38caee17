-- Step 1: opens a ticket.
-- KEYS[1] the ticket
-- ARGV[2] lifetime, ms   ARGV[3] digest of the token   ARGV[4] sealed address   ARGV[5] storefront   ARGV[6] locale   ARGV[7] whose it is: a partner, or ''
-- Returns {'ok', when it expires}
local ticket = KEYS[1]
local _, lifetime, token, address, storefront, locale, partner = unpack(ARGV)
local expires = now + tonumber(lifetime)

redis.call('HSET', ticket, 'state', 'open', 'token', token, 'address', address, 'storefront', storefront, 'locale', locale, 'partner', partner,
  'created', now, 'expires', expires, 'attempts', 0, 'sends', 0)
redis.call('PEXPIRE', ticket, lifetime)
return {'ok', expires}
