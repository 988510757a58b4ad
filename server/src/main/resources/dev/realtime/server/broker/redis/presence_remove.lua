-- Notes that a client has left a channel.
--
-- KEYS as in presence_common.lua
-- ARGV[1] client

forget(ARGV[1])
return 1
