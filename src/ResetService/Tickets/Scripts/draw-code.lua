-- Gives a ticket the code that the worker drew, unless it has one: a retry or a resend mails the same.
-- KEYS[1] the ticket   ARGV[2] the code's signature   ARGV[3] the sealed code   ARGV[4] the sealed account
-- Returns the sealed code to mail, or nil when the ticket wants none any more
local ticket = KEYS[1]
local state, kind, secret, deadline = unpack(redis.call('HMGET', ticket, 'state', 'kind', 'secret', 'deadline'))
deadline = tonumber(deadline)

if state ~= 'codeRequested' or kind ~= 'code' or not deadline or now >= deadline then return nil end
if secret then return secret end

redis.call('HSET', ticket, 'code', ARGV[2], 'secret', ARGV[3], 'account', ARGV[4])
return ARGV[3]
