-- Says whether the service is under attack.
-- KEYS[1] the wrong codes of the window   ARGV[2] wrong codes that are no attack yet
-- Returns ms until the attack is over, or 0
local wrong, ends = spent(KEYS[1], 'all')
if wrong <= tonumber(ARGV[2]) then return 0 end
return ends - now
