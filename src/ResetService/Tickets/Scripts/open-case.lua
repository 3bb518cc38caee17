-- The support way: counts a case against its ticket and its address, once for a ticket. A repeat is told the first one's reference.
-- KEYS[1] the ticket   KEYS[2] the address's cases of the day
-- ARGV[2] digest of the token   ARGV[3] a reference, for the ticket's first case   ARGV[4] cases for an address in a day
-- Returns {'ok', the case's reference, sealed address, storefront, locale, the last mail's reference or '', the ticket's lifetime, what is left of it, ms}, or a refusal
local ticket, cases = unpack(KEYS)
local _, token, reference, daily = unpack(ARGV)
daily = tonumber(daily)
local DAY = 86400000

local state, held, created, expires, address, storefront, locale, mail, case = unpack(redis.call('HMGET', ticket,
  'state', 'token', 'created', 'expires', 'address', 'storefront', 'locale', 'reference', 'case'))
created, expires = tonumber(created), tonumber(expires)

if not state or held ~= token or not created or not expires or now >= expires or not whole(address, storefront, locale) then return {'ticket-not-found'} end
if state == 'confirmed' then return {'already-confirmed'} end
if state ~= 'open' and state ~= 'codeRequested' and state ~= 'linkSent' and state ~= 'locked' then return {'ticket-not-found'} end

if not case then
  local all, ends = spent(cases, 'all')
  if all >= daily then return {'too-many-requests', 'address-support', daily, DAY, ends - now} end

  spend(cases, 'all', DAY)
  redis.call('HSET', ticket, 'case', reference)
  case = reference
end
return {'ok', case, address, storefront, locale, mail or '', expires - created, expires - now}
