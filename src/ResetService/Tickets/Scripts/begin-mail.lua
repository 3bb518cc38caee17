-- Says what a leased mail is about, counting the try; drops it where it is no longer wanted.
-- KEYS[1] the ticket   KEYS[2] the mail queue   KEYS[3] when the address last completed a reset   ARGV[2] the ticket's id   ARGV[3] the lease
-- Returns {kind, try, sealed address, deadline, reference, storefront, locale, sealed account or '', partner or '', now}, or nil
local ticket, queue, epoch = unpack(KEYS)
local state, kind, created, mailBy, address, deadline, reference, storefront, locale, account, partner = unpack(redis.call('HMGET', ticket,
  'state', 'kind', 'created', 'mailBy', 'address', 'deadline', 'reference', 'storefront', 'locale', 'account', 'partner'))
created, mailBy, deadline = tonumber(created), tonumber(mailBy), tonumber(deadline)

local wanted = (state == 'codeRequested' and kind == 'code') or (state == 'linkSent' and kind == 'link')
if not wanted or not created or not mailBy or not deadline or now >= mailBy or superseded(epoch, created) then
  if tonumber(redis.call('ZSCORE', queue, ARGV[2])) == tonumber(ARGV[3]) then redis.call('ZREM', queue, ARGV[2]) end
  return nil
end

local try = redis.call('HINCRBY', ticket, 'mailTries', 1)
return {kind, try, address, deadline, reference, storefront, locale, account or '', partner or '', now}
