-- Gives a stream another epoch: positions in the old one are lost, and whoever holds one is told.
--
-- KEYS[1] meta hash (as in publish.lua)
-- ARGV[1] epoch that the stream is to lose   ARGV[2] epoch that it gets
--
-- Returns 1, or 0 if the stream has another epoch already: several nodes may notice at once.

if redis.call('HGET', KEYS[1], 'e') ~= ARGV[1] then
  return 0
end
redis.call('HSET', KEYS[1], 'e', ARGV[2])
return 1
