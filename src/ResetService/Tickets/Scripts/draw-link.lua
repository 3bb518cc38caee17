-- Makes the owner's link that the worker drew, unless the ticket has one: a retry or a resend mails the same.
-- KEYS[1] the ticket that asked for the mail   KEYS[2] the link
-- ARGV[2] the sealed link, kept for retries   ARGV[3] the account sealed for the ticket   ARGV[4] the account sealed for the link   ARGV[5] digest of the link's token
-- Returns the sealed link to mail, or nil when the ticket wants none any more
local ticket, link = unpack(KEYS)
local state, kind, secret, deadline, storefront, locale = unpack(redis.call('HMGET', ticket, 'state', 'kind', 'secret', 'deadline', 'storefront', 'locale'))
deadline = tonumber(deadline)

if state ~= 'linkSent' or kind ~= 'link' or not deadline or now >= deadline or not whole(storefront, locale) then return nil end
if secret then return secret end

redis.call('HSET', ticket, 'secret', ARGV[2], 'account', ARGV[3])
redis.call('HSET', link, 'token', ARGV[5], 'account', ARGV[4], 'created', now, 'expires', deadline, 'storefront', storefront, 'locale', locale)
redis.call('PEXPIRE', link, deadline - now)
return ARGV[2]
