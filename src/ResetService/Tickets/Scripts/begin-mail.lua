-- Says what a leased mail is about, counting the try; drops it where it is no longer wanted.
-- KEYS[1] the ticket   KEYS[2] the mail queue   KEYS[3] when the address last completed a reset   ARGV[2] the ticket's id   ARGV[3] the lease
-- Returns {kind, try, sealed address, deadline, reference, storefront, locale, sealed account or '', partner or '', now}, or nil
local ticket, queue, epoch = unpack(KEYS)
local state, kind, created, address, deadline, reference, storefront, locale, account, partner = unpack(redis.call('HMGET', ticket,
  'state', 'kind', 'created', 'address', 'deadline', 'reference', 'storefront', 'locale', 'account', 'partner'))
created, deadline = tonumber(created), tonumber(deadline)

-- A link is the owner's, who may need it after the reset that ended the ticket: it may be the last that the address can have.
local wanted = (state == 'codeRequested' and kind == 'code' and created and not superseded(epoch, created)) or (state == 'linkSent' and kind == 'link')
if not wanted or not deadline then
  if tonumber(redis.call('ZSCORE', queue, ARGV[2])) == tonumber(ARGV[3]) then redis.call('ZREM', queue, ARGV[2]) end
  return nil
end

local try = redis.call('HINCRBY', ticket, 'mailTries', 1)
return {kind, try, address, deadline, reference, storefront, locale, account or '', partner or '', now}
