-- Proves the whole way: scripts run, writes are accepted, and what is published is heard again.
-- A write is part of it because a demoted master still answers PING and delivers PUBLISH. It comes last: a server that
-- refuses writes delivers, and not to hear it then would be taken for a lost subscription.
--
-- KEYS[1] key to write
-- ARGV[1] PUBLISH or SPUBLISH   ARGV[2] pub/sub channel   ARGV[3] message   ARGV[4] key's life, ms
--
-- Returns the number of subscribers that were there.

local receivers = redis.call(ARGV[1], ARGV[2], ARGV[3])
redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
return receivers
