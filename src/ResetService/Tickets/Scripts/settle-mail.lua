-- Ends a lease: the mail is done, due again later, or given up. A lease that ended or was overtaken by a resend changes nothing.
-- KEYS[1] the mail queue   KEYS[2] the dead letters   KEYS[3] the ticket, or the queue again where the id is no ticket's   KEYS[4] the events
-- ARGV[2] the ticket's id   ARGV[3] the lease   ARGV[4] 'done', 'later' or 'dead'   ARGV[5] pause, ms, or why it was given up   ARGV[6] how long the dead are kept, ms
-- ARGV[7] what to tell of a mail that is done, or ''   ARGV[8] the ticket's partner   ARGV[9] the mail's reference   ARGV[10] the ticket's storefront
-- Returns 1, or 0 when the lease was no longer ours
local queue, dead, ticket, events = unpack(KEYS)
local _, id, lease, outcome, detail, kept, told, partner, reference, storefront = unpack(ARGV)

if tonumber(redis.call('ZSCORE', queue, id)) ~= tonumber(lease) then return 0 end

if outcome == 'later' then
  redis.call('ZADD', queue, now + tonumber(detail), id)
  return 1
end

redis.call('ZREM', queue, id)
tell(events, told, id, partner, reference, storefront)
if outcome == 'dead' then
  redis.call('ZREMRANGEBYSCORE', dead, '-inf', now - tonumber(kept))
  redis.call('ZADD', dead, now, id)
  redis.call('PEXPIRE', dead, kept)
  if ticket ~= queue and redis.call('EXISTS', ticket) == 1 then redis.call('HSET', ticket, 'dead', detail) end
end
return 1
