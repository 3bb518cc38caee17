-- Spends a proof: once, while its challenge lives. One clock judges both, so that no proof outlives the memory of its use.
-- KEYS[1] the proof
-- ARGV[2] when its challenge expires, Unix ms
-- Returns 'ok', 'expired' or 'replayed'
local left = tonumber(ARGV[2]) - now
if left <= 0 then return 'expired' end
if not redis.call('SET', KEYS[1], '', 'NX', 'PX', left) then return 'replayed' end
return 'ok'
