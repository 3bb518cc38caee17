-- Cancels a ticket and the mail that waits for it; a link's mail goes out all the same, since it belongs to the owner.
-- KEYS[1] the ticket   KEYS[2] the mail queue   ARGV[2] digest of the token   ARGV[3] the ticket's id
-- Returns {'ok'} or {'ticket-not-found'}
local ticket, queue = unpack(KEYS)
local held, kind, expires = unpack(redis.call('HMGET', ticket, 'token', 'kind', 'expires'))
expires = tonumber(expires)

if not held or held ~= ARGV[2] or not expires or now >= expires then return {'ticket-not-found'} end

if kind == 'link' then
  redis.call('HDEL', ticket, 'token')
else
  redis.call('DEL', ticket)
  redis.call('ZREM', queue, ARGV[3])
end
return {'ok'}
