-- Step 1: opens a ticket.
-- KEYS[1] the ticket   KEYS[2] the events
-- ARGV[2] lifetime, ms   ARGV[3] digest of the token   ARGV[4] sealed address   ARGV[5] storefront   ARGV[6] locale   ARGV[7] whose it is: a partner, or ''
-- ARGV[8] the ticket's id   ARGV[9] what to tell of it, or ''
-- Returns {'ok', when it expires}
local ticket, events = unpack(KEYS)
local _, lifetime, token, address, storefront, locale, partner, id, told = unpack(ARGV)
local expires = now + tonumber(lifetime)

redis.call('HSET', ticket, 'state', 'open', 'token', token, 'address', address, 'storefront', storefront, 'locale', locale, 'partner', partner,
  'created', now, 'expires', expires, 'attempts', 0, 'sends', 0)
redis.call('PEXPIRE', ticket, lifetime)
tell(events, told, id, partner, '', storefront)
return {'ok', expires}
