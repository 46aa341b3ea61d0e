-- Take each rule's amount where it is above zero, give it back at the mark where it is below.

local now = moment()
for _, rule in ipairs(load_rules(now)) do
  if rule.amount > 0 then
    rule.kind.take(rule, rule.amount, now)
  else
    rule.kind.give_back(rule, -rule.amount, now)
  end
end
return '1'
