-- Ends an event that was passed on. If its lease has run out meanwhile, whoever has it now passes the same one on again, which changes nothing.
-- KEYS[1] the events   ARGV[2] the event
-- Returns 1, or 0 when it was gone already
return redis.call('ZREM', KEYS[1], ARGV[2])
