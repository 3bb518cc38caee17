-- Ends a claim: the answer is kept, or the key is free again. A claim that was overtaken changes nothing.
-- KEYS[1] the call
-- ARGV[2] fingerprint of the body   ARGV[3] who claimed   ARGV[4] the sealed answer, or empty   ARGV[5] how long it is kept, ms
-- Returns 1, or 0 when the claim was no longer ours
local call = KEYS[1]
local _, fingerprint, claimant, answer, lifetime = unpack(ARGV)

local holder = string.match(redis.call('GET', call) or '', '^%d+ %S+ (%S+) $')
if holder ~= claimant then return 0 end

if answer == '' then
  redis.call('DEL', call)
else
  redis.call('SET', call, string.format('%.0f %s %s %s', now + tonumber(lifetime), fingerprint, claimant, answer), 'PX', lifetime)
end
return 1
