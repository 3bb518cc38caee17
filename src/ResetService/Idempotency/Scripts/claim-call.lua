-- Claims a call for whoever comes first with its key, or says what became of it. Who holds the claim runs the call.
-- KEYS[1] the call
-- ARGV[2] fingerprint of the body   ARGV[3] who claims   ARGV[4] how long a claim lives, ms
-- Returns {'claimed'}, {'answered', the sealed first answer}, {'request-in-progress'} or {'idempotency-key-reused'}
local call = KEYS[1]
local _, fingerprint, claimant, lifetime = unpack(ARGV)

-- What can't be read is taken for absent. The deadline stands in the value too, since the TTL is only the broom.
local ends, body, answer = string.match(redis.call('GET', call) or '', '^(%d+) (%S+) %S+ (%S*)$')
if ends and now < tonumber(ends) then
  if body ~= fingerprint then return {'idempotency-key-reused'} end
  if answer == '' then return {'request-in-progress'} end
  return {'answered', answer}
end

redis.call('SET', call, string.format('%.0f %s %s ', now + tonumber(lifetime), fingerprint, claimant), 'PX', lifetime)
return {'claimed'}
