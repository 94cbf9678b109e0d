"""What runs on the Redis or Valkey server, each in one step.

The hash `meta` holds the number of the last drop (`seq`), that of the last drop of everything
(`floor`), and per kind that of its last drop (`k:...`). A family's hash holds `!`, the number of
its own last drop, and per part when the read of it began (microseconds by the server's clock), the
last drop known then, and the value. Numbers are microseconds too, so that they go on rising when
the server forgot everything.
"""

GET = """
local clock = redis.call('TIME')
local found = {redis.call('HGETALL', KEYS[1]), clock[1], clock[2]}
local at = 1
for family = 2, #KEYS do
  local last = at + tonumber(ARGV[at])
  found[#found + 1] = redis.call('HMGET', KEYS[family], unpack(ARGV, at + 1, last))
  at = last + 1
end
return found
"""
"""ARGV holds per family how many parts are asked, and their names. One call for all of them: the
client spends more on a command than the server does."""
PUT = """
local meta, begin = KEYS[1], tonumber(ARGV[1])
local floor = tonumber(redis.call('HGET', meta, 'floor') or 0)
local clock = redis.call('TIME')
local began = clock[1] * 1000000 + clock[2] - tonumber(ARGV[2])
local head = string.format('%.0f:%.0f:', began, begin)
local there, refused, at = 0, 0, 3
for family = 2, #KEYS do
  local key, lives, parts = KEYS[family], tonumber(ARGV[at]), tonumber(ARGV[at + 1])
  local last = math.max(tonumber(redis.call('HGET', key, '!') or 0), floor)
  for part = at + 2, at + 1 + parts * 3, 3 do
    local gone = tonumber(redis.call('HGET', meta, 'k:' .. ARGV[part + 1]) or 0)
    if last > begin or gone > begin then
      refused = refused + 1
    else
      local kept = redis.call('HGET', key, ARGV[part])
      local since, drop = 0, 0
      if kept then
        since, drop = string.match(kept, '^(%d+):(%d+):')
        since, drop = tonumber(since), tonumber(drop)
        if drop >= gone then
          there = there + 1
        end
      end
      if since <= began then
        redis.call('HSET', key, ARGV[part], head .. ARGV[part + 2])
      end
      redis.call('PEXPIRE', key, math.max(lives, redis.call('PTTL', key)))
    end
  end
  at = at + 2 + parts * 3
end
return {there, refused}
"""
"""ARGV holds the drop that was known when the read began, how many microseconds ago that was, and
per family how many milliseconds it is kept, the number of parts, and of each the name, kind and
value. Returns how many were there already, and how many were read before a change became known."""
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
