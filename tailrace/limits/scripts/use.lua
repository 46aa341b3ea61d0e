-- Answers per rule: used, resets_us.

local now = moment()
local answer = {}
for _, rule in ipairs(load_rules(now)) do
  answer[#answer + 1] = whole(rule.used)
  answer[#answer + 1] = whole(rule.kind.ends(rule, now))
end
return table.concat(answer, ' ')
