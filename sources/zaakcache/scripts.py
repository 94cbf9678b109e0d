"""What runs on the Redis or Valkey server, each in one step.

The hash `meta` holds the number of the last drop (`seq`), that of the last drop of everything
(`floor`), and per kind that of its last drop (`k:...`). A family's hash holds `!`, the number of
its own last drop, and per part when the read of it began (microseconds by the server's clock), the
last drop known then, and the value. Numbers are microseconds too, so that they go on rising when
the server forgot everything.
"""

PUT = """
local meta, key = KEYS[1], KEYS[2]
local begin = tonumber(ARGV[1])
local last = math.max(tonumber(redis.call('HGET', key, '!') or 0),
                      tonumber(redis.call('HGET', meta, 'floor') or 0))
local parts = (#ARGV - 3) / 3
if last > begin then
  return {0, parts}
end
local clock = redis.call('TIME')
local began = clock[1] * 1000000 + clock[2] - tonumber(ARGV[2])
local there, refused = 0, 0
for at = 4, #ARGV, 3 do
  local gone = tonumber(redis.call('HGET', meta, 'k:' .. ARGV[at + 1]) or 0)
  if gone > begin then
    refused = refused + 1
  else
    local kept = redis.call('HGET', key, ARGV[at])
    local since, drop = 0, 0
    if kept then
      since, drop = string.match(kept, '^(%d+):(%d+):')
      since, drop = tonumber(since), tonumber(drop)
      if drop >= gone then
        there = there + 1
      end
    end
    if since <= began then
      local head = string.format('%.0f:%.0f:', began, begin)
      redis.call('HSET', key, ARGV[at], head .. ARGV[at + 2])
    end
  end
end
local lives = math.max(tonumber(ARGV[3]), redis.call('PTTL', key))
redis.call('PEXPIRE', key, lives)
return {there, refused}
"""
FENCE_MS = 600_000
"""How long the drop of a family is remembered: no read takes as long."""
DROP = f"""
local meta = KEYS[1]
local clock = redis.call('TIME')
local seq = math.max(tonumber(redis.call('HGET', meta, 'seq') or 0) + 1,
                     clock[1] * 1000000 + clock[2])
local number = string.format('%.0f', seq)
redis.call('HSET', meta, 'seq', number)
if ARGV[1] == 'all' then
  redis.call('HSET', meta, 'floor', number)
end
for at = 2, #KEYS do
  redis.call('DEL', KEYS[at])
  redis.call('HSET', KEYS[at], '!', number)
  redis.call('PEXPIRE', KEYS[at], {FENCE_MS})
end
for at = 2, #ARGV do
  redis.call('HSET', meta, 'k:' .. ARGV[at], number)
end
return number
"""
